/** Kernels of the tests' own, small enough to see what an executor did. */
import { defineKernel } from '../../src/runtime/kernel';
import { defineParams } from '../../src/runtime/layout';

/** target[index] = factor target[index] + offset: neither of two such steps commutes with the other. */
export const scaleAdd = defineKernel({
  name: 'scale_add',
  wgsl: `
struct Params { index : u32, factor : f32, offset : f32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read_write> target_values : array<f32>;

@compute @workgroup_size(1)
fn main() {
  target_values[params.index] = params.factor * target_values[params.index] + params.offset;
}
`,
  params: defineParams({ index: 'u32', factor: 'f32', offset: 'f32' }),
  bindings: { target_values: { access: 'read_write', type: 'f32', shape: '[count]' } },
  overrides: {},
  workgroups: () => [1, 1, 1],
  reference: ({ target_values }, { index, factor, offset }) => {
    const out = target_values.slice();
    out[index] = factor * (out[index] ?? Number.NaN) + offset;
    return { target_values: out };
  },
  tolerance: {
    target_values: {
      abs: 0,
      rel: 2 ** -23,
      because: { en: 'one product and one sum', zh: '一次乘法与一次加法' },
    },
  },
  cases: () => [],
});

/** target = source, element by element. */
export const duplicate = defineKernel({
  name: 'duplicate',
  wgsl: `
struct Params { count : u32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> source : array<f32>;
@group(0) @binding(2) var<storage, read_write> copied : array<f32>;

@compute @workgroup_size(16)
fn main(@builtin(global_invocation_id) id : vec3u) {
  if (id.x < params.count) { copied[id.x] = source[id.x]; }
}
`,
  params: defineParams({ count: 'u32' }),
  bindings: {
    source: { access: 'read', type: 'f32', shape: '[count]' },
    copied: { access: 'read_write', type: 'f32', shape: '[count]' },
  },
  overrides: {},
  workgroups: ({ count }) => [Math.ceil(count / 16), 1, 1],
  reference: ({ source, copied }, { count }) => ({
    copied: copied.map((v, i) => (i < count ? (source[i] ?? v) : v)),
  }),
  tolerance: { copied: { exact: true, because: { en: 'elements are copied', zh: '逐元素复制' } } },
  cases: () => [],
});
