// linear_forward: a linear layer on rows of samples.
//   y[r, o] = bias[o] + sum_i x[r, i] W[i, o]
//   x [rows, in4] vec4f;  weights (W) [4 in4, out4] vec4f;  bias [out4] vec4f;  y [rows, out4] vec4f
// Mapping: one thread per 8 rows and two runs of 4 columns, half a row apart, so that neighbouring threads load
// neighbouring vec4s; 16 vec4 loads feed 256 multiply-adds.
// Float64 twin: src/reference/linear.ts, linearForward
// Requires: lib/squares.wgsl

struct Params { rows : u32, in4 : u32, out4 : u32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> x : array<vec4f>;
@group(0) @binding(2) var<storage, read> weights : array<vec4f>;
@group(0) @binding(3) var<storage, read> bias : array<vec4f>;
@group(0) @binding(4) var<storage, read_write> y : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

fn rows_of_x(at : vec4u) -> mat4x4f {
  return mat4x4f(x[at.x], x[at.y], x[at.z], x[at.w]);
}

fn rows_of_weights(at : u32) -> mat4x4f {
  let stride = params.out4;
  return mat4x4f(weights[at], weights[at + stride], weights[at + 2u * stride], weights[at + 3u * stride]);
}

// Four rows of the result, as far as there are so many.
fn put(quarter : mat4x4f, row : u32, column : u32) {
  let offset = bias[column];
  for (var r = 0u; r < min(4u, params.rows - row); r++) {
    y[(row + r) * params.out4 + column] = quarter[r] + offset;
  }
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u, @builtin(num_workgroups) workgroups : vec3u) {
  let thread = id.x + id.y * workgroups.x * WORKGROUP_SIZE;
  let pairs = (params.out4 + 1u) / 2u;
  let first = 8u * (thread / pairs);
  if (first >= params.rows) { return; }
  // An odd end is computed twice and written once; rows past the last repeat it and are not written.
  let column_0 = thread % pairs;
  let column_1 = min(column_0 + pairs, params.out4 - 1u);
  let rows_0 = min(first + vec4u(0u, 1u, 2u, 3u), vec4u(params.rows - 1u)) * params.in4;
  let rows_1 = min(first + vec4u(4u, 5u, 6u, 7u), vec4u(params.rows - 1u)) * params.in4;

  var sum = Square();
  for (var k = 0u; k < params.in4; k++) {
    let at = 4u * k * params.out4;
    sum = add_products(sum, rows_of_weights(at + column_0), rows_of_weights(at + column_1),
                       rows_of_x(rows_0 + k), rows_of_x(rows_1 + k));
  }
  put(sum.q00, first, column_0);
  if (column_0 + pairs < params.out4) { put(sum.q10, first, column_1); }
  if (first + 4u >= params.rows) { return; }
  put(sum.q01, first + 4u, column_0);
  if (column_0 + pairs < params.out4) { put(sum.q11, first + 4u, column_1); }
}
