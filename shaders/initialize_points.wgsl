// initialize_points: seeded starting clouds, as unit rows.
//   x_r = normalize( base_r + spread eps / sqrt(d) ),  eps ~ N(0, I)
//   kind 0 uniform: base 0             1 cone: one centre           2 clusters: centre r mod groups
//        3 rank-k: normals in the first `groups` coordinates / sqrt(groups)
//        4 all the same: one centre, no spread                     5 antipodal: one centre times (-1)^r
//   Centres are uniform on the sphere. The cone's mean cosine of random pairs is 1 / (1 + spread^2).
//   points [rows, d4] vec4f
// Mapping: one thread per row.
// Float64 twin: src/data/generators.ts
// Requires: lib/random.wgsl

struct Params { key : vec2u, centre_key : vec2u, rows : u32, d : u32, kind : u32, groups : u32, spread : f32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read_write> points : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

const UNIFORM : u32 = 0u;
const CLUSTERS : u32 = 2u;
const RANK : u32 = 3u;
const SAME : u32 = 4u;
const ANTIPODAL : u32 = 5u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let row = id.x;
  if (row >= params.rows) { return; }
  let d4 = (params.d + 3u) / 4u;
  let begin = row * d4;
  let centre = select(0u, row % params.groups, params.kind == CLUSTERS);
  let centred = params.kind != UNIFORM && params.kind != RANK;

  var centre_squares = 0.0;
  for (var k = 0u; k < d4; k++) {
    let c = normal_vec4(params.centre_key, centre, k, params.d);
    centre_squares += dot(c, c);
  }
  let sign = select(1.0, -1.0, params.kind == ANTIPODAL && row % 2u == 1u);
  let base_scale = select(0.0, sign * inverseSqrt(centre_squares), centred);
  let noise = select(params.spread, 1.0, params.kind == UNIFORM) * inverseSqrt(f32(params.d));
  let noise_scale = select(noise, 0.0, params.kind == SAME);

  var squares = 0.0;
  for (var k = 0u; k < d4; k++) {
    let normals = normal_vec4(params.key, row, k, params.d);
    var v = base_scale * normal_vec4(params.centre_key, centre, k, params.d) + noise_scale * normals;
    if (params.kind == RANK) {
      let column = 4u * k + vec4u(0u, 1u, 2u, 3u);
      let inside = select(vec4f(0.0), normals, column < vec4u(params.groups));
      // The noise of a rank-k cloud has counters of its own, so that it does not repeat the signal.
      v = inside * inverseSqrt(f32(params.groups)) + noise_scale * normal_vec4(params.key, row + params.rows, k, params.d);
    }
    points[begin + k] = v;
    squares += dot(v, v);
  }
  let scale = inverseSqrt(squares);
  for (var k = 0u; k < d4; k++) { points[begin + k] *= scale; }
}
