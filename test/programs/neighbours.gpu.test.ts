/** Neighbours of rows and of their picture: Float64 on every initial state, closed forms, and too few rows. */
import { describe, expect, it } from 'vitest';
import { clusters, rankK, uniformSphere } from '../../src/data/generators';
import { normals } from '../../src/kernels/support/cases';
import { distanceError } from '../../src/kernels/support/neighbours';
import { neighbourMeasures } from '../../src/programs/neighbourMeasures';
import { NeighbourProgram } from '../../src/programs/neighbours';
import { NO_NEIGHBOUR, nearestRows, neighbourRanks } from '../../src/reference/neighbours';
import { row, rowsOf, squaredDistance } from '../../src/reference/vector';
import type { Executor } from '../../src/runtime/executor';
import { ReferenceExecutor } from '../../src/runtime/referenceExecutor';
import { GpuScope } from '../../src/runtime/scope';
import { paddedColumns, padRows } from '../../src/runtime/tensor';
import { initialStates } from '../reference/support';
import { useGpu } from '../support/dawn';

interface Cloud {
  readonly z: Float32Array;
  readonly n: number;
  readonly d: number;
}

interface Options {
  /** [n, 4]; the fourth lane is no coordinate. */
  readonly positions?: Float32Array;
  readonly workPerSubmit?: number;
}

async function run(executor: Executor, { z, n, d }: Cloud, k: number, options: Options = {}) {
  using scope = new GpuScope('neighbours');
  await executor.prepare(NeighbourProgram.kernels);
  const rows = executor.allocate(scope, 'z', [n, paddedColumns(d)]);
  executor.write(rows, padRows(z, n, d));
  const program = new NeighbourProgram(executor, scope, n, d, k, options.workPerSubmit);
  let submits = 0;
  const submit: Parameters<NeighbourProgram['encode']>[0] = (record) => {
    submits++;
    executor.submit(record);
  };
  program.encode(submit, rows);
  if (options.positions) {
    const drawn = executor.allocate(scope, 'positions', [n, 4]);
    executor.write(drawn, options.positions);
    // Twice, as a page does whenever the picture turns: nothing of the first may remain.
    for (let time = 0; time < 2; time++) program.encodeDrawn(submit, drawn, rows);
  }
  return { table: await program.read(), submits };
}

/** The first three coordinates and a fourth lane that must not count. */
function picture({ z, n, d }: Cloud): Float32Array {
  const junk = normals(n, 1);
  return Float32Array.from({ length: 4 * n }, (_, i) => {
    const [point, lane] = [Math.floor(i / 4), i % 4];
    return lane === 3 ? 100 * (junk[point] ?? 0) : lane < d ? (z[point * d + lane] ?? 0) : 0;
  });
}

/**
 * Lists are right when every distance is that of Float64 to rounding, and every index is a row at that distance, named
 * once: among rows that tie within rounding either order is right.
 */
function expectNearest(
  got: { readonly indices: Uint32Array; readonly squaredDistances: ArrayLike<number> },
  { z, n, d }: Cloud,
  k: number,
): void {
  const error = distanceError(paddedColumns(d) / 4);
  const expected = nearestRows(z, n, d, d, k).squaredDistances;
  const points = rowsOf(z, n, d);
  for (const [at, distance] of expected.entries()) {
    const [own, index] = [got.squaredDistances[at] ?? Number.NaN, got.indices[at] ?? NO_NEIGHBOUR];
    if (distance === Infinity) {
      expect([own, index]).toEqual([Infinity, NO_NEIGHBOUR]);
      continue;
    }
    const i = Math.floor(at / k);
    const real = squaredDistance(row(points, i), row(points, index));
    expect(index).not.toBe(i);
    expect(Math.abs(own - distance), `row ${i}, place ${at % k}`).toBeLessThanOrEqual(error * distance);
    expect(Math.abs(own - real)).toBeLessThanOrEqual(error * real);
  }
  for (let i = 0; i < n; i++) {
    const named = [...got.indices.subarray(i * k, (i + 1) * k)].filter((index) => index !== NO_NEIGHBOUR);
    expect(new Set(named).size).toBe(named.length);
  }
}

