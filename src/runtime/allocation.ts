/** What every executor does before it makes memory: the limit is checked, and the tensor gets its number and name. */
import { LabLimitError } from './errors';
import type { GpuScope } from './scope';
import { type DeviceTensor, type Element, elementCount, type Shape } from './tensor';

/** The largest tensor of an executor, in the unit that its limit is known by. */
export interface AllocationLimit {
  readonly name: string;
  readonly elements: number;
  /** Units of the limit per element. */
  readonly perElement: number;
}

/** @throws LabLimitError when the tensor exceeds the limit; nothing is allocated then */
export function newTensor<E extends Element>(
  id: number,
  scope: GpuScope,
  label: string,
  shape: Shape,
  element: E,
  { name, elements, perElement }: AllocationLimit,
): DeviceTensor<E> {
  const count = elementCount(shape);
  if (count > elements) {
    throw new LabLimitError(
      name,
      perElement * count,
      perElement * elements,
      `${label} [${shape.join(', ')}]`,
    );
  }
  return { id, label: `${scope.label}/${label}`, shape, element };
}
