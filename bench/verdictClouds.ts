/**
 * A labelled set of clouds for the verdict: every kind, several n and d, and those that fool a single measure. What a cloud is
 * called follows from how it is made; nothing here was relabelled by what the verdict says of it.
 */
import type { Dataset } from '../src/data/dataset';
import {
  antipodal,
  type CloudSize,
  clusters,
  cone,
  identical,
  rankK,
  uniformSphere,
} from '../src/data/generators';
import type { VerdictKind } from '../src/reference/verdict';
import {
  aroundAxes,
  atRandom,
  coneOfHeaps,
  coneOfRank,
  copied,
  ellipse,
  fallenClasses,
  fives,
  flatClass,
  heaps,
  inTurn,
  leaningHeaps,
  loudAxis,
  pairedClasses,
  powerLaw,
  sectors,
  shaped,
  spreadFor,
  spreadInside,
  withOutlier,
  withoutLabels,
} from './cloudShapes';

export interface LabelledCloud {
  readonly name: string;
  /** One kind, or the two that a borderline cloud lies between. */
  readonly truth: readonly [VerdictKind] | readonly [VerdictKind, VerdictKind];
  /** @param seed of the cloud */
  build(seed: number): Dataset;
}

type Entry = readonly [name: string, n: number, d: number, build: (size: CloudSize) => Dataset];

const NONE: readonly Entry[] = [
  ['uniform', 16, 2, uniformSphere],
  ['uniform', 32, 3, uniformSphere],
  ['uniform circle', 300, 2, uniformSphere],
  ['uniform sphere', 400, 3, uniformSphere],
  ['uniform', 24, 16, uniformSphere],
  ['uniform', 300, 16, uniformSphere],
  ['uniform', 2000, 8, uniformSphere],
  ['uniform', 500, 64, uniformSphere],
  ['uniform, n near d', 130, 128, uniformSphere],
  ['uniform, n < d', 64, 256, uniformSphere],
  ['uniform, n < d', 100, 128, uniformSphere],
  ['power law 1/2', 300, 32, (size) => powerLaw(size, 0.5)],
  ['power law 1', 400, 64, (size) => powerLaw(size, 1)],
  ['power law 1', 300, 192, (size) => powerLaw(size, 1)],
  ['power law 1.2, n < d', 200, 256, (size) => powerLaw(size, 1.2)],
  // What a trained encoder looks like: a decaying spectrum and a mean that is not quite zero.
  ['power law .8 with a mean', 400, 96, (size) => powerLaw(size, 0.8, 1)],
  ['weak cone, mean cosine .1', 300, 64, (size) => cone(size, 3)],
  ['rank 14 of 16', 400, 16, (size) => rankK(size, 14)],
  ['overlapping clusters', 300, 64, (size) => heaps(size, 6, 1.6)],
  ['overlapping clusters with labels', 300, 64, (size) => clusters(size, 10, 1.6)],
  ['labels at random', 300, 32, (size) => atRandom(uniformSphere(size), size.seed)],
  ['six copied rows', 300, 32, (size) => copied(uniformSphere(size), 6)],
  [
    'an orthonormal basis',
    48,
    48,
    (size) =>
      aroundAxes(
        size,
        Array.from({ length: size.n }, (_, row) => row),
        [0],
      ),
  ],
  ['sectors of a circle as classes', 300, 2, (size) => sectors(uniformSphere(size), 6)],
];

const COMPLETE: readonly Entry[] = [
  ['one point', 16, 2, identical],
  ['one point', 300, 64, identical],
  ['one point, labelled', 200, 16, (size) => inTurn(identical(size))],
  ['nearly one point', 300, 32, (size) => cone(size, 0.03)],
  ['nearly one point, n < d', 50, 128, (size) => cone(size, 0.06)],
  ['two heaps 2 degrees apart', 200, 16, (size) => coneOfHeaps(size, 2, 0.03, 0.001)],
];

