// linear_backward_input: from the gradient of a linear layer's output to that of its input.
//   dx[r, i] = keep dx[r, i] + sum_o dy[r, o] W[i, o]
//   dy [rows, out4] vec4f;  weights (W) [4 in4, out4] vec4f;  dx [rows, in4] vec4f;  keep 0 does not read dx
// Mapping: one thread per 8 rows and two runs of 4 columns, half a row apart; 16 vec4 loads feed 256 multiply-adds.
// Float64 twin: src/reference/linear.ts, linearBackwardInput
// Requires: lib/squares.wgsl

struct Params { rows : u32, in4 : u32, out4 : u32, keep : f32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> dy : array<vec4f>;
@group(0) @binding(2) var<storage, read> weights : array<vec4f>;
@group(0) @binding(3) var<storage, read_write> dx : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

fn rows_of_dy(at : vec4u) -> mat4x4f {
  return mat4x4f(dy[at.x], dy[at.y], dy[at.z], dy[at.w]);
}

fn rows_of_weights(at : u32) -> mat4x4f {
  let stride = params.out4;
  return mat4x4f(weights[at], weights[at + stride], weights[at + 2u * stride], weights[at + 3u * stride]);
}

// Four rows of the result, as far as there are so many; a fresh one must not read what was there, NaN included.
fn put(quarter : mat4x4f, row : u32, column : u32) {
  for (var r = 0u; r < min(4u, params.rows - row); r++) {
    let at = (row + r) * params.in4 + column;
    if (params.keep == 0.0) {
      dx[at] = quarter[r];
    } else {
      dx[at] = params.keep * dx[at] + quarter[r];
    }
  }
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u, @builtin(num_workgroups) workgroups : vec3u) {
  let thread = id.x + id.y * workgroups.x * WORKGROUP_SIZE;
  let pairs = (params.in4 + 1u) / 2u;
  let first = 8u * (thread / pairs);
  if (first >= params.rows) { return; }
  // An odd end is computed twice and written once; rows past the last repeat it and are not written.
  let column_0 = thread % pairs;
  let column_1 = min(column_0 + pairs, params.in4 - 1u);
  let rows_0 = min(first + vec4u(0u, 1u, 2u, 3u), vec4u(params.rows - 1u)) * params.out4;
  let rows_1 = min(first + vec4u(4u, 5u, 6u, 7u), vec4u(params.rows - 1u)) * params.out4;
  let weights_0 = 4u * column_0 * params.out4;
  let weights_1 = 4u * column_1 * params.out4;

  var sum = Square();
  for (var k = 0u; k < params.out4; k++) {
    sum = add_products(sum, transpose(rows_of_weights(weights_0 + k)), transpose(rows_of_weights(weights_1 + k)),
                       rows_of_dy(rows_0 + k), rows_of_dy(rows_1 + k));
  }
  put(sum.q00, first, column_0);
  if (column_0 + pairs < params.in4) { put(sum.q10, first, column_1); }
  if (first + 4u >= params.rows) { return; }
  put(sum.q01, first + 4u, column_0);
  if (column_0 + pairs < params.in4) { put(sum.q11, first + 4u, column_1); }
}