describe('neighbours', () => {
  const gpu = useGpu();

  for (const { name, z, n, d, labels } of initialStates()) {
    it(`agree with Float64: ${name}`, async () => {
      const cloud = { z: Float32Array.from(z), n, d };
      const k = 5;
      const positions = picture(cloud);
      const { table } = await run(gpu.executor, cloud, k, { positions });
      expectNearest(table, cloud, k);
      if (name.startsWith('identical')) {
        expect([...table.indices.subarray(0, 2 * k)]).toEqual([1, 2, 3, 4, 5, 0, 2, 3, 4, 5]);
      }
      // Ranks as the reference has them, but for rows that tie with the neighbour within rounding.
      const { drawn } = table;
      if (!drawn) throw new Error('nothing was drawn');
      const ranks = neighbourRanks(cloud.z, n, d, d, drawn.indices, k);
      const points = rowsOf(cloud.z, n, d);
      for (const [at, rank] of ranks.entries()) {
        const own = row(points, Math.floor(at / k));
        const given = squaredDistance(own, row(points, drawn.indices[at] ?? 0));
        const tied = points.filter((other) => {
          const gap = Math.abs(squaredDistance(own, other) - given);
          return gap > 0 && gap <= 2 * distanceError(paddedColumns(d) / 4) * given;
        });
        expect(Math.abs((drawn.ranks[at] ?? Number.NaN) - rank)).toBeLessThanOrEqual(tied.length);
      }
      const measures = neighbourMeasures(table, labels);
      expect(measures.purity === null).toBe(labels === undefined);
      expect(measures.components.sizes.reduce((sum, size) => sum + size, 0)).toBe(n);
      expect(measures.trustworthiness).toBeLessThanOrEqual(1);
    });
  }

  it('come out the same in many submits as in one', async () => {
    const cloud = { ...uniformSphere({ n: 1030, d: 17, seed: 3 }), n: 1030, d: 17 };
    const rows = { z: cloud.data, n: cloud.n, d: cloud.d };
    const positions = picture(rows);
    const whole = await run(gpu.executor, rows, 10, { positions });
    const cut = await run(gpu.executor, rows, 10, { positions, workPerSubmit: 2 ** 20 });
    expect(whole.submits).toBe(2 + 2 * 4);
    expect(cut.submits).toBeGreaterThan(60);
    expectNearest(whole.table, rows, 10);
    // The same arithmetic on the same pairs, in another order: the very same bits.
    expect(cut.table).toEqual(whole.table);
  });

  it('trust a picture that is the cloud, and not one of another cloud', async () => {
    const n = 300;
    const cloud = { z: uniformSphere({ n, d: 3, seed: 5 }).data, n, d: 3 };
    const same = await run(gpu.executor, cloud, 10, { positions: picture(cloud) });
    expect(same.table.drawn?.indices).toEqual(same.table.indices);
    expect(neighbourMeasures(same.table).trustworthiness).toBe(1);
    const other = await run(gpu.executor, cloud, 10, { positions: normals(n, 4) });
    // By chance a rank is uniform on 1 .. n - 1, and the mean penalty (n - 1 - k)^2 / 2(n - 1) makes about 1/2.
    expect(neighbourMeasures(other.table).trustworthiness).toBeCloseTo(0.5, 1);
  });

  it('find clusters pure and apart, and the dimension of a plane', async () => {
    const n = 240;
    const groups = clusters({ n, d: 16, seed: 2 }, 4, 0.1);
    const { table } = await run(gpu.executor, { z: groups.data, n, d: 16 }, 10);
    const measures = neighbourMeasures(table, groups.labels?.values);
    expect(measures.purity).toBe(1);
    expect([...measures.components.sizes]).toEqual([60, 60, 60, 60]);
    expect([measures.drawnPurity, measures.trustworthiness]).toEqual([null, null]);

    // A sphere in three of 32 coordinates has two dimensions; the estimate spreads by 1/sqrt(n), five times that allowed.
    const sphere = await run(
      gpu.executor,
      { z: rankK({ n: 1000, d: 32, seed: 4 }, 3).data, n: 1000, d: 32 },
      2,
    );
    const { dimension } = neighbourMeasures(sphere.table).twoNN;
    expect(Math.abs(dimension / 2 - 1)).toBeLessThan(5 / Math.sqrt(1000));
  });

  it('leave places empty where there are too few rows', async () => {
    const one = await run(gpu.executor, { z: new Float32Array([1, 0]), n: 1, d: 2 }, 3, {
      positions: new Float32Array(4),
    });
    expect([...one.table.indices]).toEqual([NO_NEIGHBOUR, NO_NEIGHBOUR, NO_NEIGHBOUR]);
    expect([...one.table.squaredDistances]).toEqual([Infinity, Infinity, Infinity]);
    expect([...(one.table.drawn?.ranks ?? [])]).toEqual([0, 0, 0]);
    expect(neighbourMeasures(one.table)).toMatchObject({
      hubness: Number.NaN,
      twoNN: { dimension: Number.NaN, used: 0, skipped: 1 },
      trustworthiness: Number.NaN,
    });

    const pair = await run(gpu.executor, { z: new Float32Array([1, 0, 0, 1]), n: 2, d: 2 }, 2, {
      positions: new Float32Array([0, 0, 0, 9, 1, 0, 0, 0]),
    });
    expect([...pair.table.indices]).toEqual([1, NO_NEIGHBOUR, 0, NO_NEIGHBOUR]);
    expect([...pair.table.squaredDistances]).toEqual([2, Infinity, 2, Infinity]);
    expect([...(pair.table.drawn?.ranks ?? [])]).toEqual([1, 0, 1, 0]);
  });

  it('are the same program on the CPU', async () => {
    using reference = new ReferenceExecutor();
    const cloud = { z: uniformSphere({ n: 60, d: 7, seed: 9 }).data, n: 60, d: 7 };
    const options = { positions: picture(cloud), workPerSubmit: 2 ** 12 };
    const onCpu = await run(reference, cloud, 4, options);
    const onGpu = await run(gpu.executor, cloud, 4, options);
    expect(onCpu.submits).toBeGreaterThan(6);
    expectNearest(onCpu.table, cloud, 4);
    expect(onCpu.table.indices).toEqual(onGpu.table.indices);
    expect(onCpu.table.drawn).toEqual(onGpu.table.drawn);
  });

  it('refuse a k that no thread could hold', () => {
    using reference = new ReferenceExecutor();
    using scope = new GpuScope('k');
    for (const k of [0, 17, 2.5]) {
      expect(() => new NeighbourProgram(reference, scope, 10, 3, k)).toThrow(/from 1 to 16/);
    }
  });
});
