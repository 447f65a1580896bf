/** The headless API at its edges, on both backends: what is refused, what agrees, and calls that meet. */
import { describe, expect, it } from 'vitest';
import { type Lab, LabInputError, labOn, openLab, type Tensor } from '../src/lab';
import { FaultChannel } from '../src/runtime/errors';
import { ReferenceExecutor } from '../src/runtime/referenceExecutor';
import { WebGpuExecutor } from '../src/runtime/webgpuExecutor';
import { dawnDevice } from './support/dawn';

async function webgpuLab(): Promise<Lab> {
  const { device, adapter } = await dawnDevice();
  const faults = new FaultChannel();
  return labOn(new WebGpuExecutor(device, adapter, faults), () => device.destroy(), faults);
}

const BACKENDS: Record<string, () => Promise<Lab>> = {
  webgpu: webgpuLab,
  reference: async () => labOn(new ReferenceExecutor()),
};

function tensor(values: readonly number[], ...shape: number[]): Tensor {
  return { data: Float32Array.from(values), shape };
}

const X = tensor([1, 0, 0, 1, 1, 1], 3, 2);
const Y = tensor([1, 0.1, 0.2, 1, 1, 0.5], 3, 2);

for (const [backend, open] of Object.entries(BACKENDS)) {
  describe(backend, () => {
    async function withLab<T>(work: (lab: Lab) => Promise<T>): Promise<T> {
      const lab = await open();
      try {
        return await work(lab);
      } finally {
        await lab.close();
      }
    }

    it('gives finite gradients at a temperature whose exponentials overflow', () =>
      withLab(async (lab) => {
        for (const loss of ['infonce', 'symmetric', 'ntxent'] as const) {
          const { gradX, gradY } = await lab.contrastive(X, Y, { loss, temperature: 1e-3, gradient: true });
          for (const gradient of [gradX, gradY]) {
            expect(
              gradient?.data.every((g) => Number.isFinite(g)),
              loss,
            ).toBe(true);
          }
        }
      }));

    it('sees directions, not lengths: rows of 1e-40 and of 1e38', () =>
      withLab(async (lab) => {
        const scaled = (t: Tensor, factor: number): Tensor => ({ ...t, data: t.data.map((v) => v * factor) });
        const plain = await lab.contrastive(X, Y, { loss: 'ntxent', temperature: 0.5, gradient: true });
        for (const factor of [1e-40, 1e-36, 1e37]) {
          const other = await lab.contrastive(scaled(X, factor), Y, { loss: 'ntxent', temperature: 0.5 });
          // 1e-40 is subnormal and keeps 17 bits.
          expect(Math.abs(other.loss - plain.loss)).toBeLessThan(1e-4);
          expect(
            Math.abs((await lab.alignment(scaled(X, factor), Y)) - (await lab.alignment(X, Y))),
          ).toBeLessThan(1e-4);
        }
        const long = await lab.contrastive(scaled(X, 2 ** 70), Y, {
          loss: 'ntxent',
          temperature: 0.5,
          gradient: true,
        });
        for (const [i, g] of (plain.gradX?.data ?? new Float32Array()).entries()) {
          expect(Math.abs((long.gradX?.data[i] ?? Number.NaN) * 2 ** 70 - g)).toBeLessThan(1e-6);
        }
      }));

    it('refuses what leaves f32, naming it', () =>
      withLab(async (lab) => {
        await expect(lab.alignment(X, Y, { alpha: 1e300 })).rejects.toThrow(LabInputError);
        await expect(lab.uniformity(X, { t: 1e300 })).rejects.toThrow(/^t is 1e\+300/);
        await expect(lab.softmax(X, { temperature: 1e-40 })).rejects.toThrow(/temperature/);
        const huge = tensor([1e25, 0, 0, 1e25], 2, 2);
        if (backend === 'webgpu') {
          await expect(
            lab.alignment(huge, tensor([0, 1e25, 1e25, 0], 2, 2), { normalize: false }),
          ).rejects.toThrow(/beyond the range of f32/);
        }
      }));

    it('takes a copy: the caller may reuse its array at once', () =>
      withLab(async (lab) => {
        const logits = tensor([1, 2, 3], 1, 3);
        const pending = lab.softmax(logits, { temperature: 1 });
        logits.data.fill(-Infinity);
        const { probabilities } = await pending;
        expect(probabilities.data[2]).toBeCloseTo(0.6652, 4);
      }));

    it('keeps concurrent calls apart and finishes them before it closes', async () => {
      const lab = await open();
      const refused = lab.uniformity(tensor([1, 2], 1, 2));
      const calls = [lab.uniformity(X), lab.alignment(X, Y), lab.uniformity(X)];
      const closing = lab.close();
      await expect(refused).rejects.toThrow(LabInputError);
      // Those that had not begun are refused in words; none fails for another's sake.
      for (const result of await Promise.allSettled(calls)) {
        if (result.status === 'rejected') expect(String(result.reason)).toMatch(/the lab is closed/);
        else expect(Number.isFinite(result.value)).toBe(true);
      }
      await closing;
      await expect(lab.uniformity(X)).rejects.toThrow(/the lab is closed/);
    });

    it('refuses odd arguments with LabInputError', () =>
      withLab(async (lab) => {
        const odd = [
          lab.softmax({ data: new Float32Array(2), shape: [1n, 2n] as never }, { temperature: 1 }),
          lab.softmax(null as never, { temperature: 1 }),
          lab.softmax({ data: new Float32Array(2), shape: [2] }, { temperature: 1 }),
          lab.contrastive(X, Y, null as never),
          lab.contrastive(X, tensor([1, 2], 1, 2), { loss: 'infonce', temperature: 1 }),
          lab.alignment(X, tensor([0, 0, 1, 1, 1, 1], 3, 2)),
          lab.uniformity(X, { normalize: 'yes' as never }),
        ];
        for (const result of await Promise.allSettled(odd)) {
          expect(result.status).toBe('rejected');
          if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(LabInputError);
        }
        expect(await lab.uniformity(X, null as never)).toBeCloseTo(await lab.uniformity(X), 12);
      }));
  });
}

describe('openLab', () => {
  it('opens the reference anywhere, and refuses an unknown backend', async () => {
    const lab = await openLab({ backend: 'reference' });
    expect(lab.backend).toBe('reference');
    expect(lab.adapter).toBeNull();
    await lab.close();
    await expect(openLab({ backend: 'cuda' as never })).rejects.toThrow(LabInputError);
  });
});

describe('a fault of the device', () => {
  it('is heard every time, by the call it belongs to', async () => {
    const lab = await webgpuLab();
    // More workgroups than a dispatch may have, on any adapter.
    const rows = 65_535 * 64 + 1;
    const many = { data: new Float32Array(rows).fill(1), shape: [rows, 1] };
    for (let attempt = 0; attempt < 2; attempt++) {
      await expect(lab.alignment(many, many)).rejects.toThrow(/maxComputeWorkgroupsPerDimension/);
    }
    expect(Number.isFinite(await lab.uniformity(X))).toBe(true);
    await lab.close();
  });
});
