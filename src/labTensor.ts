/** Validation of tensors of any rank, of axes, and of the shapes of parameters, for the headless API. */
import { LabInputError } from './labErrors';
import type { Tensor } from './labInput';
import { affineAxesOf, affineShape } from './reference/normalization';
import { elementCount } from './runtime/tensor';

/** A non-empty tensor of finite numbers, copied: the caller may reuse its array at once. */
export function requireTensor(name: string, tensor: Tensor): Tensor {
  const { data, shape } = (tensor ?? {}) as Partial<Tensor>;
  if (!(data instanceof Float32Array)) {
    throw new LabInputError(`${name}.data`, 'must be a Float32Array', { value: data });
  }
  if (!Array.isArray(shape)) {
    throw new LabInputError(`${name}.shape`, 'must be an array of extents', { value: shape });
  }
  const extents = shape as readonly number[];
  for (const [index, extent] of extents.entries()) {
    if (Number.isInteger(extent) && extent >= 1) continue;
    throw new LabInputError(`${name}.shape`, `must be a whole number of at least 1, got ${String(extent)}`, {
      index,
      value: extent,
    });
  }
  const count = elementCount(extents);
  if (data.length !== count) {
    throw new LabInputError(
      `${name}.data`,
      `has ${data.length} values, and shape ${listed(extents)} needs ${count}`,
      { value: data.length },
    );
  }
  const index = data.findIndex((value) => !Number.isFinite(value));
  if (index >= 0) {
    throw new LabInputError(`${name}.data`, `is ${data[index]}; it must be finite`, {
      index,
      value: data[index],
    });
  }
  return { data: data.slice(), shape: [...extents] };
}

export function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

export function listed(numbers: readonly number[]): string {
  return `[${numbers.join(', ')}]`;
}

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
