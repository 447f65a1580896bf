// linear_backward_input: from the gradient of a linear layer's output to that of its input.
//   dx[r, i] = keep dx[r, i] + sum_o dy[r, o] W[i, o]
//   dy [rows, out4] vec4f;  weights (W) [4 in4, out4] vec4f;  dx [rows, in4] vec4f;  keep 0 does not read dx
// Mapping: one thread per SPAN rows of dx and SPAN / 4 runs of 4 columns (lib/squares.wgsl); no workgroup memory.
// Float64 twin: src/reference/linear.ts, linearBackwardInput
// Requires: lib/squares.wgsl

struct Params { rows : u32, in4 : u32, out4 : u32, keep : f32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> dy : array<vec4f>;
@group(0) @binding(2) var<storage, read> weights : array<vec4f>;
@group(0) @binding(3) var<storage, read_write> dx : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;
override SPAN : u32 = 8u;

fn rows_of_dy(at : vec4u) -> mat4x4f {
  return mat4x4f(dy[at.x], dy[at.y], dy[at.z], dy[at.w]);
}

// Four rows of weights, four columns at a time, as columns of inputs.
fn columns_of_weights(at : u32) -> mat4x4f {
  let stride = params.out4;
  return transpose(mat4x4f(weights[at], weights[at + stride], weights[at + 2u * stride], weights[at + 3u * stride]));
}

// A fresh gradient must not read what was there, NaN included.
fn add(at : u32, value : vec4f) {
  if (params.keep == 0.0) {
    dx[at] = value;
  } else {
    dx[at] = params.keep * dx[at] + value;
  }
}

// Four rows of a run of dx, as far as they exist.
fn put(quarter : mat4x4f, row : u32, run : u32) {
  if (row >= params.rows || run >= params.in4) { return; }
  let place = row * params.in4 + run;
  add(place, quarter[0]);
  if (row + 1u < params.rows) { add(place + params.in4, quarter[1]); }
  if (row + 2u < params.rows) { add(place + 2u * params.in4, quarter[2]); }
  if (row + 3u < params.rows) { add(place + 3u * params.in4, quarter[3]); }
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u, @builtin(num_workgroups) workgroups : vec3u) {
  let thread = id.x + id.y * workgroups.x * WORKGROUP_SIZE;
  let apart = (params.in4 + SPAN / 4u - 1u) / (SPAN / 4u);
  let first = SPAN * (thread / apart);
  if (first >= params.rows) { return; }
  let column = thread % apart;
  let runs = runs_from(column, apart, params.in4) * (4u * params.out4);
  let rows_0 = rows_from(first, params.rows) * params.out4;
  let rows_1 = rows_from(first + 4u, params.rows) * params.out4;
  let rows_2 = rows_from(first + 8u, params.rows) * params.out4;
  let rows_3 = rows_from(first + 12u, params.rows) * params.out4;

  var q00 = mat4x4f(); var q01 = mat4x4f(); var q02 = mat4x4f(); var q03 = mat4x4f();
  var q10 = mat4x4f(); var q11 = mat4x4f(); var q12 = mat4x4f(); var q13 = mat4x4f();
  var q20 = mat4x4f(); var q21 = mat4x4f(); var q22 = mat4x4f(); var q23 = mat4x4f();
  var q30 = mat4x4f(); var q31 = mat4x4f(); var q32 = mat4x4f(); var q33 = mat4x4f();
  for (var k = 0u; k < params.out4; k++) {
    let a0 = columns_of_weights(runs.x + k);
    let a1 = columns_of_weights(runs.y + k);
    let b0 = rows_of_dy(rows_0 + k);
    let b1 = rows_of_dy(rows_1 + k);
    q00 = add_product(q00, a0, b0);
    q01 = add_product(q01, a0, b1);
    q10 = add_product(q10, a1, b0);
    q11 = add_product(q11, a1, b1);
    if (SPAN == 16u) {
      let a2 = columns_of_weights(runs.z + k);
      let a3 = columns_of_weights(runs.w + k);
      let b2 = rows_of_dy(rows_2 + k);
      let b3 = rows_of_dy(rows_3 + k);
      q02 = add_product(q02, a0, b2);
      q03 = add_product(q03, a0, b3);
      q12 = add_product(q12, a1, b2);
      q13 = add_product(q13, a1, b3);
      q20 = add_product(q20, a2, b0);
      q21 = add_product(q21, a2, b1);
      q22 = add_product(q22, a2, b2);
      q23 = add_product(q23, a2, b3);
      q30 = add_product(q30, a3, b0);
      q31 = add_product(q31, a3, b1);
      q32 = add_product(q32, a3, b2);
      q33 = add_product(q33, a3, b3);
    }
  }
  put(q00, first, column);
  put(q01, first + 4u, column);
  put(q10, first, column + apart);
  put(q11, first + 4u, column + apart);
  if (SPAN == 16u) {
    put(q02, first + 8u, column);
    put(q03, first + 12u, column);
    put(q12, first + 8u, column + apart);
    put(q13, first + 12u, column + apart);
    put(q20, first, column + 2u * apart);
    put(q21, first + 4u, column + 2u * apart);
    put(q22, first + 8u, column + 2u * apart);
    put(q23, first + 12u, column + 2u * apart);
    put(q30, first, column + 3u * apart);
    put(q31, first + 4u, column + 3u * apart);
    put(q32, first + 8u, column + 3u * apart);
    put(q33, first + 12u, column + 3u * apart);
  }
}
