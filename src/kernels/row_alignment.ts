import wgsl from '../../shaders/row_alignment.wgsl?raw';
import { rowAlignment } from '../reference/alignment';
import { defineKernel } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { paddedColumns } from '../runtime/tensor';
import { equalRows, stackedViews } from './support/cases';

function alignmentCase(name: string, pairs: number, d: number, alpha: number, z = stackedViews(pairs, d)) {
  const stride = paddedColumns(d);
  return {
    name,
    params: { pairs, d4: stride / 4, alpha },
    shapes: { z: [2 * pairs, stride], error: [pairs] },
    data: { z },
  };
}

export default defineKernel({
  name: 'row_alignment',
  wgsl,
  params: defineParams({ pairs: 'u32', d4: 'u32', alpha: 'f32' }),
  bindings: {
    z: { access: 'read', type: 'vec4f', shape: '[2 pairs, 4 d4]' },
    error: { access: 'read_write', type: 'f32', shape: '[pairs]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 16 } },
  workgroups: ({ pairs }, { WORKGROUP_SIZE = 1 }) => [Math.ceil(pairs / WORKGROUP_SIZE), 1, 1],
  reference: ({ z }, { pairs, d4, alpha }) => {
    const half = pairs * d4 * 4;
    return { error: rowAlignment(z.subarray(0, half), z.subarray(half), pairs, 4 * d4, alpha) };
  },
  tolerance: {
    error: {
      abs: 1e-12,
      rel: 2e-5,
      because: {
        en: 'a sum of squares of exact differences: (d / 4 + 5) 2^-24 relative; pow as exp2(y log2 x) with |y log2 x| <= 40: 2 ULP of the argument and 3 + 2 |x| ULP of exp2',
        zh: '精确差值的平方和：相对误差 (d / 4 + 5) 2^-24；pow 即 exp2(y log2 x)，|y log2 x| <= 40：自变量 2 ULP，exp2 为 3 + 2 |x| ULP',
      },
    },
  },
  cases: () => [
    alignmentCase('one pair', 1, 3, 2),
    alignmentCase('alpha 1', 130, 17, 1),
    alignmentCase('alpha 2', 1009, 3, 2),
    alignmentCase('alpha 2.5', 65, 129, 2.5),
    alignmentCase('alpha 0.5', 65, 8, 0.5),
    alignmentCase('equal views', 33, 16, 1, equalRows(66, 16)),
  ],
});
