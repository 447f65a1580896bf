/** Validation of the axes of a normalisation, and of the shapes of its parameters, for the headless API. */
import { LabInputError } from './labErrors';
import type { Tensor } from './labInput';
import { listed, sameNumbers } from './labTensor';
import { affineAxesOf, affineShape } from './reference/normalization';

/** Runs of kept, reduced, affine and other axes that a kernel can walk over. */
const MOST_RUNS = 4;

/** Axes from 0, in ascending order. @throws LabInputError for none, or one that x does not have, or has been named */
export function requireAxes(axes: unknown, shape: readonly number[]): readonly number[] {
  if (!Array.isArray(axes) || axes.length === 0) {
    throw new LabInputError('axes', 'must be an array of at least one axis', { value: axes });
  }
  const rank = shape.length;
  const counted: number[] = [];
  for (const [index, axis] of (axes as readonly unknown[]).entries()) {
    if (typeof axis !== 'number' || !Number.isInteger(axis) || axis < -rank || axis >= rank) {
      throw new LabInputError(
        'axes',
        `must be a whole number from ${-rank} to ${rank - 1}, got ${String(axis)}`,
        {
          index,
          value: axis,
        },
      );
    }
    const positive = axis < 0 ? axis + rank : axis;
    if (counted.includes(positive)) {
      throw new LabInputError('axes', `names axis ${positive} twice`, { index, value: axis });
    }
    counted.push(positive);
  }
  return counted.sort((a, b) => a - b);
}

/** The axes that scale and shift are indexed by. @throws LabInputError where a shape fits no axes, or the two differ */
export function requireAffine(
  given: { readonly scale: Tensor | null; readonly shift: Tensor | null },
  shape: readonly number[],
  axes: readonly number[],
): readonly number[] {
  const rule = affineAxesOf(shape.length, axes);
  const ruled = affineShape(shape, axes);
  const indexed = Object.entries(given).flatMap(([name, tensor]) => {
    if (!tensor) return [];
    if (sameNumbers(tensor.shape, ruled)) return [{ name, tensor, affineAxes: rule }];
    const broadcast =
      tensor.shape.length === shape.length &&
      tensor.shape.every((extent, axis) => extent === 1 || extent === shape[axis]);
    if (!broadcast) {
      throw new LabInputError(
        `${name}.shape`,
        `is ${listed(tensor.shape)}; over axes ${listed(axes)} of ${listed(shape)} it must be ${listed(ruled)}, or have on every axis of x its extent or 1`,
        { value: tensor.shape },
      );
    }
    return [
      { name, tensor, affineAxes: [...tensor.shape.keys()].filter((axis) => tensor.shape[axis] !== 1) },
    ];
  });
  const [first, second] = indexed;
  if (first && second && !sameNumbers(wide(first.affineAxes, shape), wide(second.affineAxes, shape))) {
    throw new LabInputError(
      `${second.name}.shape`,
      `is ${listed(second.tensor.shape)}, and ${first.name} is ${listed(first.tensor.shape)}: both are indexed by the same axes`,
      { value: second.tensor.shape },
    );
  }
  return first?.affineAxes ?? rule;
}

/** Axes along which there is more than one index. */
function wide(axes: readonly number[], shape: readonly number[]): number[] {
  return axes.filter((axis) => shape[axis] !== 1);
}

/** Neighbouring axes of one kind are one run to a kernel; only tensors of more than 4 axes can have too many. */
export function requireRuns(
  shape: readonly number[],
  axes: readonly number[],
  affineAxes: readonly number[],
): void {
  const kinds = wide([...shape.keys()], shape).map((axis) => ({
    reduced: axes.includes(axis),
    affine: affineAxes.includes(axis),
  }));
  const runs = kinds.filter(({ reduced, affine }, index) => {
    const before = kinds[index - 1];
    return !before || before.reduced !== reduced || before.affine !== affine;
  });
  const most = Math.max(
    ...(['reduced', 'affine'] as const).flatMap((kind) => {
      const count = runs.filter((run) => run[kind]).length;
      return [count, runs.length - count];
    }),
  );
  if (most > MOST_RUNS) {
    throw new LabInputError(
      'x.shape',
      `is ${listed(shape)}, and axes ${listed(axes)} cut it into ${most} runs of one kind; ${MOST_RUNS} are possible: permute its axes`,
      { value: shape },
    );
  }
}
