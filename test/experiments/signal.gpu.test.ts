/** The signal page as it runs: the sweep, its figures and jobs on both executors, and what the notes claim of each trial. */
import { describe, expect, it } from 'vitest';
import type { ControlValue, LoadedData, Session, StudyReport } from '../../src/experiments/experiment';
import type { ShownFigure } from '../../src/experiments/figures';
import type { LayersFrame } from '../../src/experiments/layerFigures';
import type { NoteTrial } from '../../src/experiments/notes';
import signal from '../../src/experiments/signal';
import { CONTROLS } from '../../src/experiments/signal/controls';
import { GradientHistory } from '../../src/experiments/signal/gradientHistory';
import { NOTES_EN } from '../../src/experiments/signal/notes.en';
import { NOTES_ZH } from '../../src/experiments/signal/notes.zh';
import { widthsOf } from '../../src/experiments/signal/setup';
import type { Executor } from '../../src/runtime/executor';
import { ReferenceExecutor } from '../../src/runtime/referenceExecutor';
import { initialValues, readValue } from '../../src/ui/url';
import { useGpu } from '../support/dawn';

type Values = Readonly<Record<string, ControlValue>>;

const SMALL = { width: 24, batch: 16, depth: 6 };

async function open(executor: Executor, controls: Values, data: LoadedData | null = null): Promise<Session> {
  const values = { ...initialValues(CONTROLS), ...controls };
  const palette = { sequential: new Float32Array(1024), categorical: new Float32Array(1024) };
  const session = await signal.open({ executor, controls: values as never, data, palette });
  executor.submit((recorder) => session.encodeFrame(recorder));
  return session;
}

/** Takes turns until the state as it is was looked at. */
async function look(executor: Executor, session: Session): Promise<StudyReport> {
  const { study } = session;
  if (!study) throw new Error('the session has no study');
  await study.ready;
  let latest: StudyReport | null = null;
  while (study.pending || !latest) {
    executor.submit((recorder) => study.encode(recorder));
    for (const report of await Promise.all(study.collect())) latest = report;
  }
  return latest;
}

function layers({ figures }: Pick<StudyReport, 'figures'>, id: string): LayersFrame {
  const found = figures.find((figure) => figure.id === id);
  if (found?.kind !== 'layers') throw new Error(`there is no chart ${id}`);
  return found.frame;
}

function reading({ readings }: StudyReport, name: string): number {
  return readings.find((one) => one.name === name)?.value ?? Number.NaN;
}

function trials(notes: typeof NOTES_EN): readonly NoteTrial[] {
  return notes.flatMap((block) => (block.kind === 'trials' ? block.trials : []));
}

function trialCalled(title: string): Values {
  const found = trials(NOTES_EN).find((trial) => trial.title === title);
  if (!found) throw new Error(`no trial is called "${title}"`);
  return found.controls;
}

