// phase_cosines: mean cosine over the pairs of a network's inputs, for many networks.
//   u_i = x_i / ||x_i||;   cosine = (||sum_i u_i||^2 - n) / (n (n - 1)),  n the rows that are not zero
//   x [cells * inputs, 4 c4];  records [slots, cells, 4]: (cosine, n, 0, 0) at `slot`; the cosine is 2 where n < 2
// Mapping: one workgroup per network; lanes stride over its rows, then over its columns.
// Float64 twin: src/reference/phase.ts, phaseCosines
// Requires: lib/reduce.wgsl

struct Params { cells : u32, inputs : u32, c4 : u32, slot : u32, }   // inputs <= MAX_INPUTS

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> x : array<vec4f>;
@group(0) @binding(2) var<storage, read_write> records : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;
override MAX_INPUTS : u32 = 64u;

var<workgroup> inverse_norms : array<f32, MAX_INPUTS>;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(workgroup_id) group : vec3u, @builtin(local_invocation_index) lane : u32) {
  let begin = group.x * params.inputs * params.c4;
  var filled = 0.0;
  for (var row = lane; row < params.inputs; row += WORKGROUP_SIZE) {
    var squares = 0.0;
    for (var k = 0u; k < params.c4; k++) {
      let value = x[begin + row * params.c4 + k];
      squares += dot(value, value);
    }
    let present = squares > 0.0;
    inverse_norms[row] = select(0.0, 1.0 / sqrt(squares), present);
    filled += select(0.0, 1.0, present);
  }
  workgroupBarrier();
  var resultant = 0.0;
  for (var k = lane; k < params.c4; k += WORKGROUP_SIZE) {
    var sum = vec4f(0.0);
    for (var row = 0u; row < params.inputs; row++) { sum += inverse_norms[row] * x[begin + row * params.c4 + k]; }
    resultant += dot(sum, sum);
  }
  let total = workgroup_sum(vec4f(resultant, filled, 0.0, 0.0), lane);
  if (lane == 0u) {
    let n = total.y;
    let cosine = select(2.0, (total.x - n) / max(n * (n - 1.0), 1.0), n > 1.0);
    records[params.slot * params.cells + group.x] = vec4f(cosine, n, 0.0, 0.0);
  }
}
