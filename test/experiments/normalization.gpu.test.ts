/** The normalization page as the page takes it: on the GPU path and on the CPU reference. */
import { describe, expect, it } from 'vitest';
import type { ControlValue, Session, StudyReport } from '../../src/experiments/experiment';
import type { FigureFrames } from '../../src/experiments/figures';
import normalization from '../../src/experiments/normalization';
import { CONTROLS } from '../../src/experiments/normalization/controls';
import { NOTES_EN } from '../../src/experiments/normalization/notes.en';
import { PRESETS, type PresetName, presetControls } from '../../src/experiments/normalization/presets';
import { linearRange } from '../../src/reference/activations';
import { normalizeAxes } from '../../src/reference/normalization';
import type { Executor } from '../../src/runtime/executor';
import { ReferenceExecutor } from '../../src/runtime/referenceExecutor';
import { initialValues } from '../../src/ui/url';
import { useGpu } from '../support/dawn';

/** A normalised value of a group of at most 240 cells in f32: differences, a sum of squares, an inverse root. */
const ROUNDING = 2e-5;

async function open(executor: Executor, controls: Readonly<Record<string, ControlValue>>): Promise<Session> {
  const values = { ...initialValues(CONTROLS), ...controls };
  const palette = { sequential: new Float32Array(1024), categorical: new Float32Array(1024) };
  return normalization.open({ executor, controls: values as never, data: null, palette });
}

