import { describe, expect, it } from 'vitest';
import { measuresOf } from '../../bench/verdicts';
import type { Dataset } from '../../src/data/dataset';
import { antipodal, clusters, identical, uniformSphere } from '../../src/data/generators';
import { capMeans } from '../../src/reference/partition';
import type { Split } from '../../src/reference/verdict';
import { chanceFactor } from '../../src/reference/verdictThresholds';
import { expectClose } from './support';

function coarse(dataset: Dataset): Split {
  const [split] = measuresOf(dataset).splits;
  if (!split) throw new Error('no graph');
  return split;
}

describe('the ranks expected of an isotropic cloud', () => {
  it.each([
    [300, 16],
    [130, 128],
    [64, 256],
    [16, 3],
  ])('are those that a uniform one of %s rows in R^%s shows', (n, d) => {
    const clouds = [1, 2, 3, 4, 5].map((seed) => measuresOf(uniformSphere({ n, d, seed })));
    const mean = clouds.reduce((sum, { centred }) => sum + centred.effectiveRank / clouds.length, 0);
    // The law holds for large n and d; at n = 16 its edges are 1/sqrt(n) off.
    expect(mean / (clouds[0]?.isotropic.effectiveRank ?? Number.NaN)).toBeCloseTo(1, n > 16 ? 1.9 : 1);
  });

  it('count the directions that hold variance', () => {
    expect(measuresOf(uniformSphere({ n: 20, d: 30, seed: 1 })).liveDirections).toBe(19);
    expect(measuresOf(antipodal({ n: 20, d: 30, seed: 1 })).liveDirections).toBe(1);
    expect(measuresOf(identical({ n: 20, d: 30, seed: 1 })).liveDirections).toBe(0);
  });
});

describe('components of the neighbour graph', () => {
  it('are compared with the caps of a sphere of as many dimensions as there are heaps', () => {
    const axes = [0, 1, 2, 3];
    const data = Float32Array.from({ length: 200 * 16 }, (_, i) =>
      axes[Math.floor(i / 16) % 4] === i % 16 ? 1 : 0,
    );
    const split = coarse({ name: 'axes', data, shape: [200, 16] });
    expect(split.sizes).toEqual([50, 50, 50, 50]);
    expectClose([split.betweenShare, split.betweenCosine], [1, 0], 1e-12);
    const chance = (196 / 199) * chanceFactor(196 * 3, -3);
    expectClose([split.evenWithin], [(1 - capMeans(4)(1 / 4) ** 2) * chance], 1e-12);
  });

  it('of a circle that chance has torn keep what its arcs must have inside', () => {
    let torn = 0;
    for (let seed = 0; seed < 1200; seed++) {
      const circle = uniformSphere({ n: 16 + (seed % 3) * 12, d: 2, seed });
      for (const { sizes, betweenShare, evenWithin } of measuresOf(circle).splits) {
        if (sizes.length < 2) continue;
        torn++;
        expect(1 - betweenShare, `seed ${seed}`).toBeGreaterThan(evenWithin);
      }
    }
    expect(torn).toBeGreaterThan(20);
  });

  it('agree with the labels that made them', () => {
    expect(coarse(clusters({ n: 120, d: 16, seed: 2 }, 4, 0.1)).labelAgreement).toBe(1);
    expect(coarse(uniformSphere({ n: 60, d: 8, seed: 2 })).labelAgreement).toBeNull();
  });
});

describe('classes', () => {
  it('that are sectors of an even circle are as wide as they must be', () => {
    const circle = uniformSphere({ n: 300, d: 2, seed: 3 });
    const values = Uint32Array.from({ length: 300 }, (_, row) => {
      const angle = Math.atan2(circle.data[2 * row + 1] ?? 0, circle.data[2 * row] ?? 0) / (2 * Math.PI);
      return Math.floor((angle + 0.5) * 6) % 6;
    });
    const { classes } = measuresOf({
      ...circle,
      labels: { name: 'sector', values, classes: ['0', '1', '2', '3', '4', '5'] },
    });
    expect(classes?.length).toBe(6);
    for (const { scatter, evenScatter } of classes ?? []) {
      expect(scatter / evenScatter).toBeGreaterThan(0.9);
      expect(scatter / evenScatter).toBeLessThan(4);
    }
  });

  it('of unrelated labels are as wide and as high as chance lets them', () => {
    const even = uniformSphere({ n: 400, d: 24, seed: 4 });
    const values = Uint32Array.from({ length: 400 }, (_, row) => row % 4);
    const { classes } = measuresOf({
      ...even,
      labels: { name: 'turn', values, classes: ['a', 'b', 'c', 'd'] },
    });
    for (const entry of classes ?? []) {
      expect(entry.count).toBe(100);
      // n ||mean||^2 is chi^2_d / d: 1 with deviation .29.
      expect(Math.abs(entry.meanCosine)).toBeLessThan((4 * 0.29) / 99);
      expect(entry.participationRatio / entry.isotropicParticipationRatio).toBeCloseTo(1, 1);
      expect(entry.scatter).toBeGreaterThan(entry.evenScatter);
    }
  });
});

it('copies are rows with an equal, not rows that are near', () => {
  const even = uniformSphere({ n: 50, d: 8, seed: 5 });
  const data = even.data.slice();
  data.copyWithin(0, 8, 16);
  expect(measuresOf(even).duplicateShare).toBe(0);
  expect(measuresOf({ ...even, data }).duplicateShare).toBe(2 / 50);
});
