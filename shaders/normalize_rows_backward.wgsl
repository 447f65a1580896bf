// normalize_rows_backward: a gradient with respect to unit rows, carried through the normalisation.
//   u = x / ||x||;   gradient_x[r] = (g - (g . u) u) / ||x||,  g = gradient_unit[r];  0 for a zero row
//   unit, gradient_unit, gradient_x [rows, d4] vec4f;  norms [rows] f32
// Mapping: one thread per row.
// Float64 twin: src/reference/normalize.ts, normalizeRowsBackward

struct Params { rows : u32, d4 : u32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> unit : array<vec4f>;
@group(0) @binding(2) var<storage, read> norms : array<f32>;
@group(0) @binding(3) var<storage, read> gradient_unit : array<vec4f>;
@group(0) @binding(4) var<storage, read_write> gradient_x : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

const SMALLEST : f32 = 1.17549435e-38;   // the smallest normal f32: no division by zero, even one thrown away

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let row = id.x;
  if (row >= params.rows) { return; }
  let begin = row * params.d4;
  let end = begin + params.d4;
  let norm = norms[row];

  var radial = 0.0;
  for (var at = begin; at < end; at++) { radial += dot(gradient_unit[at], unit[at]); }
  for (var at = begin; at < end; at++) {
    let tangent = gradient_unit[at] - radial * unit[at];
    gradient_x[at] = select(vec4f(0.0), tangent / max(norm, SMALLEST), norm > 0.0);
  }
}
