/** The normalization page without a device: axes and presets, the quiz against Float64, and the notes in both languages. */
import { describe, expect, test } from 'vitest';
import type { ControlValue, Localized } from '../../src/experiments/experiment';
import { CONTROLS } from '../../src/experiments/normalization/controls';
import { NOTES_EN } from '../../src/experiments/normalization/notes.en';
import { NOTES_ZH } from '../../src/experiments/normalization/notes.zh';
import {
  arrangementOf,
  followAxes,
  groupsOf,
  membershipOf,
  PRESETS,
  type PresetName,
  presetControls,
  reducedOf,
} from '../../src/experiments/normalization/presets';
import { QUESTIONS, quizFrame } from '../../src/experiments/normalization/quiz';
import { TEMPLATES } from '../../src/experiments/normalization/quizTemplates';
import { groupPlaces } from '../../src/reference/groups';
import { affineShape, groupMoments, normalizeAxes } from '../../src/reference/normalization';

const CHOICE = {
  B: 4,
  H: 6,
  N: 3,
  D: 5,
  groups: 2,
  reduceB: false,
  reduceH: false,
  reduceN: false,
  reduceD: false,
};

describe('axes and presets', () => {
  test.each([
    // Statistics and affine parameters (scale and shift) of PyTorch's modules on (4, 6, 3, 5).
    ['notes', 90, 180],
    ['batch2d', 6, 12],
    ['tokens', 5, 10],
    ['batch1d', 3, 6],
    ['layer1', 72, 10],
    ['layer2', 24, 30],
    ['layer3', 4, 180],
    ['instance', 24, 12],
    ['group', 8, 12],
    ['rms', 72, 5],
  ] as const)('%s has %d statistics and %d parameters', (preset, statistics, parameters) => {
    const arrangement = arrangementOf({ ...CHOICE, preset });
    expect(arrangement.groups).toBe(statistics);
    expect(arrangement.parameters * (arrangement.hasShift ? 2 : 1)).toBe(parameters);
    const { group, parameter } = membershipOf(arrangement);
    expect(new Set(group).size).toBe(statistics);
    expect(new Set(parameter).size).toBe(arrangement.parameters);
    for (let own = 0; own < statistics; own++) {
      expect(group.filter((other) => other === own).length).toBe(arrangement.groupSize);
    }
  });

  test('a preset throws the switches, and a switch finds the preset of its axes', () => {
    for (const preset of Object.keys(PRESETS) as PresetName[]) {
      const values = { ...CHOICE, ...followAxes('preset', preset, choiceOf('custom')) };
      expect(reducedOf({ ...values, preset: 'custom' })).toEqual(PRESETS[preset].reduced);
    }
    const clicked = followAxes('reduceB', false, choiceOf('batch2d'));
    expect(clicked).toEqual({
      preset: 'layer2',
      reduceB: false,
      reduceH: false,
      reduceN: true,
      reduceD: true,
    });
    expect(followAxes('reduceN', false, choiceOf('batch2d')).preset).toBe('custom');
    // A switch that already stands so leaves the name alone.
    expect(followAxes('reduceN', true, choiceOf('instance'))).toEqual({});
  });

  test('groups divide the heads', () => {
    for (let heads = 1; heads <= 8; heads++) {
      for (let wanted = 1; wanted <= 8; wanted++) expect(heads % groupsOf(heads, wanted)).toBe(0);
    }
    expect([groupsOf(6, 4), groupsOf(6, 5), groupsOf(7, 3), groupsOf(8, 8)]).toEqual([3, 6, 1, 8]);
  });
});

function choiceOf(preset: PresetName | 'custom') {
  return { ...CHOICE, preset };
}

