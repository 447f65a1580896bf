// initialize_weights: seeded weights W [fan_in, fan_out] of y = x W, or biases as one row of them.
//   law 0: zero   1: scale N(0, 1)   2: uniform in (-scale, scale)   3: scale on the diagonal
//   weights [rows, out4] vec4f; rows from fan_in on and columns from fan_out on are zero
// Columns 2k and 2k + 1 share the block of random words at counter (row, k).
// Mapping: one thread per vector of 4 columns.
// TypeScript twin: src/random.ts, RandomStream
// Requires: lib/random.wgsl

struct Params { key : vec2u, rows : u32, fan_in : u32, fan_out : u32, out4 : u32, law : u32, scale : f32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read_write> weights : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

const NORMAL : u32 = 1u;
const UNIFORM : u32 = 2u;
const IDENTITY : u32 = 3u;

// Centres of 2^23 cells of (-1, 1): exact.
fn signed_unit(bits : u32) -> f32 { return 2.0 * open_unit_from_bits(bits) - 1.0; }

fn uniform_vec4(row : u32, block : u32) -> vec4f {
  let low = threefry2x32(params.key, vec2u(row, 2u * block));
  let high = threefry2x32(params.key, vec2u(row, 2u * block + 1u));
  return vec4f(signed_unit(low.x), signed_unit(low.y), signed_unit(high.x), signed_unit(high.y));
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u, @builtin(num_workgroups) workgroups : vec3u) {
  let at = id.x + id.y * workgroups.x * WORKGROUP_SIZE;
  if (at >= params.rows * params.out4) { return; }
  let row = at / params.out4;
  let block = at % params.out4;
  let column = 4u * block + vec4u(0u, 1u, 2u, 3u);
  var drawn = vec4f(0.0);
  if (row < params.fan_in) {
    switch (params.law) {
      case NORMAL: { drawn = normal_vec4(params.key, row, block, params.fan_out); }
      case UNIFORM: { drawn = uniform_vec4(row, block); }
      case IDENTITY: { drawn = select(vec4f(0.0), vec4f(1.0), column == vec4u(row)); }
      default: {}
    }
  }
  weights[at] = params.scale * select(vec4f(0.0), drawn, column < vec4u(params.fan_out));
}
