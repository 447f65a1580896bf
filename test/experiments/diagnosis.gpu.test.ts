/** The closer look of the hypersphere page, as the page takes it: on the GPU path and on the CPU reference. */
import { describe, expect, it } from 'vitest';
import type { ControlValue, LoadedData, Session, StudyReport } from '../../src/experiments/experiment';
import type { FigureFrames, FigureKind } from '../../src/experiments/figures';
import hypersphere from '../../src/experiments/hypersphere';
import { CONTROLS } from '../../src/experiments/hypersphere/controls';
import { orderedRows } from '../../src/experiments/hypersphere/matrixOrder';
import { DIAGNOSIS_NOTES } from '../../src/experiments/hypersphere/notesDiagnosis';
import { RandomStream, STREAMS } from '../../src/random';
import { uniformityFloor } from '../../src/reference/uniformity';
import type { Executor } from '../../src/runtime/executor';
import { ReferenceExecutor } from '../../src/runtime/referenceExecutor';
import { merged } from '../../src/ui/timeline';
import { initialValues } from '../../src/ui/url';
import { useGpu } from '../support/dawn';

const SMALL = { n: 256, batch: 64, d: 16, noise: 0 };
/** f32 sums of a few hundred cosines. */
const ROUNDING = 2e-5;

async function open(
  executor: Executor,
  controls: Readonly<Record<string, ControlValue>>,
  data: LoadedData | null = null,
): Promise<Session> {
  const values = { ...initialValues(CONTROLS), ...SMALL, ...controls };
  const palette = { sequential: new Float32Array(1024), categorical: new Float32Array(1024) };
  const session = await hypersphere.open({ executor, controls: values as never, data, palette });
  executor.submit((recorder) => session.encodeFrame(recorder));
  return session;
}

type Told = Omit<StudyReport, 'positions'>;

/** Takes turns until every round has looked at the state as it is; what they told, together. */
async function look(executor: Executor, session: Session): Promise<Told> {
  const { study } = session;
  if (!study) throw new Error('the session has no study');
  await study.ready;
  const latest = new Map<string, StudyReport>();
  while (study.pending) {
    executor.submit((recorder) => study.encode(recorder));
    for (const report of await Promise.all(study.collect())) latest.set(report.round, report);
  }
  return merged(['sample', 'spectrum', 'image'].flatMap((round) => latest.get(round) ?? []));
}

function frame<K extends FigureKind>(report: Told, kind: K): FigureFrames[K] {
  const figure = report.figures.find((shown) => shown.kind === kind);
  if (!figure) throw new Error(`the report has no ${kind}`);
  return figure.frame as FigureFrames[K];
}

function reading(report: Told, name: string): number {
  return report.readings.find((one) => one.name === name)?.value ?? Number.NaN;
}

const VERDICTS = {
  uniform: 'none',
  cone: 'cone',
  // The clusters are labelled, so each class is a heap of its own.
  clusters: 'per-class',
  rank: 'dimensional',
  same: 'complete',
  antipodal: 'cluster',
} as const satisfies Record<keyof typeof CONTROLS.state.options, string>;

const CONTROLS_OF: Readonly<Record<string, Readonly<Record<string, ControlValue>>>> = {
  clusters: { spread: 0.1 },
  rank: { groups: 3, spread: 0 },
  same: { spread: 0 },
  antipodal: { spread: 0 },
};

