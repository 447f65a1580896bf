// weights_sgd: gradient descent with heavy-ball momentum, elementwise, as PyTorch's SGD.
//   g = gradient + decay w;   v = momentum v + g;   w = w - learning_rate v
//   gradient, weights, velocity [count4] vec4f
// Mapping: one thread per vec4.
// Float64 twin: src/reference/optimizer.ts, sgdStep

struct Params { count4 : u32, learning_rate : f32, momentum : f32, decay : f32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> gradient : array<vec4f>;
@group(0) @binding(2) var<storage, read_write> weights : array<vec4f>;
@group(0) @binding(3) var<storage, read_write> velocity : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u, @builtin(num_workgroups) workgroups : vec3u) {
  let at = id.x + id.y * workgroups.x * WORKGROUP_SIZE;
  if (at >= params.count4) { return; }
  let v = params.momentum * velocity[at] + gradient[at] + params.decay * weights[at];
  velocity[at] = v;
  weights[at] -= params.learning_rate * v;
}
