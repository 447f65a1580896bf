/** The verdict: its name on clouds of known make, each threshold, and its words. */
import { beforeAll, describe, expect, it } from 'vitest';
import { LABELLED_CLOUDS } from '../bench/verdictClouds';
import { confusionMatrix, confusionTable, type Judged, judgeClouds, measuresOf } from '../bench/verdicts';
import type { Dataset } from '../src/data/dataset';
import { antipodal, clusters, cone, identical, rankK, uniformSphere } from '../src/data/generators';
import {
  MEASURE_NAMES,
  shownVerdict,
  VERDICT_ADVICE,
  VERDICT_TITLES,
  verdictSentence,
} from '../src/experiments/hypersphere/verdictText';
import {
  type ClassMeasures,
  type Split,
  VERDICT_KINDS,
  type VerdictMeasures,
  verdict,
} from '../src/reference/verdict';
import { permutation, permuteRows, rotate } from './reference/support';

let judged: Judged[] = [];
beforeAll(() => {
  judged = judgeClouds();
});

describe('on the labelled clouds', () => {
  it('there are at least 60 of them, of every kind and many sizes', () => {
    expect(LABELLED_CLOUDS.length).toBeGreaterThanOrEqual(60);
    expect(new Set(LABELLED_CLOUDS.map(({ name }) => name)).size).toBe(LABELLED_CLOUDS.length);
    for (const kind of VERDICT_KINDS.filter((name) => name !== 'undetermined')) {
      expect(
        LABELLED_CLOUDS.filter(({ truth }) => truth.length === 1 && truth[0] === kind).length,
        kind,
      ).toBeGreaterThanOrEqual(6);
    }
    const sizes = judged.map(({ measures }) => measures);
    expect(Math.min(...sizes.map(({ n }) => n))).toBe(16);
    expect(Math.max(...sizes.map(({ n }) => n))).toBe(2000);
    expect(Math.min(...sizes.map(({ d }) => d))).toBe(2);
    expect(Math.max(...sizes.map(({ d }) => d))).toBe(256);
  });

  it('no cloud gets a name that is not its own, and a borderline one only those it lies between', () => {
    const matrix = confusionMatrix(judged);
    expect(matrix.wrong, confusionTable(matrix).join('\n')).toEqual([]);
    // The same again by the counts, so that a matrix that forgets clouds does not pass.
    const total = matrix.rows.flatMap(({ counts }) => counts).reduce((sum, count) => sum + count, 0);
    expect(total).toBe(judged.length);
  });

  it('a cloud made to lie at a threshold is called borderline, and hardly any other', () => {
    const flagged = (kinds: number): Judged[] =>
      judged.filter((entry) => entry.truth.length === kinds && entry.verdict.borderline);
    const made = judged.filter(({ truth }) => truth.length === 2);
    expect(made.length).toBeGreaterThanOrEqual(12);
    expect(flagged(2).map(({ name }) => name)).toEqual(made.map(({ name }) => name));
    // Heaps in a cone at cosine .88 where .8 decides, stable rank 1.8 where 2 does, labels that agree to .9 where .8 does.
    const close = flagged(1);
    expect(close.length).toBeLessThanOrEqual(3);
    for (const { name, truth, verdict: found } of close) expect([found.kind], name).toEqual(truth);
  });

  it('a wrong name is counted as one', () => {
    const matrix = confusionMatrix(
      judged.map((entry) => ({ ...entry, truth: ['undetermined'], right: false })),
    );
    expect(matrix.wrong.length).toBe(judged.length);
    expect(confusionTable(matrix).filter((line) => line.includes('wrong:')).length).toBe(judged.length);
  });

  it('a verdict rests on evidence of its kind that holds, and none on none', () => {
    for (const { name, verdict: found } of judged) {
      const own = found.evidence.filter(({ kind, holds }) => kind === found.kind && holds);
      if (found.kind === 'none') expect(found.severity, name).toBe(0);
      else expect(own.length, name).toBeGreaterThan(0);
      expect(found.severity, name).toBeGreaterThanOrEqual(0);
      expect(found.severity, name).toBeLessThanOrEqual(1);
      expect(found.runnersUp, name).not.toContain(found.kind);
    }
  });

  it('sees heaps inside a cone, where raw ranks see one direction', () => {
    const heaped = judged.find(({ name }) => name.startsWith('cone of five heaps ['));
    expect(heaped?.verdict.runnersUp).toContain('cluster');
    expect(heaped?.verdict.split?.sizes.length).toBe(5);
  });

  it('names the classes that fell, and only those', () => {
    const fallen = judged.find(({ name }) => name.startsWith('three classes of ten'));
    expect(fallen?.verdict.collapsedClasses.map(({ name }) => name)).toEqual(['0', '1', '2']);
    const flat = judged.find(({ name }) => name.startsWith('one class lies in a plane'));
    expect(flat?.verdict.collapsedClasses.map(({ name }) => name)).toEqual(['0']);
  });
});