async function look(executor: Executor, session: Session): Promise<StudyReport> {
  const { study } = session;
  if (!study) throw new Error('the session has no study');
  for (let turn = 0; turn < 1000; turn++) {
    executor.submit((recorder) => study.encode(recorder));
    const [report] = await Promise.all(study.collect());
    if (report) return report;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('no look came');
}

type PageKind = 'block' | 'facts' | 'distributions' | 'quiz';

function frame<K extends PageKind>(report: StudyReport, kind: K, id: string = kind): FigureFrames[K] {
  const figure = report.figures.find((shown) => shown.id === id && shown.kind === kind);
  if (!figure) throw new Error(`the report has no ${id}`);
  return figure.frame as FigureFrames[K];
}

function fact(report: StudyReport, table: 'axes' | 'measured', id: string): string {
  const row = frame(report, 'facts', table).rows.find((one) => one.id === id);
  if (!row) throw new Error(`no row ${id}`);
  return row.value.en;
}

async function readings(executor: Executor, session: Session): Promise<Readonly<Record<string, number>>> {
  executor.submit((recorder) => session.encodeMeasures(recorder));
  const measured = await session.measures();
  return Object.fromEntries((measured?.readings ?? []).map(({ name, value }) => [name, value]));
}

function steps(executor: Executor, session: Session, count: number): void {
  for (let k = 0; k < count; k++) executor.submit((recorder) => session.encodeStep(recorder));
}

const AXES: Readonly<Partial<Record<PresetName, readonly number[]>>> = {
  notes: [0],
  batch2d: [0, 2, 3],
  tokens: [0, 1, 2],
  batch1d: [0, 1, 3],
  layer1: [3],
  layer2: [2, 3],
  layer3: [1, 2, 3],
  instance: [2, 3],
  rms: [3],
};

describe('the normalization page', () => {
  const gpu = useGpu();
  const executors: readonly (readonly [string, () => Executor])[] = [
    ['GPU', () => gpu.executor],
    ['reference', () => new ReferenceExecutor()],
  ];

  for (const [backend, executorOf] of executors) {
    for (const preset of Object.keys(PRESETS) as PresetName[]) {
      it(`normalises and couples as "${preset}" should (${backend})`, async () => {
        const executor = executorOf();
        using session = await open(executor, { ...presetControls(preset), outlier: true });
        const report = await look(executor, session);
        const { input, output, change, sizes } = frame(report, 'block');
        const axes = AXES[preset];
        if (axes) {
          const { output: exact } = normalizeAxes(Array.from(input), {
            sizes,
            axes,
            eps: 1e-5,
            centre: preset !== 'rms',
          });
          exact.forEach((value, cell) => {
            expect(Math.abs((output[cell] ?? Number.NaN) - value)).toBeLessThan(
              ROUNDING * (1 + Math.abs(value)),
            );
          });
        }
        const others = Array.from(change ?? []).filter((value) => !Number.isNaN(value));
        expect(others.length).toBe(180);
        const coupled = PRESETS[preset].reduced[0];
        if (coupled) expect(Math.max(...others)).toBeGreaterThan(0.05);
        else expect(Math.max(...others)).toBe(0);
        expect(fact(report, 'measured', 'coupling') === '0 exactly').toBe(!coupled);
      });
    }

    it(`settles its running statistics on those of the law (${backend})`, async () => {
      const executor = executorOf();
      using session = await open(executor, { ...presetControls('batch2d'), offset: 3, momentum: 0.1 });
      const before = await readings(executor, session);
      // After 100 batches 0.9^100 = 3e-5 of the start is left.
      steps(executor, session, 100);
      const [squares, count] = [{ mean: 0, variance: 0 }, 40];
      for (let k = 0; k < count; k++) {
        steps(executor, session, 5);
        const { runningMean = Number.NaN, runningVariance = Number.NaN } = await readings(executor, session);
        squares.mean += runningMean ** 2 / count;
        squares.variance += runningVariance ** 2 / count;
      }
      expect(before.runningMean).toBeGreaterThan(2);
      for (const [chart, square] of [
        ['runningMean', squares.mean],
        ['runningVariance', squares.variance],
      ] as const) {
        const [line] = session.referenceLines(chart);
        // 3 groups, 40 readings that forget 0.9^5 = 0.59 of each other: about 58 independent squares, whose mean is chi-squared
        // with that many degrees of freedom: within 4 deviations of sqrt(2 / 58) = 0.19.
        const ratio = square / (line?.value ?? Number.NaN) ** 2;
        expect(ratio).toBeGreaterThan(0.25);
        expect(ratio).toBeLessThan(1.75);
      }
    });

    it(`uncouples in evaluation, and goes on from a snapshot (${backend})`, async () => {
      const executor = executorOf();
      const controls = { ...presetControls('tokens'), mode: 'evaluation', colour: 'change' };
      using session = await open(executor, controls);
      steps(executor, session, 20);
      const { change, output } = frame(await look(executor, session), 'block');
      expect(Math.max(...Array.from(change ?? []).filter((value) => !Number.isNaN(value)))).toBe(0);
      const kept = await session.snapshot();
      steps(executor, session, 3);
      using other = await open(executor, controls);
      other.restore(kept);
      expect(other.step).toBe(20);
      // A snapshot holds f32; the reference works in f64.
      const restored = frame(await look(executor, other), 'block').output;
      for (const [cell, value] of Array.from(output).entries()) {
        expect(Math.abs((restored[cell] ?? Number.NaN) - value)).toBeLessThan(ROUNDING);
      }
      steps(executor, other, 3);
      const [again, straight] = [await readings(executor, other), await readings(executor, session)];
      for (const [name, value] of Object.entries(straight)) expect(again[name]).toBeCloseTo(value, 5);
    });

    it(`finds what the notes claim (${backend})`, async () => {
      const executor = executorOf();
      using session = await open(executor, presetControls('layer1'));
      const report = await look(executor, session);
      expect(fact(report, 'measured', 'eps')).toBe('±0.302, ±0.990');
      const told = NOTES_EN.flatMap((block) => (block.kind === 'list' ? block.items : [])).join(' ');
      for (const figure of ['±0.302', '±0.990']) expect(told).toContain(figure);
      // √(5 v / (v + eps)) of every token, to three decimals.
      expect(Number.parseFloat(fact(report, 'measured', 'sphere'))).toBeCloseTo(Math.sqrt(5), 2);
      expect(fact(report, 'axes', 'means')).toBe('[5] · [4, 3, 4]');
      expect(Number.parseFloat(fact(report, 'measured', 'sum'))).toBeLessThan(10);
    });

    it(`keeps the variance at a mean of 10,000, which the shortcut loses (${backend})`, async () => {
      const executor = executorOf();
      using session = await open(executor, { ...presetControls('layer3'), offset: 10_000 });
      const report = await look(executor, session);
      const rows = frame(report, 'facts', 'measured').rows;
      expect(rows.find(({ id }) => id === 'shortcut')?.tone).toBe('bad');
      const { input, output, sizes } = frame(report, 'block');
      const { output: exact } = normalizeAxes(Array.from(input), { sizes, axes: [1, 2, 3], eps: 1e-5 });
      exact.forEach((value, cell) => {
        expect(Math.abs((output[cell] ?? Number.NaN) - value)).toBeLessThan(ROUNDING * (1 + Math.abs(value)));
      });
    });

    it(`counts the shares of the band cell by cell (${backend})`, async () => {
      const executor = executorOf();
      const controls = { ...presetControls('tokens'), affine: true, alpha: 3 };
      using session = await open(executor, controls);
      const report = await look(executor, session);
      const { output } = frame(report, 'block');
      const { band } = frame(report, 'distributions').panels[1] ?? {};
      const { low, high } = linearRange('sigmoid', 0.1);
      const inside = Array.from(output).filter((value) => value >= low && value <= high).length;
      expect(band?.shares[1]).toBe(inside / output.length);
      expect(band?.shares[0]).toBeGreaterThan(inside / output.length);
    });

    it(`shows no band where nothing of it is on the axis (${backend})`, async () => {
      const executor = executorOf();
      using session = await open(executor, {
        ...presetControls('tokens'),
        offset: 10_000,
        placement: 'after',
      });
      const [input, , given] = frame(await look(executor, session), 'distributions').panels;
      expect(input?.band).toBeNull();
      expect(input?.note.en).toContain('outside');
      // Every sigmoid is 1, so every group is constant.
      expect([given?.mean, given?.deviation]).toEqual([0, 0]);
      expect(given?.note.en).toContain('constant becomes 0');
    });

    it(`finds the zeros that only α and β make (${backend})`, async () => {
      const executor = executorOf();
      const nothing = { affine: true, alpha: 0, beta: 0, variety: 0 };
      using session = await open(executor, { ...presetControls('layer1'), ...nothing, activation: 'tanh' });
      const { panels } = frame(await look(executor, session), 'distributions');
      expect(panels.at(-1)?.note.en).toContain('Exact zeros: 0 % without α, β, 100 % with');
    });

    it(`speaks of mean squares under RMS norm, whose groups of one keep their sign (${backend})`, async () => {
      const executor = executorOf();
      using session = await open(executor, { ...presetControls('rms'), D: 1 });
      const report = await look(executor, session);
      const { input, output, centred } = frame(report, 'block');
      expect(centred).toBe(false);
      for (const [cell, value] of Array.from(input).entries()) {
        const exact = value / Math.sqrt(value * value + 1e-5);
        expect(Math.abs((output[cell] ?? Number.NaN) - exact)).toBeLessThan(ROUNDING);
      }
      expect(session.caption.en).toContain('mean square');
      expect(session.remarks.map(({ en }) => en).join()).toContain('±α');
      const row = frame(report, 'facts', 'measured').rows.find(({ id }) => id === 'biased');
      expect(row?.label.en).toBe('Mean square of group 1');
      expect(row?.value.en).not.toBe('0');
    });

    it(`switches ReLUs off by a shift of -4 (${backend})`, async () => {
      const executor = executorOf();
      const trial = NOTES_EN.flatMap((block) => (block.kind === 'trials' ? block.trials : [])).find(
        ({ title }) => title === 'Dead ReLUs',
      );
      using session = await open(executor, trial?.controls ?? {});
      const { panels } = frame(await look(executor, session), 'distributions');
      // |y| <= sqrt(D - 1) = 2 for a normalised token of 5 features: none reaches 4.
      expect(panels.at(-1)?.note.en).toContain('100 % with');
      expect(panels.at(-1)?.note.en).toContain('5 of 5');
    });
  }
});