const CONE: readonly Entry[] = [
  ['cone, mean cosine .96', 300, 128, (size) => cone(size, 0.2)],
  ['cone, mean cosine .8', 300, 32, cone],
  ['cone, mean cosine .5', 500, 128, (size) => cone(size, 1)],
  ['cone, mean cosine .5', 40, 16, (size) => cone(size, 1)],
  ['cone on the sphere', 200, 3, cone],
  ['arc of a circle', 64, 2, cone],
  ['cone, n < d', 60, 200, (size) => cone(size, 0.8)],
  ['cone of rank 5', 300, 64, (size) => coneOfRank(size, 5, 0.6)],
  ['cone of two heaps', 150, 4, (size) => leaningHeaps(size, 0.25, 0.05)],
  ['cone of five heaps', 300, 64, (size) => coneOfHeaps(size, 5, 0.5, 0.1)],
  ['cone of five heaps, labelled', 300, 64, (size) => fives(coneOfHeaps(size, 5, 0.5, 0.1))],
  ['cone with a power law inside', 400, 64, (size) => powerLaw(size, 1, 3)],
  ['cone with labels', 300, 32, (size) => inTurn(cone(size))],
  ['cone with an outlier', 300, 32, (size) => withOutlier(cone(size))],
  ['no negative entry', 300, 64, (size) => shaped(size, (_, normal) => (k) => Math.abs(normal(k)))],
];

const DIMENSIONAL: readonly Entry[] = [
  ['circle in space', 300, 3, (size) => rankK(size, 2)],
  ['circle in R^128', 400, 128, (size) => rankK(size, 2)],
  ['crowded circle', 400, 32, (size) => ellipse(size, 3)],
  ['crowded circle', 1200, 3, (size) => ellipse(size, 2)],
  ['rank 3 of 32', 200, 32, (size) => rankK(size, 3)],
  ['rank 4 of 64', 300, 64, (size) => rankK(size, 4)],
  ['rank 16 of 64', 500, 64, (size) => rankK(size, 16)],
  ['rank 48 of 128', 500, 128, (size) => rankK(size, 48)],
  ['rank 5 of 8', 2000, 8, (size) => rankK(size, 5)],
  ['rank 8 with noise', 400, 64, (size) => rankK(size, 8, 0.15)],
  ['rank 4, n < d', 100, 256, (size) => rankK(size, 4)],
  ['power law 2.5', 400, 64, (size) => powerLaw(size, 2.5)],
  ['one loud direction', 400, 64, (size) => loudAxis(size, 2)],
  ['rank 6 with labels', 300, 48, (size) => inTurn(rankK(size, 6))],
  ['rank 4 with copied rows', 300, 32, (size) => copied(rankK(size, 4), 10)],
];

const CLUSTER: readonly Entry[] = [
  ['two opposite heaps', 16, 2, (size) => withoutLabels(antipodal(size))],
  ['two opposite heaps', 300, 64, (size) => withoutLabels(antipodal(size, 0.3))],
  ['two heaps, unrelated', 200, 32, (size) => heaps(size, 2, 0.3)],
  ['three heaps', 60, 8, (size) => heaps(size, 3, 0.2)],
  ['five heaps', 300, 64, (size) => heaps(size, 5, 0.4)],
  ['five wide heaps', 400, 128, (size) => heaps(size, 5, 0.55)],
  ['ten points', 200, 16, (size) => heaps(size, 10, 0)],
  ['thirty heaps', 600, 32, (size) => heaps(size, 30, 0.3)],
  ['a hundred heaps of five', 500, 32, (size) => heaps(size, 100, 0.15)],
  ['three heaps on the sphere', 200, 3, (size) => aroundAxes(size, [0, 1, 2], [0.15])],
  ['heaps, labels at random', 300, 64, (size) => atRandom(heaps(size, 6, 0.3), size.seed)],
  ['heaps, three labels at random', 300, 48, (size) => atRandom(heaps(size, 4, 0.2), size.seed, 3)],
  ['nine in ten in one heap', 400, 32, (size) => aroundAxes(size, [1, 0, 0, 0, 0, 0, 0, 0, 0, 0], [0.15])],
  ['tight and wide heaps', 300, 48, (size) => aroundAxes(size, [0, 1, 2, 3], [0.15, 0.3, 0.45, 0.6])],
  ['heaps, n < d', 80, 200, (size) => heaps(size, 4, 0.4)],
];