describe('the same cloud otherwise', () => {
  const size = { n: 150, d: 12, seed: 5 };
  const clouds: Record<string, Dataset> = {
    none: uniformSphere(size),
    complete: identical(size),
    cone: cone(size),
    dimensional: rankK(size, 3),
    cluster: {
      ...clusters(size, 4, 0.2),
      labels: { name: 'x', values: new Uint32Array(150), classes: ['x'] },
    },
    'per-class': antipodal(size, 0.2),
  };
  for (const [kind, dataset] of Object.entries(clouds)) {
    it(`turned, and with its rows in another order, is still ${kind}`, () => {
      const order = permutation(8, size.n);
      const { labels } = dataset;
      const values = Uint32Array.from(order, (i) => labels?.values[i] ?? 0);
      const other = {
        ...dataset,
        data: Float32Array.from(permuteRows(rotate(9, dataset.data, size.n, size.d), order, size.d)),
        ...(labels && { labels: { ...labels, values } }),
      };
      const [there, here] = [dataset, other].map((entry) => verdict(measuresOf(entry)));
      expect(there?.kind).toBe(kind);
      expect(here?.kind).toBe(kind);
      expect(here?.runnersUp).toEqual(there?.runnersUp);
      // Rows are rounded to f32 again after the turn: 2^-24 an entry, and ranks of tens at most.
      expect(here?.severity).toBeCloseTo(there?.severity ?? Number.NaN, 4);
    });
  }
});

const RANKS = { effectiveRank: 60, participationRatio: 50, stableRank: 30 };
const HEALTHY: VerdictMeasures = {
  n: 400,
  d: 64,
  meanCosine: 0,
  meanDirectionNorm: 0.05,
  alignedShare: 1,
  centred: RANKS,
  isotropic: RANKS,
  liveDirections: 64,
  duplicateShare: 0,
  splits: [],
  classes: null,
};
const HEAPS: Split = {
  neighbours: 10,
  sizes: [200, 200],
  betweenShare: 0.9,
  evenWithin: 0.6,
  betweenCosine: 0,
  labelAgreement: null,
};
const CLASS: ClassMeasures = {
  name: 'a',
  count: 40,
  meanCosine: 0,
  scatter: 0.9,
  evenScatter: 0.9,
  participationRatio: 25,
  isotropicParticipationRatio: 25,
};

