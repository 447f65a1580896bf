// linear_backward_weight: gradient of a linear layer's weights.
//   dw[i, o] = scale sum_r x[r, i] dy[r, o]
//   x [rows, in4] vec4f;  dy [rows, out4] vec4f;  dw [4 in4, out4] vec4f
// Mapping: one thread per 8 rows of dw and two runs of 4 columns, half a row apart, so that neighbouring threads load
// neighbouring vec4s; 16 vec4 loads feed 256 multiply-adds.
// Float64 twin: src/reference/linear.ts, linearBackwardWeight
// Requires: lib/squares.wgsl

struct Params { rows : u32, in4 : u32, out4 : u32, scale : f32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> x : array<vec4f>;
@group(0) @binding(2) var<storage, read> dy : array<vec4f>;
@group(0) @binding(3) var<storage, read_write> dw : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

fn columns_of_x(at : vec4u) -> mat4x4f {
  return transpose(mat4x4f(x[at.x], x[at.y], x[at.z], x[at.w]));
}

fn rows_of_dy(at : vec4u) -> mat4x4f {
  return mat4x4f(dy[at.x], dy[at.y], dy[at.z], dy[at.w]);
}

// The first `count` columns, the others zero.
fn first_columns(m : mat4x4f, count : u32) -> mat4x4f {
  let keep = select(vec4f(0.0), vec4f(1.0), vec4u(0u, 1u, 2u, 3u) < vec4u(count));
  return mat4x4f(m[0] * keep.x, m[1] * keep.y, m[2] * keep.z, m[3] * keep.w);
}

fn put(quarter : mat4x4f, run : u32, column : u32) {
  for (var r = 0u; r < 4u; r++) {
    dw[(4u * run + r) * params.out4 + column] = params.scale * quarter[r];
  }
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u, @builtin(num_workgroups) workgroups : vec3u) {
  let thread = id.x + id.y * workgroups.x * WORKGROUP_SIZE;
  let pairs = (params.out4 + 1u) / 2u;
  let run_0 = 2u * (thread / pairs);
  if (run_0 >= params.in4) { return; }
  // Odd ends are computed twice and written once.
  let run_1 = min(run_0 + 1u, params.in4 - 1u);
  let column_0 = thread % pairs;
  let column_1 = min(column_0 + pairs, params.out4 - 1u);

  var sum = Square();
  for (var first = 0u; first < params.rows; first += 4u) {
    let rows = min(first + vec4u(0u, 1u, 2u, 3u), vec4u(params.rows - 1u));
    let count = params.rows - first;
    var dy_0 = rows_of_dy(rows * params.out4 + column_0);
    var dy_1 = rows_of_dy(rows * params.out4 + column_1);
    if (count < 4u) {
      dy_0 = first_columns(dy_0, count);
      dy_1 = first_columns(dy_1, count);
    }
    sum = add_products(sum, dy_0, dy_1, columns_of_x(rows * params.in4 + run_0), columns_of_x(rows * params.in4 + run_1));
  }
  put(sum.q00, run_0, column_0);
  if (column_0 + pairs < params.out4) { put(sum.q10, run_0, column_1); }
  if (run_1 == run_0) { return; }
  put(sum.q01, run_1, column_0);
  if (column_0 + pairs < params.out4) { put(sum.q11, run_1, column_1); }
}
