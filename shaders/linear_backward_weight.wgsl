// linear_backward_weight: gradient of a linear layer's weights.
//   dw[i, o] = scale sum_r x[r, i] dy[r, o]
//   x [rows, in4] vec4f;  dy [rows, out4] vec4f;  dw [4 in4, out4] vec4f
// Mapping: one thread per SPAN rows of dw and SPAN / 4 runs of 4 columns (lib/squares.wgsl); no workgroup memory.
// Float64 twin: src/reference/linear.ts, linearBackwardWeight
// Requires: lib/squares.wgsl

struct Params { rows : u32, in4 : u32, out4 : u32, scale : f32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> x : array<vec4f>;
@group(0) @binding(2) var<storage, read> dy : array<vec4f>;
@group(0) @binding(3) var<storage, read_write> dw : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;
override SPAN : u32 = 8u;

// Four samples of x, each scaled by its share, as columns of inputs.
fn columns_of_x(at : vec4u, share : vec4f) -> mat4x4f {
  return transpose(mat4x4f(share.x * x[at.x], share.y * x[at.y], share.z * x[at.z], share.w * x[at.w]));
}

fn rows_of_dy(at : vec4u) -> mat4x4f {
  return mat4x4f(dy[at.x], dy[at.y], dy[at.z], dy[at.w]);
}

// Four rows of a run of dw, which come in whole fours.
fn put(quarter : mat4x4f, row : u32, run : u32) {
  if (row >= 4u * params.in4 || run >= params.out4) { return; }
  let at = row * params.out4 + run;
  dw[at] = params.scale * quarter[0];
  dw[at + params.out4] = params.scale * quarter[1];
  dw[at + 2u * params.out4] = params.scale * quarter[2];
  dw[at + 3u * params.out4] = params.scale * quarter[3];
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u, @builtin(num_workgroups) workgroups : vec3u) {
  let thread = id.x + id.y * workgroups.x * WORKGROUP_SIZE;
  let apart = (params.out4 + SPAN / 4u - 1u) / (SPAN / 4u);
  let first = SPAN * (thread / apart);
  if (first >= 4u * params.in4) { return; }
  let column = thread % apart;
  let runs = runs_from(column, apart, params.out4);
  let inputs = runs_from(first / 4u, 1u, params.in4);

  var q00 = mat4x4f(); var q01 = mat4x4f(); var q02 = mat4x4f(); var q03 = mat4x4f();
  var q10 = mat4x4f(); var q11 = mat4x4f(); var q12 = mat4x4f(); var q13 = mat4x4f();
  var q20 = mat4x4f(); var q21 = mat4x4f(); var q22 = mat4x4f(); var q23 = mat4x4f();
  var q30 = mat4x4f(); var q31 = mat4x4f(); var q32 = mat4x4f(); var q33 = mat4x4f();
  for (var sample = 0u; sample < params.rows; sample += 4u) {
    let samples = rows_from(sample, params.rows);
    // A sample past the last has no share.
    let share = select(vec4f(0.0), vec4f(1.0), sample + vec4u(0u, 1u, 2u, 3u) < vec4u(params.rows));
    let from_x = samples * params.in4;
    let from_dy = samples * params.out4;
    let a0 = rows_of_dy(from_dy + runs.x);
    let a1 = rows_of_dy(from_dy + runs.y);
    let b0 = columns_of_x(from_x + inputs.x, share);
    let b1 = columns_of_x(from_x + inputs.y, share);
    q00 = add_product(q00, a0, b0);
    q01 = add_product(q01, a0, b1);
    q10 = add_product(q10, a1, b0);
    q11 = add_product(q11, a1, b1);
    if (SPAN == 16u) {
      let a2 = rows_of_dy(from_dy + runs.z);
      let a3 = rows_of_dy(from_dy + runs.w);
      let b2 = columns_of_x(from_x + inputs.z, share);
      let b3 = columns_of_x(from_x + inputs.w, share);
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
