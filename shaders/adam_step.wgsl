// adam_step: Adam (Kingma & Ba 2015) on the sphere, for the rows of a batch.
//   g' = g - (g . x) x;   m = beta1 m + (1 - beta1) g';   s = beta2 s + (1 - beta2) g'^2
//   u = (m / correction1) / (sqrt(s / correction2) + epsilon);   x = normalize(x - learning_rate (u - (u . x) x))
//   correction_k = 1 - beta_k^step comes from the CPU: 1 - exp2(step log2 beta) would keep three digits of it in f32
//   x, first (m), second (s), gradient [.., d4] vec4f; rows as in sgd_step
// Mapping: one thread per updated row.
// Float64 twin: src/reference/optimizer.ts, adamStep
// Requires: lib/batch.wgsl

struct Params {
  rows : u32, batch : u32, offset : u32, stride : u32,
  second_offset : u32, d4 : u32, learning_rate : f32, beta1 : f32,
  beta2 : f32, epsilon : f32, correction1 : f32, correction2 : f32,
}

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> gradient : array<vec4f>;
@group(0) @binding(2) var<storage, read_write> x : array<vec4f>;
@group(0) @binding(3) var<storage, read_write> first : array<vec4f>;
@group(0) @binding(4) var<storage, read_write> second : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

fn direction(at : u32) -> vec4f {
  return (first[at] / params.correction1) / (sqrt(second[at] / params.correction2) + params.epsilon);
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let views = select(1u, 2u, params.second_offset > 0u);
  if (id.x >= views * params.batch) { return; }
  let sample = batch_row(id.x % params.batch, params.offset, params.stride, params.rows);
  let begin = (sample + (id.x / params.batch) * params.second_offset) * params.d4;
  let end = begin + params.d4;

  var radial = 0.0;
  for (var at = begin; at < end; at++) { radial += dot(gradient[at], x[at]); }
  var tilt = 0.0;
  for (var at = begin; at < end; at++) {
    let g = gradient[at] - radial * x[at];
    first[at] = params.beta1 * first[at] + (1.0 - params.beta1) * g;
    second[at] = params.beta2 * second[at] + (1.0 - params.beta2) * g * g;
    tilt += dot(direction(at), x[at]);
  }
  var squares = 0.0;
  for (var at = begin; at < end; at++) {
    let moved = x[at] - params.learning_rate * (direction(at) - tilt * x[at]);
    x[at] = moved;
    squares += dot(moved, moved);
  }
  let scale = 1.0 / sqrt(squares);   // squares are at least 1: the step is tangent
  for (var at = begin; at < end; at++) { x[at] *= scale; }
}
