/** The similarity matrix as pixels: every row and column where it belongs, in the colours of the table. */
import { describe, expect, it } from 'vitest';
import { antipodal } from '../../src/data/generators';
import { dotError } from '../../src/kernels/support/rounding';
import { SimilarityImageProgram } from '../../src/programs/similarityImage';
import { dot, row, rowsOf } from '../../src/reference/vector';
import type { Executor } from '../../src/runtime/executor';
import { ReferenceExecutor } from '../../src/runtime/referenceExecutor';
import { GpuScope } from '../../src/runtime/scope';
import { paddedColumns, padRows } from '../../src/runtime/tensor';
import { initialStates } from '../reference/support';
import { useGpu } from '../support/dawn';

/** From dark blue to white in equal linear steps; red, green and alpha differ from each other. */
const TABLE = Float32Array.from({ length: 4 * 256 }, (_, i) => {
  const share = Math.floor(i / 4) / 255;
  return [share, share ** 2, 0.25 + 0.75 * share, 1][i % 4] ?? 0;
});

/** Linear light to a byte of sRGB, IEC 61966-2-1. */
function srgbByte(linear: number): number {
  return Math.round(255 * (linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055));
}

interface Cloud {
  readonly z: Float32Array;
  readonly n: number;
  readonly d: number;
}

async function draw(
  executor: Executor,
  { z, n, d }: Cloud,
  order: Uint32Array,
  range: readonly [number, number],
): Promise<{ pixels: Uint32Array; pitch: number }> {
  using scope = new GpuScope('image');
  await executor.prepare(SimilarityImageProgram.kernels);
  const rows = executor.allocate(scope, 'z', [n, paddedColumns(d)]);
  executor.write(rows, padRows(z, n, d));
  const program = new SimilarityImageProgram(executor, scope, order.length, d, TABLE);
  program.setOrder(order);
  executor.submit((recorder) => program.encode(recorder, rows, ...range));
  return { pixels: await program.read(), pitch: program.pitch };
}

describe('similarity image', () => {
  const gpu = useGpu();

  for (const { name, z, n, d } of initialStates()) {
    it(`agrees with Float64 to a step of the table: ${name}`, async () => {
      const cloud = { z: Float32Array.from(z), n, d };
      const order = Uint32Array.from({ length: n }, (_, i) => (i * 7) % n);
      const [low, high] = [-0.5, 1];
      const { pixels, pitch } = await draw(gpu.executor, cloud, order, [low, high]);
      expect(pitch % 64).toBe(0);
      const points = rowsOf(cloud.z, n, d);
      const bytesAt = (entry: number): number[] => {
        const clamped = Math.min(Math.max(Math.floor(entry), 0), 255);
        const colour = TABLE.subarray(4 * clamped, 4 * clamped + 4);
        return [srgbByte(colour[0] ?? 0), srgbByte(colour[1] ?? 0), srgbByte(colour[2] ?? 0), 255];
      };
      // In entries of the table: rounding of the dot product, and of a few operations on numbers up to 256.
      const slack = (256 * dotError(paddedColumns(d) / 4)) / (high - low) + 2 ** -14;
      let near = 0;
      for (const [i, a] of order.entries()) {
        for (const [j, b] of order.entries()) {
          const entry = (256 * (dot(row(points, a), row(points, b)) - low)) / (high - low);
          const word = pixels[i * pitch + j] ?? 0;
          const got = [0, 8, 16, 24].map((shift) => (word >>> shift) & 255);
          const possible = [entry - slack, entry + slack].map(bytesAt);
          if (possible[0]?.join() !== possible[1]?.join()) near++;
          expect(possible, `${i}, ${j}`).toContainEqual(got);
        }
      }
      // Nearly every pixel is pinned to one colour.
      if (!name.startsWith('identical') && !name.startsWith('antipodal')) expect(near).toBeLessThan(n);
    });
  }

  it('shows two opposite heaps as four squares', async () => {
    const n = 70;
    const { data } = antipodal({ n, d: 5, seed: 1 });
    const order = Uint32Array.from({ length: n }, (_, i) => (i < n / 2 ? 2 * i : 2 * i - n + 1));
    const { pixels, pitch } = await draw(gpu.executor, { z: data, n, d: 5 }, order, [-0.9, 0.9]);
    expect(pitch).toBe(128);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const same = i < n / 2 === j < n / 2;
        expect(pixels[i * pitch + j]).toBe(same ? 0xffffffff : 0xff890000);
      }
    }
  });

  it('shows chosen rows of many, and is the same program on the CPU', async () => {
    using reference = new ReferenceExecutor();
    const [n, d] = [6, 4];
    const z = new Float32Array(n * d);
    for (let i = 0; i < n; i++) z[i * d + (i % d)] = 1;
    const order = Uint32Array.of(5, 0, 1);
    const onGpu = await draw(gpu.executor, { z, n, d }, order, [-1, 1.5]);
    const onCpu = await draw(reference, { z, n, d }, order, [-1, 1.5]);
    expect(onGpu.pixels).toEqual(onCpu.pixels);
    // Rows 5 and 1 are the same unit vector.
    const at = (i: number, j: number): number => onGpu.pixels[i * onGpu.pitch + j] ?? 0;
    expect([at(0, 2), at(2, 0), at(1, 1)]).toEqual([at(0, 0), at(0, 0), at(0, 0)]);
    expect(at(0, 1)).not.toBe(at(0, 0));
  });

  it('refuses more rows than an image has, and an order of another length', () => {
    using reference = new ReferenceExecutor();
    using scope = new GpuScope('size');
    expect(() => new SimilarityImageProgram(reference, scope, 1025, 3, TABLE)).toThrow(/from 1 to 1024/);
    const program = new SimilarityImageProgram(reference, scope, 8, 3, TABLE);
    expect(() => program.setOrder(new Uint32Array(7))).toThrow(/8 rows cannot show 7/);
  });
});
