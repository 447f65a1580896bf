// weights_adam: Adam (Kingma & Ba 2015), elementwise, with weight decay inside the gradient as in PyTorch's Adam.
//   g = gradient + decay w;   m = beta1 m + (1 - beta1) g;   s = beta2 s + (1 - beta2) g^2
//   w = w - learning_rate (m / correction1) / (sqrt(s / correction2) + epsilon)
//   correction_k = 1 - beta_k^step comes from the CPU, as in adam_step
//   gradient, weights, first (m), second (s) [count4] vec4f
// Mapping: one thread per vec4.
// Float64 twin: src/reference/optimizer.ts, adamStep

struct Params {
  count4 : u32, learning_rate : f32, beta1 : f32, beta2 : f32,
  epsilon : f32, correction1 : f32, correction2 : f32, decay : f32,
}

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> gradient : array<vec4f>;
@group(0) @binding(2) var<storage, read_write> weights : array<vec4f>;
@group(0) @binding(3) var<storage, read_write> first : array<vec4f>;
@group(0) @binding(4) var<storage, read_write> second : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u, @builtin(num_workgroups) workgroups : vec3u) {
  let at = id.x + id.y * workgroups.x * WORKGROUP_SIZE;
  if (at >= params.count4) { return; }
  let g = gradient[at] + params.decay * weights[at];
  let m = params.beta1 * first[at] + (1.0 - params.beta1) * g;
  let s = params.beta2 * second[at] + (1.0 - params.beta2) * g * g;
  first[at] = m;
  second[at] = s;
  weights[at] -= params.learning_rate * (m / params.correction1) / (sqrt(s / params.correction2) + params.epsilon);
}
