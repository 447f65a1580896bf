// normalize_rows: every row scaled to length 1.
//   norms[r] = ||x_r||,  unit[r] = x_r / ||x_r||;  a zero row stays zero, with norm 0
//   x, unit [rows, d4] vec4f (rows padded with zeros to whole vec4s);  norms [rows] f32
// Squares are taken of x / max|x|, so lengths from 1e-38 to 1e38 neither overflow nor vanish.
// Mapping: one thread per row.
// Float64 twin: src/reference/normalize.ts, normalizeRows

struct Params { rows : u32, d4 : u32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> x : array<vec4f>;
@group(0) @binding(2) var<storage, read_write> unit : array<vec4f>;
@group(0) @binding(3) var<storage, read_write> norms : array<f32>;

override WORKGROUP_SIZE : u32 = 64u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let row = id.x;
  if (row >= params.rows) { return; }
  let begin = row * params.d4;
  let end = begin + params.d4;

  var largest = vec4f(0.0);
  for (var at = begin; at < end; at++) { largest = max(largest, abs(x[at])); }
  let scale = max(max(largest.x, largest.y), max(largest.z, largest.w));
  if (scale == 0.0) {
    for (var at = begin; at < end; at++) { unit[at] = vec4f(0.0); }
    norms[row] = 0.0;
    return;
  }
  var squares = 0.0;
  for (var at = begin; at < end; at++) {
    let v = x[at] / scale;
    squares += dot(v, v);
  }
  let length = sqrt(squares);   // of x / scale, in [1, sqrt(d)]
  for (var at = begin; at < end; at++) { unit[at] = (x[at] / scale) / length; }
  norms[row] = scale * length;
}
