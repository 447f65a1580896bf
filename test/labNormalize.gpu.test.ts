/** lab.normalize: shapes, defaults, refusals and the range of f32, on both backends. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { normals } from '../src/kernels/support/cases';
import { ROUNDOFF } from '../src/kernels/support/rounding';
import { type Lab, LabInputError, labOn, type NormalizeOptions, type Tensor } from '../src/lab';
import { normalizeAxes, normalizeAxesBackward } from '../src/reference/normalization';
import { FaultChannel } from '../src/runtime/errors';
import { ReferenceExecutor } from '../src/runtime/referenceExecutor';
import { elementCount } from '../src/runtime/tensor';
import { WebGpuExecutor } from '../src/runtime/webgpuExecutor';
import { dawnDevice } from './support/dawn';

function tensor(shape: readonly number[], seed = 1): Tensor {
  return { data: normals(elementCount(shape), 1, seed), shape };
}

/** Outputs of m elements a group lose 8 + sqrt(m) roundings four times over, relative to the largest of them, squared. */
function expectOutput(got: Tensor, expected: Float64Array, members: number): void {
  const peak = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  const allowed = ROUNDOFF * 4 * (8 + Math.sqrt(members)) * peak * (1 + peak);
  const worst = expected.reduce(
    (most, value, index) => Math.max(most, Math.abs(value - (got.data[index] ?? Number.NaN))),
    0,
  );
  expect(worst).toBeLessThanOrEqual(allowed);
}

