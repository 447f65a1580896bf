/** What the notes tell a visitor to expect of each trial, measured on the session the page runs. */
import { describe, expect, it } from 'vitest';
import type { ControlValue, Session } from '../../src/experiments/experiment';
import hypersphere from '../../src/experiments/hypersphere';
import { CONTROLS } from '../../src/experiments/hypersphere/controls';
import { NOTES_EN } from '../../src/experiments/hypersphere/notes.en';
import { NOTES_ZH } from '../../src/experiments/hypersphere/notes.zh';
import type { NoteTrial } from '../../src/experiments/notes';
import { uniformLaw } from '../../src/reference/uniformity';
import { initialValues, readValue } from '../../src/ui/url';
import { useGpu } from '../support/dawn';

/** Smaller than the page's own cloud, so that the claims are checked in seconds; they hold at both sizes. */
const SMALL = { n: 256, batch: 256 };

function trials(notes: typeof NOTES_EN): readonly NoteTrial[] {
  return notes.flatMap((block) => (block.kind === 'trials' ? block.trials : []));
}

function trialCalled(title: string): Readonly<Record<string, ControlValue>> {
  const found = trials(NOTES_EN).find((trial) => trial.title === title);
  if (!found) throw new Error(`no trial is called "${title}"`);
  return found.controls;
}

describe('trials of the hypersphere notes', () => {
  const gpu = useGpu();

  async function open(controls: Readonly<Record<string, ControlValue>>): Promise<Session> {
    const values = { ...initialValues(CONTROLS), ...SMALL, ...controls };
    const palette = { sequential: new Float32Array(1024), categorical: new Float32Array(1024) };
    return hypersphere.open({ executor: gpu.executor, controls: values as never, data: null, palette });
  }

  async function measure(session: Session, steps: number): Promise<Record<string, number>> {
    for (let step = 0; step < steps; step++) gpu.executor.submit((recorder) => session.encodeStep(recorder));
    gpu.executor.submit((recorder) => session.encodeMeasures(recorder));
    const measured = await session.measures();
    return Object.fromEntries(measured?.readings.map(({ name, value }) => [name, value]) ?? []);
  }

  it('set controls that exist to values they take, the same in both languages', () => {
    expect(trials(NOTES_EN).length).toBeGreaterThanOrEqual(5);
    expect(trials(NOTES_ZH).map(({ controls }) => controls)).toEqual(
      trials(NOTES_EN).map(({ controls }) => controls),
    );
    for (const { controls } of trials(NOTES_EN)) {
      for (const [name, value] of Object.entries(controls)) {
        const control = (CONTROLS as Record<string, (typeof CONTROLS)[keyof typeof CONTROLS]>)[name];
        expect(control, name).toBeDefined();
        if (control) expect(readValue(name, control, String(value)), name).toEqual({ value });
      }
    }
  });

  it('Everything visible: uniformity passes the uniform law on the sphere a little', async () => {
    using session = await open(trialCalled('Everything visible'));
    const { uniformity = 0 } = await measure(session, 250);
    expect(uniformity).toBeLessThan(uniformLaw(3, 2));
    expect(uniformity).toBeGreaterThan(uniformLaw(3, 2) - 0.1);
  });

  it('A cone at low tau: solved at once, still a cone; opened at tau = 0.2', async () => {
    using session = await open(trialCalled('A cone at low τ'));
    const low = await measure(session, 60);
    expect(low.loss).toBeLessThan(0.05);
    expect(low.uniformity).toBeGreaterThan(-2);
    session.set('tau', 0.2);
    const high = await measure(session, 60);
    expect(high.uniformity).toBeLessThan(-3.3);
  });

  it('Perfect collapse: log n and no motion, until there is noise', async () => {
    using session = await open(trialCalled('Perfect collapse'));
    const collapsed = await measure(session, 30);
    expect(Math.abs((collapsed.loss ?? 0) - Math.log(256))).toBeLessThan(1e-4);
    expect(collapsed.uniformity).toBeCloseTo(0, 4);
    session.set('noise', 0.1);
    const disturbed = await measure(session, 60);
    expect(disturbed.loss).toBeLessThan(Math.log(256) - 0.5);
  });

  it('More dimensions than points: the floor of sixteen points', async () => {
    using session = await open({ ...trialCalled('More dimensions than points') });
    const { uniformity = 0 } = await measure(session, 800);
    expect(Math.abs(uniformity + (4 * 16) / 15)).toBeLessThan(0.01);
  });

  it('A flat cloud: the higher temperature ends lower after 20 steps', async () => {
    const controls = trialCalled('A flat cloud');
    using cold = await open(controls);
    using warm = await open({ ...controls, tau: 0.2 });
    const [low, high] = [await measure(cold, 20), await measure(warm, 20)];
    expect(high.uniformity ?? 0).toBeLessThan((low.uniformity ?? 0) - 0.1);
  });

  it('Too long a step: worse than chance at rate 1, settled at 0.1', async () => {
    using session = await open(trialCalled('Too long a step'));
    const leaping = await measure(session, 60);
    expect(leaping.uniformity).toBeGreaterThan(uniformLaw(3, 2) + 0.05);
    session.set('rate', 0.1);
    const settled = await measure(session, 60);
    expect(settled.uniformity).toBeLessThan(uniformLaw(3, 2));
  });
});
