// squared_error_rows: half the mean squared error of every row and its gradient.
//   e = output - wanted;   gradient[r, c] = scale e[r, c] / columns;   terms[r] = (sum_c e^2 / (2 columns), 0, 0, 0)
//   output, wanted, gradient [rows, c4] vec4f, padding zero;  terms [rows] vec4f
// Mapping: one thread per row; columns are few.
// Float64 twin: src/reference/trainingLoss.ts, squaredErrorRows

struct Params { rows : u32, columns : u32, c4 : u32, scale : f32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> output : array<vec4f>;
@group(0) @binding(2) var<storage, read> wanted : array<vec4f>;
@group(0) @binding(3) var<storage, read_write> gradient : array<vec4f>;
@group(0) @binding(4) var<storage, read_write> terms : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u) {
  if (id.x >= params.rows) { return; }
  var squares = 0.0;
  for (var at = id.x * params.c4; at < (id.x + 1u) * params.c4; at++) {
    let error = output[at] - wanted[at];
    gradient[at] = params.scale / f32(params.columns) * error;
    squares += dot(error, error);
  }
  terms[id.x] = vec4f(0.5 * squares / f32(params.columns), 0.0, 0.0, 0.0);
}