describe('the diagnosis of the hypersphere page', () => {
  const gpu = useGpu();
  const executors: readonly (readonly [string, () => Executor])[] = [
    ['GPU', () => gpu.executor],
    ['reference', () => new ReferenceExecutor()],
  ];

  for (const [backend, executorOf] of executors) {
    for (const [state, kind] of Object.entries(VERDICTS)) {
      it(`names the start "${state}" ${kind}, and every oracle holds (${backend})`, async () => {
        const executor = executorOf();
        using session = await open(executor, { state, ...CONTROLS_OF[state] });
        const report = await look(executor, session);
        expect(report.verdict?.kind).toBe(kind);
        expect(report.step).toBe(0);

        const ladder = frame(report, 'ladder');
        const slack = 1 + ROUNDING;
        for (const lower of ladder.lower) expect(lower).toBeLessThanOrEqual(ladder.largest * slack);
        for (const upper of ladder.upper) expect(upper * slack).toBeGreaterThanOrEqual(ladder.largest);
        const { outer, left, right, gap, parts } = ladder.jensen;
        expect(outer).toBeGreaterThanOrEqual(left - ROUNDING * Math.abs(left) - ROUNDING);
        expect(left).toBeGreaterThanOrEqual(right - ROUNDING * Math.abs(right) - ROUNDING);
        // A gap below 0 by the rounding of its ends is told as 0.
        expect(left - right).toBeCloseTo(gap, 5);
        expect(gap).toBeGreaterThanOrEqual(0);
        const sum = parts.mean + parts.variance + parts.selfPairs + parts.higherOrders;
        expect(sum).toBeCloseTo(left, 9);

        const { n } = SMALL;
        // Sum = n^2 ||mean||^2: the first lower bound is Sum / n.
        expect(ladder.lower[0]).toBeCloseTo(n * reading(report, 'meanNorm') ** 2, 6);
        expect(ladder.upper[0]).toBeCloseTo(n, 3);
        expect(reading(report, 'cloudUniformity')).toBeGreaterThanOrEqual(uniformityFloor(n, 2) - ROUNDING);
        expect(reading(report, 'cloudUniformity')).toBeLessThanOrEqual(ROUNDING);
        const mean = reading(report, 'meanCosine');
        expect(mean).toBeCloseTo((n * reading(report, 'meanNorm') ** 2 - 1) / (n - 1), 4);

        const ranks = ['entropyRank', 'participationRatio', 'stableRank'].map((name) =>
          reading(report, name),
        );
        for (const [k, rank] of ranks.entries()) {
          expect(rank).toBeGreaterThanOrEqual(1 - 1e-9);
          if (k > 0) expect(rank).toBeLessThanOrEqual((ranks[k - 1] ?? 0) * (1 + 1e-9));
        }
        expect(frame(report, 'metrics').filter(({ impossible }) => impossible !== null)).toEqual([]);
      });
    }
  }

  it('finds the same on both executors', async () => {
    const reference = new ReferenceExecutor();
    using onGpu = await open(gpu.executor, { state: 'cone' });
    using onCpu = await open(reference, { state: 'cone' });
    const [first, second] = [await look(gpu.executor, onGpu), await look(reference, onCpu)];
    expect(first.readings.map(({ name }) => name)).toEqual(second.readings.map(({ name }) => name));
    for (const { name, value } of second.readings) {
      // Starting points agree to a few ULP only, and hubness counts neighbours whose distances may tie within that.
      const tolerance = name === 'hubness' || name === 'trustworthiness' ? 0.05 : 5e-4;
      const found = reading(first, name);
      if (Number.isNaN(value)) expect(found, name).toBeNaN();
      else expect(Math.abs(found - value), name).toBeLessThanOrEqual(tolerance * (1 + Math.abs(value)));
    }
  });

  it('looks again after a step, and tells the step', async () => {
    using session = await open(gpu.executor, { state: 'cone', tau: 0.2, rate: 0.05 });
    await look(gpu.executor, session);
    expect(session.study?.pending).toBe(false);
    for (let step = 0; step < 30; step++) gpu.executor.submit((recorder) => session.encodeStep(recorder));
    gpu.executor.submit((recorder) => session.encodeFrame(recorder));
    const report = await settle(session);
    for (const { name, step } of report.readings) expect(step, name).toBe(30);
    expect(report.step).toBe(30);
    expect(reading(report, 'meanCosine')).toBeLessThan(0.5);
  });

  it('calls rows impossible that were not made unit, and says what to do', async () => {
    const [rows, columns] = [120, 8];
    const stream = new RandomStream(5, STREAMS.data);
    const data = Float32Array.from(
      { length: rows * columns },
      (_, i) => 3 * stream.normal(Math.floor(i / columns), i % columns) + 1,
    );
    const loaded = { primary: { name: 'wide.csv', data, shape: [rows, columns] as const } };
    using asTheyAre = await open(gpu.executor, { unit: false }, loaded);
    const report = await look(gpu.executor, asTheyAre);
    const impossible = frame(report, 'metrics').filter((row) => row.impossible !== null);
    expect(impossible.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['meanAbsCosine', 'minCosine', 'cloudUniformity']),
    );
    expect(impossible[0]?.impossible?.en).toContain('unit rows');
    using made = await open(gpu.executor, {}, loaded);
    const possible = frame(await look(gpu.executor, made), 'metrics');
    expect(possible.filter((row) => row.impossible !== null)).toEqual([]);
  });

  it('gives no verdict on short rows either, though their values lie in range', async () => {
    const [rows, columns] = [100, 8];
    const stream = new RandomStream(6, STREAMS.data);
    // A cone of rows of length 0.3: their dot products look like the cosines of a spread-out cloud.
    const data = Float32Array.from({ length: rows * columns }, (_, i) => {
      const [row, column] = [Math.floor(i / columns), i % columns];
      return 0.28 * ((column === 0 ? 1 : 0) + 0.12 * stream.normal(row, column));
    });
    const loaded = { primary: { name: 'short.csv', data, shape: [rows, columns] as const } };
    using asTheyAre = await open(gpu.executor, { unit: false }, loaded);
    const report = await look(gpu.executor, asTheyAre);
    expect(report.verdict?.kind).toBe('undetermined');
    expect(report.verdict?.sentence.en).toContain('unit rows');
    expect(frame(report, 'evidence').rows).toEqual([]);
    const impossible = frame(report, 'metrics').filter((row) => row.impossible !== null);
    expect(impossible.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['meanCosine', 'cloudUniformity', 'wasserstein']),
    );
    using made = await open(gpu.executor, {}, loaded);
    expect((await look(gpu.executor, made)).verdict?.kind).toBe('cone');
  });

  it('shows a cone as spread out when it centres in silence, while the verdict stays', async () => {
    using session = await open(gpu.executor, { state: 'cone', d: 3 });
    const drawnMean = async (): Promise<number> => {
      gpu.executor.submit((recorder) => session.encodeFrame(recorder));
      if (!session.cloud) throw new Error('the page draws a cloud');
      const positions = await gpu.executor.read(session.cloud.positions);
      const mean = [0, 1, 2].map((axis) => {
        let sum = 0;
        for (let i = axis; i < positions.length; i += 4) sum += positions[i] ?? 0;
        return sum / SMALL.n;
      });
      return Math.hypot(...mean);
    };
    expect(await drawnMean()).toBeGreaterThan(0.8);
    session.set('silent', true);
    expect(await drawnMean()).toBeLessThan(0.2);
    expect((await look(gpu.executor, session)).verdict?.kind).toBe('cone');
  });

  it('images the matrix only while somebody looks, in the order asked for', async () => {
    using session = await open(gpu.executor, { state: 'clusters', spread: 0.05, groups: 3 });
    const unwatched = await look(gpu.executor, session);
    expect(unwatched.figures.some(({ kind }) => kind === 'matrix')).toBe(false);
    session.study?.watch(new Set(['matrix']));
    // The next round of the sample is due a little later.
    while (!session.study?.pending) await new Promise((resolve) => setTimeout(resolve, 20));
    const reports = [];
    const began = performance.now();
    while (reports.length < 1 && performance.now() - began < 5000) {
      gpu.executor.submit((recorder) => session.study?.encode(recorder));
      reports.push(...(await Promise.all(session.study?.collect() ?? [])));
      if (reports.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    }
    const image = reports.flatMap(({ figures }) => figures).find(({ kind }) => kind === 'matrix');
    if (image?.kind !== 'matrix') throw new Error('no matrix was imaged');
    const { order, groups, size } = image.frame;
    expect(groups.map(({ label }) => label)).toEqual(['1', '2', '3']);
    expect(groups.reduce((sum, group) => sum + group.size, 0)).toBe(size);
    expect(new Set(Array.from(order)).size).toBe(size);
    const first = await session.similarity?.(order[0] ?? 0, order[1] ?? 0);
    expect(first).toBeGreaterThan(0.95);
  });

  it('finds the same ranks through the rows where they are far fewer than the columns', async () => {
    const few = { n: 24, d: 64, batch: 24 };
    using byRows = await open(gpu.executor, { ...few, state: 'cone' });
    const report = await look(gpu.executor, byRows);
    const { raw, centred } = frame(report, 'spectrum');
    expect(raw.length).toBe(64);
    // 24 rows around their mean span 23 directions.
    expect(Array.from(centred).filter((value) => value > 1e-12).length).toBe(23);
    const total = Array.from(raw).reduce((sum, value) => sum + value, 0);
    expect(total).toBeCloseTo(1, 5);
    const spread = Array.from(centred).reduce((sum, value) => sum + value, 0);
    expect(spread).toBeCloseTo(1 - reading(report, 'meanNorm') ** 2, 5);
    const ladder = frame(report, 'ladder');
    expect(ladder.largest).toBeCloseTo(few.n * (raw[0] ?? 0), 3);
    expect(reading(report, 'vicregVariance')).toBeNaN();
  });

  it('frees everything with its session', async () => {
    const before = gpu.executor.liveTensors;
    {
      using session = await open(gpu.executor, { state: 'clusters', silent: true });
      await look(gpu.executor, session);
      expect(gpu.executor.liveTensors).toBeGreaterThan(before);
    }
    expect(gpu.executor.liveTensors).toBe(before);
  });

  it('keeps what the notes say of its trials', async () => {
    const trials = DIAGNOSIS_NOTES.en.flatMap((block) => (block.kind === 'trials' ? block.trials : []));
    const [antipodal, cone, rank] = trials;
    using heaps = await open(gpu.executor, { ...antipodal?.controls });
    const found = await look(gpu.executor, heaps);
    const ladder = frame(found, 'ladder');
    expect(ladder.lower[0]).toBeCloseTo(0, 6);
    expect(ladder.largest).toBeCloseTo(256, 3);
    expect(found.verdict?.kind).toBe('cluster');
    expect(reading(found, 'meanAbsCosine')).toBeCloseTo(1, 4);

    using hidden = await open(gpu.executor, { ...cone?.controls });
    const behind = await look(gpu.executor, hidden);
    expect(reading(behind, 'meanCosine')).toBeCloseTo(0.86, 1);
    expect(reading(behind, 'effectiveRankCentred')).toBeGreaterThan(28);
    expect(behind.verdict?.kind).toBe('cone');

    using filling = await open(gpu.executor, { ...rank?.controls });
    const start = reading(await look(gpu.executor, filling), 'effectiveRankCentred');
    for (let step = 0; step < 60; step++) gpu.executor.submit((recorder) => filling.encodeStep(recorder));
    const later = reading(await settle(filling), 'effectiveRankCentred');
    expect(start).toBeLessThan(12);
    expect(later).toBeGreaterThan(1.6 * start);
  });

  async function settle(session: Session): Promise<Told> {
    await new Promise((resolve) => setTimeout(resolve, 2000));
    return look(gpu.executor, session);
  }
});

describe('the order of the matrix', () => {
  const positions = [0, 1, 0, 1, 1, 0, 0, 1, -1, 0, 0, 1, 0, -1, 0, 1];
  const labels = { values: [1, 0, 1, 0], classes: ['a', 'b'] };

  it('is by class and, inside a class, by angle', () => {
    const { rows, groups } = orderedRows('class', 4, positions, labels);
    expect(Array.from(rows)).toEqual([3, 1, 0, 2]);
    expect(groups).toEqual([
      { label: 'a', index: 0, size: 2 },
      { label: 'b', index: 1, size: 2 },
    ]);
  });

  it('is by angle, or left as it is', () => {
    expect(Array.from(orderedRows('angle', 4, positions, labels).rows)).toEqual([3, 1, 0, 2]);
    expect(Array.from(orderedRows('none', 4, positions, labels).rows)).toEqual([0, 1, 2, 3]);
    expect(orderedRows('class', 4, positions, null).groups).toEqual([]);
  });
});
