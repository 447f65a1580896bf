// sgd_step: SGD with heavy-ball momentum on the sphere, for the rows of a batch.
//   g' = g - (g . x) x,  v' = v - (v . x) x,   v = momentum v' + g',   x = normalize(x - learning_rate v)
//   x, velocity, gradient [.., d4] vec4f; rows r and, for paired sets, r + second_offset are updated
// The old velocity is tangent at the old point; projecting it again carries it to the new one to first order.
// Mapping: one thread per updated row.
// Float64 twin: src/reference/optimizer.ts, sgdStep
// Requires: lib/batch.wgsl

struct Params {
  rows : u32, batch : u32, offset : u32, stride : u32,
  second_offset : u32, d4 : u32, learning_rate : f32, momentum : f32,
}

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> gradient : array<vec4f>;
@group(0) @binding(2) var<storage, read_write> x : array<vec4f>;
@group(0) @binding(3) var<storage, read_write> velocity : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let views = select(1u, 2u, params.second_offset > 0u);
  if (id.x >= views * params.batch) { return; }
  let sample = batch_row(id.x % params.batch, params.offset, params.stride, params.rows);
  let begin = (sample + (id.x / params.batch) * params.second_offset) * params.d4;
  let end = begin + params.d4;

  var radial = vec2f(0.0);
  for (var at = begin; at < end; at++) {
    radial += vec2f(dot(gradient[at], x[at]), dot(velocity[at], x[at]));
  }
  var squares = 0.0;
  for (var at = begin; at < end; at++) {
    let v = params.momentum * (velocity[at] - radial.y * x[at]) + (gradient[at] - radial.x * x[at]);
    velocity[at] = v;
    let moved = x[at] - params.learning_rate * v;
    x[at] = moved;
    squares += dot(moved, moved);
  }
  let scale = 1.0 / sqrt(squares);   // squares are at least 1: the step is tangent
  for (var at = begin; at < end; at++) { x[at] *= scale; }
}
