// pick_nearest: the point under the pointer, as one word.
//   clip = view_projection (position, 1);  distance = pixels from the pointer, half a radius more on the far side
//   found = max over points within the radius of ~(distance in 1/256 radius << 24 | depth << 17 | index), 0 if none
//   so the smallest distance wins, then the nearest, then the lowest index. index < 2^17.
//   positions [count] vec4f;  found [1] u32, cleared by the caller
// Mapping: one thread per point; atomicMax does not depend on the order of the threads.
// Float64 twin: in src/kernels/pick_nearest.ts

struct Params {
  column0 : vec4f, column1 : vec4f, column2 : vec4f, column3 : vec4f,   // of the view-projection matrix
  eye : vec4f, viewport : vec2f, pointer : vec2f,   // pixels, y down
  radius : f32, count : u32,
}

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> positions : array<vec4f>;
@group(0) @binding(2) var<storage, read_write> found : array<atomic<u32>>;

override WORKGROUP_SIZE : u32 = 64u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u) {
  if (id.x >= params.count) { return; }
  let p = positions[id.x].xyz;
  let clip = p.x * params.column0 + p.y * params.column1 + p.z * params.column2 + params.column3;
  if (clip.w <= 0.0) { return; }
  let device = clip.xyz / clip.w;
  let pixel = vec2f(0.5 + 0.5 * device.x, 0.5 - 0.5 * device.y) * params.viewport;
  let far_side = dot(p, params.eye.xyz) < 0.0;
  let gap = distance(pixel, params.pointer) + select(0.0, 0.5 * params.radius, far_side);
  if (gap >= params.radius) { return; }
  let key = (min(u32(256.0 * gap / params.radius), 255u) << 24u) | (u32(clamp(device.z, 0.0, 1.0) * 127.0) << 17u) | id.x;
  atomicMax(&found[0], ~key);
}
