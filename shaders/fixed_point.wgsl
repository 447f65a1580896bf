// fixed_point: rows or columns of a cloud as whole numbers, so that their dot products can be summed without rounding.
//   by_rows = 0: fixed[v, k] = round(scale z[order[first + k], v]) for v < columns, and 1 for v = columns: products with
//                that last vector are column sums and the count
//   by_rows = 1: fixed[v, k] = round(scale z[order[first + v], k])
//   z [rows, stride] f32;  order [at least first + count] u32, rows of z;  fixed [vectors, 8 octets] vec4f, zero for
//   k >= length
// scale is a power of two with scale |z| <= 2^24, so the product is exact, rounding (ties to even) is the only error,
// at most 2^-25 of the range, and every whole number is an f32. What exceeds the range is clamped to it.
// Mapping: one thread per four neighbours of a vector; neighbouring threads take neighbouring vectors.
// Float64 twin: src/reference/gram.ts, fixedPoint

struct Params {
  vectors : u32, length : u32, octets : u32, stride : u32, first : u32, columns : u32, by_rows : u32, scale : f32,
}

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> z : array<f32>;
@group(0) @binding(2) var<storage, read> order : array<u32>;
@group(0) @binding(3) var<storage, read_write> fixed : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

const RANGE = 16777216.0;   // 2^24

fn entry(v : u32, k : u32) -> f32 {
  if (k >= params.length) { return 0.0; }
  let by_rows = params.by_rows == 1u;
  let column = select(v, k, by_rows);
  if (column == params.columns) { return 1.0; }
  let row = order[params.first + select(k, v, by_rows)];
  return clamp(round(params.scale * z[row * params.stride + column]), -RANGE, RANGE);
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u, @builtin(num_workgroups) workgroups : vec3u) {
  let i = id.x + id.y * workgroups.x * WORKGROUP_SIZE;
  let v = i % params.vectors;
  let quad = i / params.vectors;
  if (quad >= 2u * params.octets) { return; }
  let k = 4u * quad;
  fixed[v * 2u * params.octets + quad] =
    vec4f(entry(v, k), entry(v, k + 1u), entry(v, k + 2u), entry(v, k + 3u));
}
