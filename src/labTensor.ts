/** Validation of tensors of any rank, for the headless API. */
import { LabInputError } from './labErrors';
import type { Tensor } from './labInput';
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