describe('lab.normalize', () => {
  const labs = new Map<string, Lab>();

  beforeAll(async () => {
    const { device, adapter } = await dawnDevice();
    labs.set(
      'webgpu',
      labOn(new WebGpuExecutor(device, adapter, new FaultChannel()), () => device.destroy()),
    );
    labs.set('reference', labOn(new ReferenceExecutor()));
  });

  afterAll(async () => {
    for (const lab of labs.values()) await lab.close();
  });

  function labOf(backend: string): Lab {
    const lab = labs.get(backend);
    if (!lab) throw new Error(`no ${backend} lab`);
    return lab;
  }

  for (const backend of ['webgpu', 'reference']) {
    describe(`on ${backend}`, () => {
      it('returns shapes with the reduced axes kept as 1, and those of the parameters', async () => {
        const x = tensor([2, 3, 4, 5]);
        const result = await labOf(backend).normalize(x, { axes: [0, -2, 3], outputGradient: x });
        expect(result.output.shape).toEqual([2, 3, 4, 5]);
        expect(result.mean.shape).toEqual([1, 3, 1, 1]);
        expect(result.variance.shape).toEqual([1, 3, 1, 1]);
        expect(result.affineShape).toEqual([3]);
        expect(result.gradX?.shape).toEqual([2, 3, 4, 5]);
        expect(result.gradScale?.shape).toEqual([3]);
        expect(result.gradShift?.shape).toEqual([3]);
        const alone = await labOf(backend).normalize(x, { axes: [3] });
        expect(alone.affineShape).toEqual([5]);
        expect(Object.keys(alone).sort()).toEqual(['affineShape', 'mean', 'output', 'variance']);
      });

      it('takes 1e-5 as eps unless told otherwise, and 0 too', async () => {
        const x = { data: new Float32Array([1, 1.001]), shape: [1, 2] };
        const { output, variance } = await labOf(backend).normalize(x, { axes: [1] });
        const expected = normalizeAxes(x.data, { sizes: [1, 2], axes: [1], eps: 1e-5 });
        expectOutput(output, expected.output, 2);
        expect(variance.data[0]).toBeCloseTo(expected.variance[0] ?? Number.NaN, 12);
        const exact = await labOf(backend).normalize(x, { axes: [1], eps: 0 });
        expectOutput(exact.output, Float64Array.of(-1, 1), 2);
      });

      it('takes parameters along other axes, with 1 on the rest', async () => {
        const x = tensor([2, 3, 4, 5]);
        const options = {
          axes: [1, 2, 3],
          scale: tensor([1, 3, 1, 1], 2),
          shift: tensor([1, 3, 1, 1], 3),
          outputGradient: tensor([2, 3, 4, 5], 4),
        };
        const { output, gradScale, affineShape } = await labOf(backend).normalize(x, options);
        const { scale, shift } = options;
        const expected = normalizeAxes(x.data, {
          sizes: x.shape,
          axes: options.axes,
          eps: 1e-5,
          affineAxes: [1],
          scale: scale.data,
          shift: shift.data,
        });
        expectOutput(output, expected.output, 60);
        expect(gradScale?.shape).toEqual([1, 3, 1, 1]);
        expect(affineShape).toEqual([3, 4, 5]);
      });

      it('is the whole tensor in one group, or a tensor of six axes', async () => {
        const x = tensor([2, 2, 3, 1, 2, 5]);
        for (const axes of [
          [0, 1, 2, 3, 4, 5],
          [0, 1, 5],
          [1, 2, 4],
        ]) {
          const { output } = await labOf(backend).normalize(x, { axes });
          expectOutput(output, normalizeAxes(x.data, { sizes: x.shape, axes, eps: 1e-5 }).output, 120);
        }
      });

      it('is RMS normalisation without the mean', async () => {
        const x = { data: new Float32Array([3, 4]), shape: [1, 2] };
        const { output, mean, variance } = await labOf(backend).normalize(x, {
          axes: [1],
          eps: 0,
          center: false,
        });
        expectOutput(output, Float64Array.of(3 / Math.sqrt(12.5), 4 / Math.sqrt(12.5)), 2);
        expect([...mean.data, ...variance.data]).toEqual([0, 12.5]);
      });

      it('leaves the sign of a value that is a group of its own, and nothing of it with the mean', async () => {
        const x = { data: new Float32Array([3, -4, 0.5, -2]), shape: [4, 1] };
        const { output, variance } = await labOf(backend).normalize(x, { axes: [1], center: false });
        const exact = normalizeAxes(x.data, { sizes: [4, 1], axes: [1], eps: 1e-5, centre: false });
        expectOutput(output, exact.output, 2);
        expect([...variance.data]).toEqual([9, 16, 0.25, 4]);
        const centred = await labOf(backend).normalize(x, { axes: [1] });
        expect([...centred.output.data].map(Math.abs)).toEqual([0, 0, 0, 0]);
      });

      it('holds every size that f32 holds', async () => {
        const x = tensor([3, 40]);
        for (const size of [1e-40, 1e-30, 1e-10, 1e10, 1e30, 1e37]) {
          const scaled = { data: x.data.map((value) => size * value), shape: x.shape };
          const result = await labOf(backend).normalize(scaled, { axes: [1], eps: 0, outputGradient: x });
          const expected = normalizeAxes(scaled.data, { sizes: x.shape, axes: [1], eps: 0 });
          expectOutput(result.output, expected.output, 40);
          for (const [row, mean] of expected.mean.entries()) {
            const allowed = 40 * ROUNDOFF * size + 2 ** -149;
            expect(Math.abs((result.mean.data[row] ?? Number.NaN) - mean)).toBeLessThanOrEqual(allowed);
            // Infinity and 0 where f32 holds no such variance.
            const variance = Math.fround(expected.variance[row] ?? Number.NaN);
            const got = result.variance.data[row] ?? Number.NaN;
            if (Number.isFinite(variance)) {
              expect(Math.abs(got - variance)).toBeLessThanOrEqual(40 * ROUNDOFF * variance);
            } else expect(got).toBe(Infinity);
          }
        }
      });

      it('holds groups of every size in one tensor, and their gradients', async () => {
        const sizes = [1e37, 1e33, 1e5, 1, 1e-3, 1e-25, 1e-35, 0];
        const shape = [sizes.length, 40];
        const normal = tensor(shape);
        const x = {
          data: normal.data.map((value, index) => (sizes[Math.floor(index / 40)] ?? 0) * value),
          shape,
        };
        const gradient = tensor(shape, 2);
        for (const eps of [0, 1e-5]) {
          const affine = { scale: tensor([40], 3), shift: tensor([40], 4) };
          const options = { axes: [1], eps, ...affine };
          const got = await labOf(backend).normalize(x, { ...options, outputGradient: gradient });
          const settings = {
            sizes: shape,
            axes: [1],
            eps,
            scale: affine.scale.data,
            shift: affine.shift.data,
          };
          const expected = normalizeAxes(x.data, settings);
          expectOutput(got.output, expected.output, 40);
          const back = normalizeAxesBackward(x.data, gradient.data, settings);
          // Of 8 groups: sums of 8 products of what expectOutput bounds.
          if (got.gradScale) expectOutput(got.gradScale, back.gradScale, 320);
          if (got.gradShift) expectOutput(got.gradShift, back.gradShift, 320);
          for (const [row, size] of sizes.entries()) {
            const allowed = 40 * ROUNDOFF * size + 2 ** -149;
            expect(
              Math.abs((got.mean.data[row] ?? Number.NaN) - (expected.mean[row] ?? 0)),
            ).toBeLessThanOrEqual(allowed);
            const variance = Math.fround(expected.variance[row] ?? Number.NaN);
            const told = got.variance.data[row] ?? Number.NaN;
            if (variance === Infinity) expect(told).toBe(Infinity);
            else expect(Math.abs(told - variance)).toBeLessThanOrEqual(40 * ROUNDOFF * variance + 2 ** -149);
            const own = (data: ArrayLike<number>): number[] =>
              Array.from(data).slice(40 * row, 40 * row + 40);
            const [told40, right] = [own(got.gradX?.data ?? []), own(back.gradX)];
            const peak = Math.max(...right.map(Math.abs));
            const worst = Math.max(
              ...right.map((value, index) => Math.abs(value - (told40[index] ?? Number.NaN))),
            );
            expect(worst, `gradient of row ${row}`).toBeLessThanOrEqual(
              ROUNDOFF * 64 * (8 + Math.sqrt(40)) * peak + 2 ** -126,
            );
          }
        }
      });

      it('blames what drives a result beyond f32', async () => {
        const x = tensor([2, 3]);
        const huge = { data: new Float32Array(3).fill(3e38), shape: [3] };
        const steep = { data: tensor([2, 3], 2).data.map((value) => value * 1e38), shape: [2, 3] };
        const faint = { data: x.data.map((value) => value * 1e-38), shape: [2, 3] };
        const cases: readonly (readonly [RegExp, Tensor, NormalizeOptions])[] = [
          [
            /^scale drives the output beyond the range of f32: make it smaller$/,
            x,
            { axes: [1], scale: huge },
          ],
          [
            /^outputGradient drives the gradient of x beyond/,
            { data: x.data.map((value) => value / 100), shape: [2, 3] },
            { axes: [1], eps: 0, outputGradient: steep },
          ],
          [
            /^x varies too little for the gradient of x within the range of f32/,
            faint,
            {
              axes: [1],
              eps: 0,
              outputGradient: { data: tensor([2, 3], 2).data.map((value) => 100 * value), shape: [2, 3] },
            },
          ],
          [
            /^outputGradient drives the gradient of shift beyond/,
            x,
            {
              axes: [0, 1],
              outputGradient: { data: new Float32Array(6).fill(3e38), shape: [2, 3] },
              shift: tensor([1, 1]),
            },
          ],
        ];
        for (const [words, input, options] of cases) {
          const error = await labOf(backend)
            .normalize(input, options)
            .catch((reason: unknown) => reason);
          expect(error, String(words)).toBeInstanceOf(LabInputError);
          expect((error as LabInputError).message).toMatch(words);
        }
      });

      it('takes null for what is not given', async () => {
        const nothing = { scale: null, shift: null, outputGradient: null } as unknown as NormalizeOptions;
        const result = await labOf(backend).normalize(tensor([2, 3]), { ...nothing, axes: [1] });
        expect(result.gradX).toBeUndefined();
      });

      it('refuses what it cannot normalise, and names it', async () => {
        const x = tensor([2, 3]);
        const cases: readonly (readonly [string, Tensor, NormalizeOptions])[] = [
          [
            'x.data[4]',
            { data: new Float32Array([1, 2, 3, 4, Number.NaN, 6]), shape: [2, 3] },
            { axes: [0] },
          ],
          ['x.data', { data: new Float32Array(5), shape: [2, 3] }, { axes: [0] }],
          ['x.shape[1]', { data: new Float32Array(0), shape: [2, 0] }, { axes: [0] }],
          ['axes', x, { axes: [] }],
          ['axes[0]', x, { axes: [2] }],
          ['axes[0]', x, { axes: [-3] }],
          ['axes[1]', x, { axes: [1, -1] }],
          ['x.shape', { data: new Float32Array(1), shape: [] }, { axes: [0] }],
          ...[0, '', false].map(
            (scale) => ['scale.data', x, { axes: [0], scale } as unknown as NormalizeOptions] as const,
          ),
          ['outputGradient.data', x, { axes: [0], outputGradient: false } as unknown as NormalizeOptions],
          ['eps', x, { axes: [0], eps: -1e-9 }],
          ['eps', x, { axes: [0], eps: Number.NaN }],
          ['scale.shape', x, { axes: [0], scale: tensor([2]) }],
          ['shift.shape', x, { axes: [0], scale: tensor([3]), shift: tensor([2, 1]) }],
          [
            'shift.data[1]',
            x,
            { axes: [0], shift: { data: new Float32Array([1, Infinity, 2]), shape: [3] } },
          ],
          ['outputGradient.shape', x, { axes: [0], outputGradient: tensor([3, 2]) }],
          ['x.shape', tensor([2, 2, 2, 2, 2, 2, 2, 2, 2, 2]), { axes: [0, 2, 4, 6, 8] }],
        ];
        for (const [start, input, options] of cases) {
          const refusal = await labOf(backend)
            .normalize(input, options)
            .then(() => null)
            .catch((error: unknown) => error);
          expect(refusal, start).toBeInstanceOf(LabInputError);
          expect(String(refusal)).toContain(`${start} `);
        }
      });
    });
  }
});