/** Right answers, computed from the shape of the picture that shows them; null where no number can tell. */
function answerOf(id: string, text: Localized, show: Readonly<Record<string, ControlValue>>): string | null {
  const sizes = ['B', 'H', 'N', 'D'].map((name) => Number(show[name]));
  const [B = 0, H = 0, N = 0, D = 0] = sizes;
  const axes = [0, 1, 2, 3].filter((axis) => show[['reduceB', 'reduceH', 'reduceN', 'reduceD'][axis] ?? '']);
  const x = Float64Array.from({ length: B * H * N * D }, (_, cell) => Math.sin(1 + 7 * cell));
  const places = groupPlaces(sizes, axes, []);
  const { mean } = groupMoments(x, places);
  const parameters = affineShape(sizes, axes).reduce((product, extent) => product * extent, 1);
  const kept = sizes.filter((_, axis) => !axes.includes(axis));
  switch (id) {
    case 'statistics':
      return String(mean.length);
    case 'elements':
      return String(places.reduced.elements.length);
    case 'layerParameters':
    case 'batchParameters':
      return String(2 * parameters);
    case 'couples':
    case 'axes':
      return `(${axes.join(', ')})`;
    case 'meanShape':
      return `[${kept.join(', ')}]`;
    case 'running':
      return `${B * N * D} and ${B * N * D - 1}`;
    case 'leaves': {
      const whole = normalizeAxes(x, { sizes, axes, eps: 1e-5 }).output;
      const fewer = normalizeAxes(x.subarray(H * N * D), { sizes: [B - 1, H, N, D], axes, eps: 1e-5 }).output;
      const change = fewer.map((value, cell) => Math.abs(value - (whole[cell + H * N * D] ?? Number.NaN)));
      return Math.max(...change) === 0 ? 'by 0 exactly' : 'changed';
    }
    case 'groupOne':
      return sameMoments(x, sizes, [1, 2, 3], 1) ? PRESETS.layer3.label.en : '';
    case 'groupAll':
      return sameMoments(x, sizes, [2, 3], H) ? PRESETS.instance.label.en : '';
    case 'sphere': {
      const { output } = normalizeAxes(x, { sizes, axes, eps: 0 });
      const squares = output.subarray(0, D).reduce((sum, value) => sum + value * value, 0);
      return `√${Math.round(squares)}`;
    }
    case 'batchOne': {
      const { output } = normalizeAxes(x, {
        sizes,
        axes,
        eps: 1e-5,
        shift: new Float64Array(x.length).fill(2),
      });
      return output.every((value) => value === 2) ? 'the shift β, whatever x is' : '';
    }
    case 'bias': {
      const eps = 1e-5;
      const moved = normalizeAxes(
        x.map((value) => value + 0.5),
        { sizes, axes, eps },
      ).output;
      const whole = normalizeAxes(x, { sizes, axes, eps }).output;
      const change = moved.map((value, cell) => Math.abs(value - (whole[cell] ?? Number.NaN)));
      return Math.max(...change) < 1e-9 ? 'nothing: it leaves with the mean' : '';
    }
    case 'eps':
      return Math.sqrt(1e-6 / (1e-6 + 1e-5)).toFixed(2);
    case 'evaluation':
      return 'running averages from training';
    case 'rms':
      return 'subtracting the mean, and the shift';
    default:
      throw new Error(`no answer is computed for "${id}": ${text.en}`);
  }
}

/** Group norm's statistics are those over some axes. */
function sameMoments(
  x: Float64Array,
  sizes: readonly number[],
  axes: readonly number[],
  groups: number,
): boolean {
  const [B = 0, H = 0, N = 0, D = 0] = sizes;
  const grouped = groupMoments(x, groupPlaces([B, groups, H / groups, N, D], [2, 3, 4], []));
  const plain = groupMoments(x, groupPlaces(sizes, axes, []));
  return grouped.mean.join() === plain.mean.join() && grouped.variance.join() === plain.variance.join();
}

const SEEDS = Array.from({ length: 200 }, (_, seed) => seed);

