/** Every kernel of the lab. The folder is the registry: a file src/kernels/<stem>.ts is a kernel, nobody keeps a list. */
import type { AnyKernel } from '../../runtime/kernel';

const MODULES = import.meta.glob<AnyKernel>('../*.ts', { import: 'default', eager: true });

/** Kernels by stem, in alphabetical order. */
export const KERNELS: ReadonlyMap<string, AnyKernel> = new Map(
  Object.values(MODULES).map((kernel) => [kernel.name, kernel]),
);