const PER_CLASS: readonly Entry[] = [
  ['classes as points', 300, 64, (size) => clusters(size, 10, 0)],
  ['classes as tight heaps', 300, 32, (size) => clusters(size, 5, 0.2)],
  ['classes as heaps', 400, 64, (size) => clusters(size, 8, 0.45)],
  ['two opposite classes', 200, 16, (size) => antipodal(size, 0.2)],
  ['one class of ten is a point', 400, 64, (size) => fallenClasses(size, 1, 0)],
  ['one class of ten is a tight heap', 400, 32, (size) => fallenClasses(size, 1, 0.2)],
  ['three classes of ten', 500, 48, (size) => fallenClasses(size, 3, 0.2)],
  ['nine classes of ten', 400, 32, (size) => fallenClasses(size, 9, 0.2)],
  ['one class lies in a plane', 500, 48, flatClass],
  ['two classes in one heap', 300, 32, pairedClasses],
  ['classes, n < d', 100, 150, (size) => clusters(size, 5, 0.3)],
];

type BorderlineEntry = readonly [...Entry, between: readonly [VerdictKind, VerdictKind]];

/**
 * Made to lie at a threshold. Heaps may keep half of what as many pieces of an even cloud of their dimension keep inside, .67 to .71
 * of the variance; 40 rows of an even cloud have a scatter of .84, and a class may keep a tenth; an effective rank of .6 of 16
 * lies between those of 8 and of 9 even directions with a little noise.
 */
const BORDERLINE: readonly BorderlineEntry[] = [
  ['mean cosine .24', 400, 128, (size) => cone(size, spreadFor(0.24)), ['cone', 'none']],
  ['mean cosine .26', 400, 128, (size) => cone(size, spreadFor(0.26)), ['cone', 'none']],
  ['mean cosine .25', 200, 32, (size) => cone(size, spreadFor(0.25)), ['cone', 'none']],
  ['mean cosine .9895', 200, 64, (size) => cone(size, spreadFor(0.9895)), ['complete', 'cone']],
  ['mean cosine .9905', 200, 64, (size) => cone(size, spreadFor(0.9905)), ['complete', 'cone']],
  ['rank 12 of 16', 300, 16, (size) => rankK(size, 12), ['dimensional', 'none']],
  ['rank 9 of 16 with a little noise', 300, 16, (size) => rankK(size, 9, 0.05), ['dimensional', 'none']],
  ['power law 1.75', 400, 64, (size) => powerLaw(size, 1.75), ['dimensional', 'none']],
  ['five heaps, .35 inside', 300, 64, (size) => heaps(size, 5, spreadInside(0.35, 5)), ['cluster', 'none']],
  ['four heaps, .34 inside', 200, 128, (size) => heaps(size, 4, spreadInside(0.34, 4)), ['cluster', 'none']],
  ['classes, .36 inside', 300, 64, (size) => clusters(size, 6, spreadInside(0.36, 6)), ['per-class', 'none']],
  [
    'a class of scatter .084',
    400,
    64,
    (size) => fallenClasses(size, 1, spreadFor(1 - 0.084)),
    ['per-class', 'none'],
  ],
];

function labelled(entries: readonly Entry[], kind: VerdictKind): LabelledCloud[] {
  return entries.map(([name, n, d, build]) => ({
    name: `${name} [${n}, ${d}]`,
    truth: [kind],
    build: (seed) => build({ n, d, seed }),
  }));
}

export const LABELLED_CLOUDS: readonly LabelledCloud[] = [
  ...labelled(NONE, 'none'),
  ...labelled(COMPLETE, 'complete'),
  ...labelled(CONE, 'cone'),
  ...labelled(DIMENSIONAL, 'dimensional'),
  ...labelled(CLUSTER, 'cluster'),
  ...labelled(PER_CLASS, 'per-class'),
  ...BORDERLINE.map(([name, n, d, build, between]) => ({
    name: `${name} [${n}, ${d}]`,
    truth: between,
    build: (seed: number) => build({ n, d, seed }),
  })),
];
