// block_step: a plain gradient step on the sphere for every point of every active block.
//   h = sum over the two views of (g - (g . z) z) / norm,   x = normalize( x - rate (h - (h . x) x) )
//   z, gradient [blocks, 2, rows, d4] vec4f;  norms [blocks, 2, rows] f32;  runs [blocks] vec4f = (tau, active, ..);
//   points [blocks rows, d4] vec4f
// A block that is not active stays where it is, bit for bit. There is no momentum that could carry it on.
// Mapping: one thread per point.
// Float64 twin: in src/kernels/block_step.ts

struct Params { blocks : u32, rows : u32, d4 : u32, rate : f32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> z : array<vec4f>;
@group(0) @binding(2) var<storage, read> norms : array<f32>;
@group(0) @binding(3) var<storage, read> gradient : array<vec4f>;
@group(0) @binding(4) var<storage, read> runs : array<vec4f>;
@group(0) @binding(5) var<storage, read_write> points : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

const SMALLEST : f32 = 1.17549435e-38;   // the smallest normal f32: no division by zero, even one thrown away

fn radial_part(row : u32) -> f32 {
  var radial = 0.0;
  for (var k = 0u; k < params.d4; k++) { radial += dot(gradient[row * params.d4 + k], z[row * params.d4 + k]); }
  return radial;
}

fn tangent(row : u32, k : u32, radial : f32) -> vec4f {
  let at = row * params.d4 + k;
  return select(vec4f(0.0), (gradient[at] - radial * z[at]) / max(norms[row], SMALLEST), norms[row] > 0.0);
}

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let block = id.x / params.rows;
  if (block >= params.blocks) { return; }
  if (runs[block].y == 0.0) { return; }
  let first = block * params.rows + id.x;   // 2 block rows + the row in the block
  let second = first + params.rows;
  let radial_1 = radial_part(first);
  let radial_2 = radial_part(second);
  let begin = id.x * params.d4;

  var radial = 0.0;
  for (var k = 0u; k < params.d4; k++) {
    radial += dot(tangent(first, k, radial_1) + tangent(second, k, radial_2), points[begin + k]);
  }
  var squares = 0.0;
  for (var k = 0u; k < params.d4; k++) {
    let x = points[begin + k];
    let moved = x - params.rate * (tangent(first, k, radial_1) + tangent(second, k, radial_2) - radial * x);
    points[begin + k] = moved;
    squares += dot(moved, moved);
  }
  let scale = 1.0 / sqrt(squares);   // squares are at least 1: the step is tangent
  for (var k = 0u; k < params.d4; k++) { points[begin + k] *= scale; }
}