describe('the quiz', () => {
  test('asks ten of its templates, each once, and in time all of them', () => {
    const asked = new Set<string>();
    for (const seed of SEEDS) {
      const { questions } = quizFrame(seed);
      expect(new Set(questions.map(({ id }) => id)).size).toBe(QUESTIONS);
      for (const { id } of questions) asked.add(id);
    }
    expect(TEMPLATES.length).toBeGreaterThanOrEqual(12);
    expect(asked.size).toBe(TEMPLATES.length);
    expect(quizFrame(3)).toEqual(quizFrame(3));
  });

  test('has the right answer at its place, by Float64, for 200 seeds', () => {
    const places = new Set<number>();
    for (const seed of SEEDS) {
      for (const { id, text, options, correct, show } of quizFrame(seed).questions) {
        expect(options[correct]?.en, `${id}, seed ${seed}`).toBe(answerOf(id, text, show));
        places.add(correct);
      }
    }
    expect(places).toEqual(new Set([0, 1, 2, 3]));
  });

  test('leaves nothing in the picture of what another question, or the reader, had set', () => {
    const asked = SEEDS.flatMap((seed) => quizFrame(seed).questions);
    for (const { id, show } of asked) {
      for (const name of ['outlier', 'offset', 'eps', 'samples', 'heads', 'features', 'mode'] as const) {
        if ((id === 'bias' && name === 'offset') || (id === 'evaluation' && name === 'mode')) continue;
        expect(show[name], `${id}, ${name}`).toBe(CONTROLS[name].initial);
      }
      // Those that speak of parameters show them.
      const affine = ['layerParameters', 'batchParameters', 'batchOne'].includes(id);
      expect(show.affine, id).toBe(affine);
    }
  });

  test('asks for the standard deviation in both languages, of which 0.09 is the square', () => {
    const asked = SEEDS.flatMap((seed) => quizFrame(seed).questions).find(({ id }) => id === 'eps');
    expect(asked?.text.en).toContain('standard deviation of its output');
    expect(asked?.text.zh).toContain('输出的标准差');
  });

  test('offers four different options in either language, and shows them with controls that exist', () => {
    for (const seed of SEEDS) {
      for (const { id, text, options, explanation, show } of quizFrame(seed).questions) {
        for (const language of ['en', 'zh'] as const) {
          expect(new Set(options.map((option) => option[language])).size, `${id}, seed ${seed}`).toBe(4);
        }
        for (const told of [text, explanation]) expect(told.zh).toMatch(/\p{Script=Han}/u);
        for (const [name, value] of Object.entries(show)) expectTaken(name, value);
      }
    }
  });
});

function expectTaken(name: string, value: ControlValue): void {
  const control = CONTROLS[name as keyof typeof CONTROLS];
  expect(control, name).toBeDefined();
  if (control.kind === 'choice') expect(Object.keys(control.options)).toContain(value);
  else if (control.kind === 'toggle') expect(typeof value).toBe('boolean');
  else {
    expect(value).toBeGreaterThanOrEqual(control.minimum);
    expect(value).toBeLessThanOrEqual(control.maximum);
  }
}

describe('the trials of the notes', () => {
  test('set controls that exist, the same in both languages', () => {
    const trials = [NOTES_EN, NOTES_ZH].map((notes) =>
      notes.flatMap((block) => (block.kind === 'trials' ? block.trials : [])),
    );
    expect(trials[0]?.map(({ controls, tab }) => ({ controls, tab }))).toEqual(
      trials[1]?.map(({ controls, tab }) => ({ controls, tab })),
    );
    for (const { controls } of trials[0] ?? []) {
      for (const [name, value] of Object.entries(controls)) expectTaken(name, value);
    }
    expect(presetControls('tokens')).toEqual({
      preset: 'tokens',
      reduceB: true,
      reduceH: true,
      reduceN: true,
      reduceD: false,
    });
  });
});
