// colour_points: a scalar per point to a colour of a lookup table.
//   sequential: entry floor(size (v - low) / (high - low)), clamped;  categorical: entry v mod size
//   values [count stride] f32;  range [2] f32 = (low, high);  table [size] vec4f, linear RGBA;  colours [count] vec4f
// An empty range (high <= low) takes the middle of the table.
// Mapping: one thread per point.
// Float64 twin: in src/kernels/colour_points.ts

struct Params { count : u32, stride : u32, component : u32, size : u32, categorical : u32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> values : array<f32>;
@group(0) @binding(2) var<storage, read> range : array<f32>;
@group(0) @binding(3) var<storage, read> table : array<vec4f>;
@group(0) @binding(4) var<storage, read_write> colours : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u) {
  if (id.x >= params.count) { return; }
  let value = values[id.x * params.stride + params.component];
  let width = range[1] - range[0];
  let size = f32(params.size);
  let share = select(0.5, (value - range[0]) / width, width > 0.0);
  let sequential = u32(clamp(floor(size * share), 0.0, size - 1.0));
  let entry = select(sequential, u32(value) % params.size, params.categorical == 1u);
  colours[id.x] = table[entry];
}
