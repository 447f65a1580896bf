// value_range: smallest and largest of one component of a set of records, for a colour scale.
//   range = (min_i values[i stride + component], max_i ...)
//   values [count stride] f32;  range [2] f32
// Mapping: one workgroup, lanes stride over the records.
// Float64 twin: in src/kernels/value_range.ts
// Requires: lib/reduce.wgsl

struct Params { count : u32, stride : u32, component : u32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> values : array<f32>;
@group(0) @binding(2) var<storage, read_write> range : array<f32>;

override WORKGROUP_SIZE : u32 = 256u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(local_invocation_index) lane : u32) {
  let first = values[params.component];
  var extremes = vec4f(-first, first, 0.0, 0.0);
  for (var i = lane; i < params.count; i += WORKGROUP_SIZE) {
    let value = values[i * params.stride + params.component];
    extremes = max(extremes, vec4f(-value, value, 0.0, 0.0));
  }
  let total = workgroup_max(extremes, lane);
  if (lane == 0u) {
    range[0] = -total.x;
    range[1] = total.y;
  }
}