describe('the signal page', () => {
  const gpu = useGpu();

  it('tells the same of a network on the device and in Float64, figure by figure', async () => {
    const reference = new ReferenceExecutor();
    const controls = { ...SMALL, compare: true, activationB: 'relu', normalizationB: 'layer', bias: 0.2 };
    using device = await open(gpu.executor, controls);
    using oracle = await open(reference, controls);
    const [got, wanted] = [await look(gpu.executor, device), await look(reference, oracle)];
    expect(got.figures.map(({ id }) => id)).toEqual(wanted.figures.map(({ id }) => id));
    for (const { name, value } of wanted.readings) {
      expect(Math.abs(reading(got, name) - value), name).toBeLessThanOrEqual(1e-3 * Math.abs(value) + 1e-5);
    }
    for (const id of ['layers', 'angles', 'units', 'weightGradients']) {
      const pairs = layers(wanted, id).series.map((series, index) => ({
        series,
        other: layers(got, id).series[index],
      }));
      for (const { series, other } of pairs) {
        for (let layer = 0; layer <= SMALL.depth; layer++) {
          const [value = Number.NaN, measured = Number.NaN] = [series.values[layer], other?.values[layer]];
          if (Number.isNaN(value)) expect(measured).toBeNaN();
          else expect(Math.abs(measured - value)).toBeLessThanOrEqual(1e-3 * Math.abs(value) + 1e-5);
        }
      }
    }
  });

  it('draws theory and measurement of the same network within the scatter of its width', async () => {
    using session = await open(gpu.executor, {
      width: 256,
      batch: 32,
      depth: 8,
      activation: 'relu',
      initializer: 'he_normal',
      gain: 1,
    });
    const { series } = layers(await look(gpu.executor, session), 'layers');
    expect(series).toHaveLength(3);
    for (const { values, theory } of series) {
      expect(theory).not.toBeNull();
      // A layer multiplies by a factor of relative deviation sqrt(5 / width): 8 of them, four deviations.
      const scatter = 4 * Math.sqrt((8 * 5) / 256);
      for (let layer = 0; layer <= 8; layer++) {
        const ratio = (values[layer] ?? Number.NaN) / (theory?.[layer] ?? Number.NaN);
        expect(Math.abs(Math.log(ratio))).toBeLessThan(scatter);
      }
    }
  });

  it('keeps the seed: a control changed and changed back gives the same numbers', async () => {
    using first = await open(gpu.executor, SMALL);
    using second = await open(gpu.executor, { ...SMALL, gain: 1 });
    using third = await open(gpu.executor, SMALL);
    const reports = [];
    for (const session of [first, second, third]) reports.push(await look(gpu.executor, session));
    const [a, b, c] = reports.map(({ readings }) => readings);
    expect(a).toEqual(c);
    expect(a).not.toEqual(b);
  });

  it('trains from the very weights it looked at, the same on both executors, and goes on from a snapshot', async () => {
    const controls = { ...SMALL, activation: 'relu', initializer: 'he_normal', gain: 1, rate: 0.05 };
    const measured = async (executor: Executor, session: Session) => {
      executor.submit((recorder) => session.encodeMeasures(recorder));
      return (await session.measures())?.readings ?? [];
    };
    const reference = new ReferenceExecutor();
    using device = await open(gpu.executor, controls);
    using oracle = await open(reference, controls);
    expect(await measured(gpu.executor, device)).toEqual([]);
    for (let step = 0; step < 20; step++) {
      gpu.executor.submit((recorder) => device.encodeStep(recorder));
      reference.submit((recorder) => oracle.encodeStep(recorder));
    }
    const [got, wanted] = [await measured(gpu.executor, device), await measured(reference, oracle)];
    expect(got.map(({ name, step }) => [name, step])).toEqual([
      ['taskLoss', 20],
      ['accuracy', 20],
    ]);
    expect(got[0]?.value).toBeCloseTo(wanted[0]?.value ?? Number.NaN, 3);
    const snapshot = await device.snapshot();
    gpu.executor.submit((recorder) => device.encodeStep(recorder));
    const ahead = await measured(gpu.executor, device);
    using again = await open(gpu.executor, controls);
    again.restore(snapshot);
    expect(again.step).toBe(20);
    // The look takes the weights of the run: those of step 20, not those it began with.
    using untrained = await open(gpu.executor, controls);
    const [begun, seen, truth] = [
      await look(gpu.executor, untrained),
      await look(gpu.executor, again),
      await look(reference, oracle),
    ];
    for (const name of ['forward', 'backward']) {
      expect(reading(seen, name) / reading(truth, name), name).toBeCloseTo(1, 2);
      expect(Math.abs(reading(seen, name) / reading(begun, name) - 1), name).toBeGreaterThan(0.05);
    }
    gpu.executor.submit((recorder) => again.encodeStep(recorder));
    expect(await measured(gpu.executor, again)).toEqual(ahead);
    const report = await look(gpu.executor, device);
    expect(report.step).toBe(21);
    const heat = report.figures.find(({ kind }) => kind === 'gradients');
    if (heat?.kind !== 'gradients') throw new Error('no history of gradients');
    expect(heat.frame.steps).toEqual([21]);
    expect(Array.from(heat.frame.values).every(Number.isFinite)).toBe(true);
  });

  it('sends the rows of a file through, their labels as colours', async () => {
    const data = Float32Array.from({ length: 40 * 7 }, (_, k) => Math.sin(k));
    const labels = {
      name: 'l',
      classes: ['a', 'b'],
      values: Uint32Array.from({ length: 40 }, (_, k) => k % 2),
    };
    const loaded = { primary: { name: 'rows.npy', data, shape: [40, 7], labels } };
    using session = await open(gpu.executor, SMALL, loaded as never);
    const { series } = layers(await look(gpu.executor, session), 'layers');
    const rows = data.slice(0, 16 * 7);
    const square = rows.reduce((sum, x) => sum + x * x, 0) / rows.length;
    expect(series[0]?.values[0]).toBeCloseTo(square, 4);
    expect(session.legend).toMatchObject({ kind: 'classes', classes: ['a', 'b'] });
    expect(session.remarks[0]?.en).toContain('first 16 of 40');
  });

  it('computes the phase diagram and the independence question as jobs, keeps them for the next look, and stops when told', async () => {
    const controls = { ...SMALL, mapWidth: 16, mapDepth: 4, seeds: 3, trainedSteps: 2 };
    using session = await open(gpu.executor, controls);
    const shown = new Map<string, ShownFigure>();
    const onProgress = (figure: ShownFigure) => shown.set(figure.id, figure);
    const signalOf = () => new AbortController().signal;
    await session.runJob?.('phase', { signal: signalOf(), onProgress });
    await session.runJob?.('independence', { signal: signalOf(), onProgress });
    expect([...shown.keys()].sort()).toEqual(['independence', 'phase', 'sides', 'squares']);
    const phase = shown.get('phase');
    if (phase?.kind !== 'phase') throw new Error('no diagram');
    for (const { values } of phase.frame.quantities) {
      expect(values).toHaveLength(24 * 24);
      expect(Array.from(values).some(Number.isNaN)).toBe(false);
    }
    // Xavier of equal widths: the gain is sigma_w.
    expect(phase.frame.controls.factor).toBeCloseTo(1, 12);
    using next = await open(gpu.executor, { ...controls, gain: 1.2, bias: 0.3 });
    const kept = (await look(gpu.executor, next)).figures.find(({ id }) => id === 'phase');
    if (kept?.kind !== 'phase') throw new Error('no diagram');
    expect(kept.frame.quantities[0]?.values).toEqual(phase.frame.quantities[0]?.values);
    expect(kept.frame.here).toEqual({ gain: 1.2, bias: 0.3 });

    const cancelled = new AbortController();
    const job = next.runJob?.('independence', { signal: cancelled.signal, onProgress });
    cancelled.abort();
    await expect(job).rejects.toThrow(/abort/i);
  });

  it('refuses a network that no memory holds, before anything is allocated', async () => {
    const before = gpu.executor.liveTensors;
    const huge = { width: 1024, depth: 200, batch: 1024, compare: true };
    const reference = new ReferenceExecutor();
    await expect(open(reference, huge)).rejects.toThrow(/memory/);
    expect(reference.liveTensors).toBe(0);
    expect(gpu.executor.liveTensors).toBe(before);
  });
});

