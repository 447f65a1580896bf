// mean_cosine: what the mean cosine between different rows is made of, from their unit rows' mean.
//   sums[slot] = (||sum_r u_r||^2, rows that are not zero) = (rows^2 ||mean||^2, ...)
//   sum over pairs r != s of u_r . u_s is the first less the second
//   mean [d4] vec4f of the unit rows;  norms [rows] f32;  sums [slots, 2] f32
// Mapping: one workgroup, lanes stride over the vectors of the mean and over the norms.
// Float64 twin: in src/kernels/mean_cosine.ts
// Requires: lib/reduce.wgsl

struct Params { rows : u32, d4 : u32, slot : u32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> mean : array<vec4f>;
@group(0) @binding(2) var<storage, read> norms : array<f32>;
@group(0) @binding(3) var<storage, read_write> sums : array<f32>;

override WORKGROUP_SIZE : u32 = 64u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(local_invocation_index) lane : u32) {
  var own = vec4f(0.0);
  for (var k = lane; k < params.d4; k += WORKGROUP_SIZE) {
    let total = f32(params.rows) * mean[k];
    own.x += dot(total, total);
  }
  for (var row = lane; row < params.rows; row += WORKGROUP_SIZE) { own.y += select(0.0, 1.0, norms[row] > 0.0); }
  let total = workgroup_sum(own, lane);
  if (lane == 0u) {
    sums[2u * params.slot] = total.x;
    sums[2u * params.slot + 1u] = total.y;
  }
}
