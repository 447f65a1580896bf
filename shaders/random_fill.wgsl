// random_fill: the random streams of the lab, as numbers.
//   bits[i]    = the two words of Threefry-2x32 at counter (first + i, 0)
//   normals[i] = the two standard normals made of them
//   bits [count, 2] u32;   normals [count, 2] f32
// Mapping: one thread per counter.
// TypeScript twin: src/random.ts, RandomStream
// Requires: lib/random.wgsl

struct Params { key : vec2u, first : u32, count : u32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read_write> bits : array<u32>;
@group(0) @binding(2) var<storage, read_write> normals : array<f32>;

override WORKGROUP_SIZE : u32 = 64u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u, @builtin(num_workgroups) workgroups : vec3u) {
  let i = id.x + id.y * workgroups.x * WORKGROUP_SIZE;
  if (i >= params.count) { return; }
  let counter = vec2u(params.first + i, 0u);
  let words = threefry2x32(params.key, counter);
  let pair = normal_pair(params.key, counter);
  bits[2u * i] = words.x;
  bits[2u * i + 1u] = words.y;
  normals[2u * i] = pair.x;
  normals[2u * i + 1u] = pair.y;
}