describe('trials of the signal notes', () => {
  const gpu = useGpu();

  it('set controls that exist to values they take, the same in both languages', () => {
    expect(trials(NOTES_EN).length).toBeGreaterThanOrEqual(5);
    expect(trials(NOTES_ZH).map(({ controls, tab }) => ({ controls, tab }))).toEqual(
      trials(NOTES_EN).map(({ controls, tab }) => ({ controls, tab })),
    );
    for (const { controls, tab } of trials(NOTES_EN)) {
      expect(tab === undefined || tab === 'training' || signal.tabs?.some(({ id }) => id === tab)).toBe(true);
      for (const [name, value] of Object.entries(controls)) {
        const control = (CONTROLS as Record<string, (typeof CONTROLS)[keyof typeof CONTROLS]>)[name];
        expect(control, name).toBeDefined();
        if (control) expect(readValue(name, control, String(value)), name).toEqual({ value });
      }
    }
  });

  it('Kept forward, exploding backward: A flat with a gradient a hundred times larger, B fading both ways', async () => {
    using session = await open(gpu.executor, trialCalled('Kept forward, exploding backward'));
    const report = await look(gpu.executor, session);
    const [forward] = layers(report, 'layers').series;
    // Flat from the third layer on: a third of a decade at most.
    const later = Array.from(forward?.values ?? []).slice(3);
    expect(Math.max(...later) / Math.min(...later)).toBeLessThan(2);
    expect(reading(report, 'backward')).toBeGreaterThan(50);
    expect(reading(report, 'forwardB')).toBeLessThan(0.05);
    expect(reading(report, 'backwardB')).toBeLessThan(0.2);
  });

  it('He’s rule: second moments kept both ways, half of the units zero, inputs turned together', async () => {
    using session = await open(gpu.executor, { ...trialCalled('He’s rule'), batch: 32 });
    const report = await look(gpu.executor, session);
    for (const name of ['forward', 'backward']) {
      expect(Math.abs(Math.log10(reading(report, name)))).toBeLessThan(1.5);
    }
    const zeros = Array.from(layers(report, 'units').series[0]?.values ?? []).slice(1);
    const mean = zeros.reduce((sum, share) => sum + share, 0) / zeros.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.05);
    const cosines = layers(report, 'angles').series[0]?.values ?? [];
    expect(cosines[50]).toBeGreaterThan(0.95);
    expect(cosines[0]).toBeLessThan(0.6);
  });

  it('PyTorch’s default, deep: nothing arrives and nothing is learned; B learns', async () => {
    using session = await open(gpu.executor, { ...trialCalled('PyTorch’s default, deep'), batch: 32 });
    const report = await look(gpu.executor, session);
    expect(reading(report, 'forward')).toBeLessThan(1e-11);
    for (let turn = 0; turn < 30; turn++) {
      gpu.executor.submit((recorder) => {
        for (let step = 0; step < 10; step++) session.encodeStep(recorder);
      });
    }
    gpu.executor.submit((recorder) => session.encodeMeasures(recorder));
    const readings = (await session.measures())?.readings ?? [];
    const value = (name: string) => readings.find((one) => one.name === name)?.value ?? Number.NaN;
    expect(value('taskLoss')).toBeCloseTo(Math.LN2, 2);
    expect(value('accuracyB')).toBeGreaterThan(0.9);
  });

  it('Sigmoid, and the sigmoid repaired: 16 and more a layer, one direction; the other keeps its angles', async () => {
    using session = await open(gpu.executor, trialCalled('Sigmoid, and the sigmoid repaired'));
    const report = await look(gpu.executor, session);
    const depth = CONTROLS.depth.initial;
    expect(reading(report, 'backward')).toBeLessThan(16 ** -depth);
    const [sigmoid, repaired] = layers(report, 'angles').series;
    expect(sigmoid?.values[3]).toBeGreaterThan(0.99);
    expect(repaired?.values[depth]).toBeLessThan(0.6);
  });

  it('Batch norm before ReLU: flat forward, 1.47 a layer back', async () => {
    using session = await open(gpu.executor, {
      ...trialCalled('Batch norm before ReLU, fifty layers'),
      width: 64,
      batch: 64,
    });
    const report = await look(gpu.executor, session);
    const later = Array.from(layers(report, 'layers').series[0]?.values ?? []).slice(1);
    // z has variance 1 in every layer; E[h^2] is half of it as far as 64 units over 64 rows are normal.
    expect(Math.max(...later) / Math.min(...later)).toBeLessThan(1.3);
    // The rate of Yang 2019 is of infinite width and batch.
    const rate = reading(report, 'backward') ** (1 / 50);
    expect(Math.abs(rate - Math.PI / (Math.PI - 1))).toBeLessThan(0.1);
  });

  it('Beyond 32 bits: flagged at a layer, drawn up to it, never NaN in a reading that was measured', async () => {
    using session = await open(gpu.executor, trialCalled('Beyond 32 bits'));
    const frame = layers(await look(gpu.executor, session), 'layers');
    const flag = frame.flags[0];
    expect(flag?.label.en).toMatch(/beyond f32 from layer \d+/);
    const values = Array.from(frame.series[0]?.values ?? []);
    expect(values.slice(0, flag?.layer).every(Number.isFinite)).toBe(true);
    expect(values.slice(flag?.layer).every(Number.isNaN)).toBe(true);
  });
});

describe('parts of the signal page', () => {
  it('narrows layers evenly to the last width', () => {
    expect(widthsOf({ width: 100, depth: 5, taper: 0.2 }, 7)).toEqual([7, 100, 80, 60, 40, 20]);
    expect(widthsOf({ width: 9, depth: 1, taper: 1 }, 9)).toEqual([9, 9]);
  });

  it('keeps a bounded history of gradients, even over the run, and forgets what a restore undoes', () => {
    const history = new GradientHistory(2);
    for (let step = 1; step <= 1000; step++) history.push(step, Float64Array.of(step, -step));
    const label = { en: '', zh: '' };
    const { steps, values } = history.frame(label);
    expect(steps.length).toBeLessThanOrEqual(160);
    expect(steps.length).toBeGreaterThan(70);
    const gaps = steps.slice(1).map((step, index) => step - (steps[index] ?? 0));
    expect(Math.max(...gaps) / Math.min(...gaps)).toBeLessThanOrEqual(2);
    expect(Array.from(values).slice(0, 2)).toEqual([steps[0], -(steps[0] ?? 0)]);
    history.cut(500);
    expect(history.frame(label).steps.every((step) => step <= 500)).toBe(true);
  });
});
