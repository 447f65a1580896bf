// centre_rows: rows as seen from their mean.
//   y_r = x_r - mean;  with unit = 1 scaled to length 1, a row equal to the mean stays zero
//   x, y [rows, d4] vec4f (rows padded with zeros to whole vec4s);  mean [d4] vec4f, zero in the padding
// Squares are taken of y / max|y|, so lengths from 1e-38 to 1e38 neither overflow nor vanish.
// Mapping: one thread per row.
// Float64 twin: in src/kernels/centre_rows.ts

struct Params { rows : u32, d4 : u32, unit : u32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> x : array<vec4f>;
@group(0) @binding(2) var<storage, read> mean : array<vec4f>;
@group(0) @binding(3) var<storage, read_write> y : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u) {
  if (id.x >= params.rows) { return; }
  let begin = id.x * params.d4;

  var largest = vec4f(0.0);
  for (var k = 0u; k < params.d4; k++) { largest = max(largest, abs(x[begin + k] - mean[k])); }
  let scale = max(max(largest.x, largest.y), max(largest.z, largest.w));
  let scaled = params.unit == 1u && scale > 0.0;
  let stretch = select(1.0, scale, scaled);
  var divisor = 1.0;
  if (scaled) {
    var squares = 0.0;
    for (var k = 0u; k < params.d4; k++) {
      let v = (x[begin + k] - mean[k]) / stretch;
      squares += dot(v, v);
    }
    divisor = sqrt(squares);   // of y / scale, in [1, sqrt(d)]
  }
  for (var k = 0u; k < params.d4; k++) {
    y[begin + k] = (x[begin + k] - mean[k]) / stretch / divisor;
  }
}
