// Register tiles of the pairwise kernels: 4 rows against 4 rows, no workgroup memory, no barrier. Every vec4 loaded
// feeds four products, which is what counts both in a GPU's registers and on a software adapter.
// The kernel declares `z : array<vec4f>`; a and b are offsets of rows in vec4s. Column r of the result belongs to
// anchor r, its lanes to the four candidates.

fn dot_tile(a : vec4u, b : vec4u, d4 : u32) -> mat4x4f {
  var t0 = vec4f(0.0);
  var t1 = vec4f(0.0);
  var t2 = vec4f(0.0);
  var t3 = vec4f(0.0);
  for (var k = 0u; k < d4; k++) {
    let b0 = z[b.x + k];
    let b1 = z[b.y + k];
    let b2 = z[b.z + k];
    let b3 = z[b.w + k];
    let a0 = z[a.x + k];
    let a1 = z[a.y + k];
    let a2 = z[a.z + k];
    let a3 = z[a.w + k];
    t0 += vec4f(dot(a0, b0), dot(a0, b1), dot(a0, b2), dot(a0, b3));
    t1 += vec4f(dot(a1, b0), dot(a1, b1), dot(a1, b2), dot(a1, b3));
    t2 += vec4f(dot(a2, b0), dot(a2, b1), dot(a2, b2), dot(a2, b3));
    t3 += vec4f(dot(a3, b0), dot(a3, b1), dot(a3, b2), dot(a3, b3));
  }
  return mat4x4f(t0, t1, t2, t3);
}

fn squared(v : vec4f) -> f32 {
  return dot(v, v);
}

// Squared distances from differences: |a|^2 + |b|^2 - 2 a.b would cost 3e-6 on tight clusters.
fn distance_tile(a : vec4u, b : vec4u, d4 : u32) -> mat4x4f {
  var t0 = vec4f(0.0);
  var t1 = vec4f(0.0);
  var t2 = vec4f(0.0);
  var t3 = vec4f(0.0);
  for (var k = 0u; k < d4; k++) {
    let b0 = z[b.x + k];
    let b1 = z[b.y + k];
    let b2 = z[b.z + k];
    let b3 = z[b.w + k];
    let a0 = z[a.x + k];
    let a1 = z[a.y + k];
    let a2 = z[a.z + k];
    let a3 = z[a.w + k];
    t0 += vec4f(squared(a0 - b0), squared(a0 - b1), squared(a0 - b2), squared(a0 - b3));
    t1 += vec4f(squared(a1 - b0), squared(a1 - b1), squared(a1 - b2), squared(a1 - b3));
    t2 += vec4f(squared(a2 - b0), squared(a2 - b1), squared(a2 - b2), squared(a2 - b3));
    t3 += vec4f(squared(a3 - b0), squared(a3 - b1), squared(a3 - b2), squared(a3 - b3));
  }
  return mat4x4f(t0, t1, t2, t3);
}

// Four consecutive rows from `first`, the ones past `limit` replaced by the last: loads stay in bounds and the
// caller drops their results.
fn four_rows(first : u32, limit : u32) -> vec4u {
  return min(first + vec4u(0u, 1u, 2u, 3u), vec4u(limit - 1u));
}
