// `npm run new:kernel NAME`: a small kernel that passes every generic test, to be changed into the one you need.
import { scaffold } from './scaffold.mjs';
import { ROOT } from './stages.mjs';

/** @param {string} name */
const shader = (name) => `// ${name}: every element times a factor.
//   y[i] = factor * x[i]
//   x [count] f32;  y [count] f32
// Mapping: one thread per element.
// Float64 twin: in src/kernels/${name}.ts

struct Params { count : u32, factor : f32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> x : array<f32>;
@group(0) @binding(2) var<storage, read_write> y : array<f32>;

override WORKGROUP_SIZE : u32 = 64u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(workgroup_id) group : vec3u, @builtin(num_workgroups) groups : vec3u,
        @builtin(local_invocation_index) lane : u32) {
  let i = (group.x + group.y * groups.x) * WORKGROUP_SIZE + lane;
  if (i >= params.count) { return; }
  y[i] = params.factor * x[i];
}
`;

/** @param {string} name */
const kernel = (name) => `import wgsl from '../../shaders/${name}.wgsl?raw';
import { defineKernel, spread } from '../runtime/kernel';
import { defineParams } from '../runtime/layout';
import { normals } from './support/cases';
import { ROUNDOFF } from './support/rounding';

function scaleCase(name: string, count: number, factor: number) {
  return {
    name,
    params: { count, factor },
    shapes: { x: [count], y: [count] },
    data: { x: normals(count, 1) },
  };
}

export default defineKernel({
  name: '${name}',
  wgsl,
  params: defineParams({ count: 'u32', factor: 'f32' }),
  bindings: {
    x: { access: 'read', type: 'f32', shape: '[count]' },
    y: { access: 'read_write', type: 'f32', shape: '[count]' },
  },
  overrides: { WORKGROUP_SIZE: { gpu: 64, software: 64 } },
  workgroups: ({ count }, { WORKGROUP_SIZE = 1 }) => spread(Math.ceil(count / WORKGROUP_SIZE)),
  reference: ({ x }, { factor }) => ({ y: Float64Array.from(x, (value) => factor * value) }),
  tolerance: {
    y: {
      abs: 2 ** -126,
      rel: ROUNDOFF,
      because: {
        en: 'one correctly rounded product; a result below the smallest normal number may become zero',
        zh: '一次正确舍入的乘法；小于最小正规数的结果可能变为零',
      },
    },
  },
  cases: () => [
    scaleCase('one element', 1, 3),
    scaleCase('ragged', 129, -0.5),
    scaleCase('many', 20_000, 1.5),
  ],
});
`;

process.exitCode = scaffold(ROOT, {
  name: process.argv[2],
  pattern: /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/,
  rule: 'Name the kernel in snake_case, beginning with a letter: npm run new:kernel -- row_logsumexp',
  files: (name) => ({ [`shaders/${name}.wgsl`]: shader(name), [`src/kernels/${name}.ts`]: kernel(name) }),
});