describe('every threshold', () => {
  const kindOf = (change: Partial<VerdictMeasures>): string => verdict({ ...HEALTHY, ...change }).kind;
  const heaps = (change: Partial<Split>) => ({ splits: [{ ...HEAPS, ...change }] });
  const ranks = (change: Partial<typeof RANKS>) => ({ centred: { ...RANKS, ...change } });
  const withClass = (change: Partial<ClassMeasures>) => ({ classes: [CLASS, { ...CLASS, ...change }] });

  it('leaves a healthy cloud alone', () => {
    expect(kindOf({})).toBe('none');
    expect(verdict(HEALTHY).runnersUp).toEqual([]);
    expect(verdict(HEALTHY).borderline).toBe(false);
    expect(kindOf({ classes: [CLASS, CLASS] })).toBe('none');
  });

  it.each([
    ['complete from mean cosine .99', { meanCosine: 0.9901 }, 'complete', { meanCosine: 0.9899 }, 'cone'],
    ['cone from mean cosine .25', { meanCosine: 0.2501 }, 'cone', { meanCosine: 0.2499 }, 'none'],
    // Three deviations for n = 16, d = 2: ((8/9 + 1)^3 - 1) / sqrt(240) = .370.
    [
      'cone beyond chance where rows are few',
      { n: 16, d: 2, liveDirections: 2, meanCosine: 0.372 },
      'cone',
      { n: 16, d: 2, liveDirections: 2, meanCosine: 0.368 },
      'none',
    ],
    // Two heaps in R^3: chance could do anything, so .8 decides.
    [
      'cone of two heaps from cosine .8',
      { d: 3, liveDirections: 3, meanCosine: 0.9, ...heaps({ betweenCosine: 0.801 }) },
      'cone',
      { d: 3, liveDirections: 3, meanCosine: 0.9, ...heaps({ betweenCosine: 0.799 }) },
      'cluster',
    ],
    [
      'heaps from half of the even share',
      heaps({ betweenShare: 0.701 }),
      'cluster',
      heaps({ betweenShare: 0.699 }),
      'none',
    ],
    ['a single component is no heap', heaps({}), 'cluster', heaps({ sizes: [400] }), 'none'],
    [
      'heaps are classes from agreement .8',
      heaps({ labelAgreement: 0.801 }),
      'per-class',
      heaps({ labelAgreement: 0.799 }),
      'cluster',
    ],
    [
      'a class from a tenth of the scatter',
      withClass({ scatter: 0.0899 }),
      'per-class',
      withClass({ scatter: 0.0901 }),
      'none',
    ],
    [
      'a class from a quarter of the rank',
      withClass({ participationRatio: 6.24 }),
      'per-class',
      withClass({ participationRatio: 6.26 }),
      'none',
    ],
    [
      'a class from eight rows',
      withClass({ scatter: 0, count: 8 }),
      'per-class',
      withClass({ scatter: 0, count: 7 }),
      'none',
    ],
    [
      'effective rank from .6 of an even one',
      ranks({ effectiveRank: 35.9 }),
      'dimensional',
      ranks({ effectiveRank: 36.1 }),
      'none',
    ],
    [
      'a quarter of the directions empty',
      { liveDirections: 48 },
      'dimensional',
      { liveDirections: 49 },
      'none',
    ],
    [
      'one direction with half of the variance',
      ranks({ participationRatio: 4, stableRank: 1.99 }),
      'dimensional',
      ranks({ participationRatio: 4, stableRank: 2.01 }),
      'none',
    ],
    [
      '... which must be loud for this many directions',
      ranks({ participationRatio: 12.4, stableRank: 1.9 }),
      'dimensional',
      ranks({ participationRatio: 12.6, stableRank: 1.9 }),
      'none',
    ],
    [
      'four rows',
      { n: 4, d: 2, liveDirections: 2, meanCosine: 1 },
      'complete',
      { n: 3, d: 2, liveDirections: 2, meanCosine: 1 },
      'undetermined',
    ],
    ['cosines of unit rows', { meanCosine: 1.000099 }, 'complete', { meanCosine: 1.000101 }, 'undetermined'],
  ] as const)('%s', (_, inside, name, outside, other) => {
    expect(kindOf(inside)).toBe(name);
    expect(kindOf(outside)).toBe(other);
  });

  it('is called close within a factor of 1.15', () => {
    const borderline = (meanCosine: number): boolean => verdict({ ...HEALTHY, meanCosine }).borderline;
    expect([0.21, 0.22, 0.28, 0.29].map(borderline)).toEqual([false, true, true, false]);
    expect(verdict({ ...HEALTHY, meanCosine: 0.22 }).runnersUp).toEqual(['cone']);
  });
});

describe('several kinds at once', () => {
  it('a flat cone of labelled heaps is a cone, and the rest is told', () => {
    const found = verdict({
      ...HEALTHY,
      meanCosine: 0.9,
      liveDirections: 3,
      splits: [{ ...HEAPS, betweenCosine: 0.9, labelAgreement: 1 }],
    });
    expect(found.kind).toBe('cone');
    expect(found.runnersUp).toEqual(['per-class', 'cluster', 'dimensional']);
  });

  it('a finer graph finds the heaps that a coarse one joins', () => {
    const found = verdict({ ...HEALTHY, splits: [{ ...HEAPS, sizes: [400], betweenShare: 0 }, HEAPS] });
    expect(found.kind).toBe('cluster');
    expect(found.split).toBe(HEAPS);
  });
});

