// orthogonal_rows: rows of an orthogonal matrix as products of reflections, H_0 H_1 ... : row <- row - (row . v_j) v_j.
//   vectors [4 ceil(fan_out / 4), n4] vec4f, ||v||^2 = 2, v_j zero before column j;  q [fan_in, n4] vec4f
//   Reflections begin .. end - 1 (begin a multiple of 4) are applied to q, which starts as the identity at begin = 0.
//   The dispatch with end = fan_out also writes W = scale q diag(-sign v_jj): Haar-distributed, n = max(fan_in, fan_out)
//   weights [rows, out4] vec4f, out4 = ceil(fan_out / 4); rows from fan_in on and columns from fan_out on are zero
// Four reflections at a time: the products of a row with v_1 .. v_4 follow from those of the row before all four and
// from v_i . v_j, so a row is read twice and written once for four of them.
// Mapping: one thread per 4 rows, which touches no other rows: no barrier.
// Float64 twin: src/reference/orthogonal.ts, reflectRows

struct Params { rows : u32, fan_in : u32, fan_out : u32, n4 : u32, begin : u32, end : u32, scale : f32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> vectors : array<vec4f>;
@group(0) @binding(2) var<storage, read_write> q : array<vec4f>;
@group(0) @binding(3) var<storage, read_write> weights : array<vec4f>;

override WORKGROUP_SIZE : u32 = 32u;

fn vectors_at(j : u32, k : u32) -> mat4x4f {
  let at = j * params.n4 + k;
  return mat4x4f(
    vectors[at], vectors[at + params.n4], vectors[at + 2u * params.n4], vectors[at + 3u * params.n4],
  );
}

fn products(row : vec4f, v : mat4x4f) -> vec4f {
  return vec4f(dot(row, v[0]), dot(row, v[1]), dot(row, v[2]), dot(row, v[3]));
}

// Products with each vector in its turn, from those with the row as it was: near = v_1 . v_1 .. v_4, far = v_2 . v_3,
// v_2 . v_4, v_3 . v_4.
fn in_turn(d : vec4f, near : vec4f, far : vec4f) -> vec4f {
  let y = d.y - near.y * d.x;
  let z = d.z - near.z * d.x - far.x * y;
  return vec4f(d.x, y, z, d.w - near.w * d.x - far.y * y - far.z * z);
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let first = 4u * id.x;
  if (first >= params.rows) { return; }
  let held = min(max(params.fan_in, first) - first, 4u);
  if (params.begin == 0u) {
    for (var r = 0u; r < held; r++) {
      for (var k = 0u; k < params.n4; k++) {
        let column = 4u * k + vec4u(0u, 1u, 2u, 3u);
        q[(first + r) * params.n4 + k] = select(vec4f(0.0), vec4f(1.0), column == vec4u(first + r));
      }
    }
  }
  // Rows past the last are read as the first and not written.
  let offset = vec4u(0u, 1u, 2u, 3u);
  let row = params.n4 * (first + select(vec4u(0u), offset, offset < vec4u(held)));
  for (var j = params.begin; j < params.end && held > 0u; j += 4u) {
    var d0 = vec4f(0.0);
    var d1 = vec4f(0.0);
    var d2 = vec4f(0.0);
    var d3 = vec4f(0.0);
    var near = vec4f(0.0);
    var far = vec4f(0.0);
    for (var k = j / 4u; k < params.n4; k++) {
      let v = vectors_at(j, k);
      d0 += products(q[row.x + k], v);
      d1 += products(q[row.y + k], v);
      d2 += products(q[row.z + k], v);
      d3 += products(q[row.w + k], v);
      near += products(v[0], v);
      far += vec4f(dot(v[1], v[2]), dot(v[1], v[3]), dot(v[2], v[3]), 0.0);
    }
    d0 = in_turn(d0, near, far);
    d1 = in_turn(d1, near, far);
    d2 = in_turn(d2, near, far);
    d3 = in_turn(d3, near, far);
    for (var k = j / 4u; k < params.n4; k++) {
      let v = vectors_at(j, k);
      q[row.x + k] -= v * d0;
      if (held > 1u) { q[row.y + k] -= v * d1; }
      if (held > 2u) { q[row.z + k] -= v * d2; }
      if (held > 3u) { q[row.w + k] -= v * d3; }
    }
  }
  if (params.end < params.fan_out) { return; }
  let out4 = (params.fan_out + 3u) / 4u;
  for (var k = 0u; k < out4; k++) {
    let v = vectors_at(4u * k, k);
    let diagonal = vec4f(v[0].x, v[1].y, v[2].z, v[3].w);
    let column = 4u * k + vec4u(0u, 1u, 2u, 3u);
    let signs = select(vec4f(-params.scale), vec4f(params.scale), diagonal < vec4f(0.0));
    let factor = select(vec4f(0.0), signs, column < vec4u(params.fan_out));
    for (var r = 0u; r < min(params.rows - first, 4u); r++) {
      var entries = vec4f(0.0);
      if (r < held) { entries = factor * q[(first + r) * params.n4 + k]; }
      weights[(first + r) * out4 + k] = entries;
    }
  }
}
