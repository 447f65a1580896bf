// axes_accumulate: one power iteration towards the principal axes, before orthonormalisation.
//   partials[c, k] = sum over rows of chunk c of x[r, k] p_r,   p_r = axes^T x_r   (so their sum is X^T X axes)
//   x [rows, 4 d4] f32;  positions [rows] vec4f, unpushed projections;  partials [chunks, 4 d4] vec4f
// The d x d Gram matrix is never formed: O(n d) work and memory at any d.
// Mapping: one thread per column of x and chunk of rows; neighbouring threads read neighbouring columns.
// Float64 twin: in src/kernels/axes_accumulate.ts

struct Params { rows : u32, d4 : u32, chunk : u32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> x : array<f32>;
@group(0) @binding(2) var<storage, read> positions : array<vec4f>;
@group(0) @binding(3) var<storage, read_write> partials : array<vec4f>;

override WORKGROUP_SIZE : u32 = 32u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(global_invocation_id) id : vec3u) {
  let columns = 4u * params.d4;
  if (id.x >= columns) { return; }
  let end = min((id.y + 1u) * params.chunk, params.rows);
  var sum = vec4f(0.0);
  for (var row = id.y * params.chunk; row < end; row++) {
    sum += x[row * columns + id.x] * vec4f(positions[row].xyz, 0.0);
  }
  partials[id.y * columns + id.x] = sum;
}