describe('in words', () => {
  const DEGENERATE: Record<string, VerdictMeasures> = {
    empty: measuresOf({ name: 'empty', data: new Float32Array(0), shape: [0, 3] }),
    'one row': measuresOf(uniformSphere({ n: 1, d: 3, seed: 1 })),
    'two rows': measuresOf(uniformSphere({ n: 2, d: 3, seed: 1 })),
    'three equal rows': measuresOf(identical({ n: 3, d: 2, seed: 1 })),
    'not a number': { ...HEALTHY, meanCosine: Number.NaN },
    'rows of length 2': { ...HEALTHY, meanCosine: 3.2 },
    'no spectrum': { ...HEALTHY, centred: { ...RANKS, effectiveRank: Number.NaN } },
  };

  it('what is no cloud has no verdict', () => {
    for (const [name, measures] of Object.entries(DEGENERATE)) {
      expect(verdict(measures).kind, name).toBe('undetermined');
      expect(verdict(measures).runnersUp, name).toEqual([]);
    }
  });

  it('four equal rows of one column are one point', () => {
    expect(verdict(measuresOf(identical({ n: 4, d: 1, seed: 1 }))).kind).toBe('complete');
  });

  it('every verdict is told in both languages, with the same numbers and none that is not one', () => {
    const all = [...judged, ...Object.entries(DEGENERATE).map(([name, measures]) => ({ name, measures }))];
    const told = new Set<string>();
    for (const { name, measures } of all) {
      const found = verdict(measures);
      told.add(found.kind);
      const { en, zh } = verdictSentence(found, measures);
      for (const text of [en, zh]) expect(text, name).not.toMatch(/NaN|undefined|null|Infinity|\s\s|\.\./);
      expect(en, name).toMatch(/^[A-Z0-9].*\.$/);
      expect(en, name).not.toMatch(/[\u4e00-\u9fff]/);
      expect(zh, name).toMatch(/[\u4e00-\u9fff].*。$/);
      const numbers = (text: string): string[] => (text.match(/\d+(?:\.\d+)?/g) ?? []).toSorted();
      expect(numbers(zh), `${name}: ${en} ${zh}`).toEqual(numbers(en));
    }
    expect([...told].toSorted()).toEqual([...VERDICT_KINDS].toSorted());
  });

  it('says the numbers of the cloud', () => {
    const measures = {
      ...HEALTHY,
      d: 128,
      meanCosine: 0.93,
      liveDirections: 128,
      centred: { ...RANKS, effectiveRank: 119 },
      isotropic: { ...RANKS, effectiveRank: 124 },
    };
    const { title, sentence, tone } = shownVerdict(verdict(measures), measures);
    expect(title.en).toBe('Cone');
    expect(tone).toBe('bad');
    expect(sentence.en).toBe(
      'All points share one direction, mean cosine 0.93. With the mean taken away the effective rank is still 119 of 128 (an even cloud: 124).',
    );
  });

  it('tells whether heaps follow the labels, where there are any', () => {
    const told = (labelAgreement: number | null): string => {
      const classes = labelAgreement === null ? null : [CLASS, CLASS];
      const measures = { ...HEALTHY, classes, splits: [{ ...HEAPS, labelAgreement }] };
      return verdictSentence(verdict(measures), measures).en;
    };
    expect(told(null)).not.toContain('labels');
    expect(told(0.1)).toContain('They do not follow the labels (agreement 0.10 of 1).');
    expect(told(0.95)).toContain('They are the classes (agreement 0.95 of 1)');
  });

  it('mentions copies, which are no collapse', () => {
    const measures = { ...HEALTHY, duplicateShare: 0.02 };
    expect(verdict(measures).kind).toBe('none');
    expect(verdictSentence(verdict(measures), measures).en).toContain(
      'Of the points, 2 % have an exact copy.',
    );
  });

  it('has a title and advice for every kind, and a name for every measure that was compared', () => {
    for (const kind of VERDICT_KINDS) {
      for (const { en, zh } of [VERDICT_TITLES[kind], VERDICT_ADVICE[kind]]) {
        expect(en.length, kind).toBeGreaterThan(3);
        expect(zh, kind).toMatch(/[\u4e00-\u9fff]/);
      }
    }
    const compared = new Set(judged.flatMap((entry) => entry.verdict.evidence.map(({ measure }) => measure)));
    expect([...compared].toSorted()).toEqual(Object.keys(MEASURE_NAMES).toSorted());
  });
});
