// row_alignment: distance of the two views of every sample, to the power alpha (Wang & Isola 2020, L_align).
//   error[i] = || z_i - z_{pairs+i} ||^alpha
//   z [2 pairs, d4] vec4f, first views then second views;  error [pairs] f32
// Mapping: one thread per pair.
// Float64 twin: src/reference/alignment.ts, rowAlignment

struct Params { pairs : u32, d4 : u32, alpha : f32, }   // alpha > 0

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> z : array<vec4f>;
@group(0) @binding(2) var<storage, read_write> error : array<f32>;

override WORKGROUP_SIZE : u32 = 64u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let pair = id.x;
  if (pair >= params.pairs) { return; }
  let first = pair * params.d4;
  let second = (params.pairs + pair) * params.d4;
  var squares = 0.0;
  for (var k = 0u; k < params.d4; k++) {
    let difference = z[first + k] - z[second + k];
    squares += dot(difference, difference);
  }
  // pow goes through a logarithm; the two usual exponents do not need it.
  var value = squares;
  if (params.alpha == 1.0) {
    value = sqrt(squares);
  } else if (params.alpha != 2.0) {
    value = select(0.0, pow(squares, 0.5 * params.alpha), squares > 0.0);
  }
  error[pair] = value;
}
