// orthogonal_vectors: seeded Householder vectors whose reflections make a Haar-distributed orthogonal matrix.
//   x_j = normals of row j of the stream, columns j .. n - 1;  v_j ~ x_j + sign(x_jj) ||x_j|| e_j,  ||v_j||^2 = 2
//   vectors [4 ceil(count / 4), n4] vec4f; rows from count on, and columns before j and from n on, are zero
// Mapping: one thread per vector.
// Float64 twin: src/reference/orthogonal.ts, reflectionVectors
// Requires: lib/random.wgsl

struct Params { key : vec2u, n : u32, n4 : u32, count : u32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read_write> vectors : array<vec4f>;

override WORKGROUP_SIZE : u32 = 32u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let j = id.x;
  if (j >= 4u * ((params.count + 3u) / 4u)) { return; }
  let begin = j * params.n4;
  for (var k = 0u; k < params.n4; k++) {
    if (j >= params.count || k < j / 4u) {
      vectors[begin + k] = vec4f(0.0);
      continue;
    }
    let column = 4u * k + vec4u(0u, 1u, 2u, 3u);
    let normals = normal_vec4(params.key, j, k, params.n);
    vectors[begin + k] = select(vec4f(0.0), normals, column >= vec4u(j));
  }
  if (j >= params.count) { return; }

  var squares = 0.0;
  for (var k = j / 4u; k < params.n4; k++) { squares += dot(vectors[begin + k], vectors[begin + k]); }
  // A last vector is a single normal, which is an exact 0 once in 2^23 draws; one of +0 has this limit.
  if (squares == 0.0) {
    vectors[begin + j / 4u][j % 4u] = sqrt(2.0);
    return;
  }
  let length = sqrt(squares);
  let first = vectors[begin + j / 4u][j % 4u];
  let scale = 1.0 / sqrt(length * (length + abs(first)));
  vectors[begin + j / 4u][j % 4u] = first + select(length, -length, first < 0.0);
  for (var k = j / 4u; k < params.n4; k++) { vectors[begin + k] *= scale; }
}
