// axes_orthonormalize: the sum of the partial products, made into three orthonormal axes (modified Gram-Schmidt).
//   Y = sum_c partials[c] + shift axes;   axes = orthonormal columns of Y, in order
//   partials [chunks, columns] vec4f;  axes [columns] vec4f
// X^T X + shift I has the eigenvectors of X^T X and is definite, so a rank-1 cloud still has three axes. The shift is
// far above the rounding of the sum; the second sweep repairs what cancellation leaves.
// Mapping: one workgroup; lanes stride over the columns.
// Float64 twin: src/reference/projection.ts, orthonormalize
// Requires: lib/reduce.wgsl

struct Params { columns : u32, chunks : u32, shift : f32, }

@group(0) @binding(0) var<uniform> params : Params;
@group(0) @binding(1) var<storage, read> partials : array<vec4f>;
@group(0) @binding(2) var<storage, read_write> axes : array<vec4f>;

override WORKGROUP_SIZE : u32 = 64u;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(local_invocation_index) lane : u32) {
  for (var column = lane; column < params.columns; column += WORKGROUP_SIZE) {
    var sum = params.shift * axes[column];
    for (var chunk = 0u; chunk < params.chunks; chunk++) { sum += partials[chunk * params.columns + column]; }
    axes[column] = sum;
  }
  for (var sweep = 0u; sweep < 2u; sweep++) {
    // A lane reads and writes its own columns only; the sums meet in workgroup_sum.
    var x = vec4f(0.0);   // (a.a, a.b, a.c, -)
    for (var column = lane; column < params.columns; column += WORKGROUP_SIZE) {
      let v = axes[column];
      x += vec4f(v.x * v.xyz, 0.0);
    }
    x = workgroup_sum(x, lane);
    for (var column = lane; column < params.columns; column += WORKGROUP_SIZE) {
      let v = axes[column];
      axes[column] = vec4f(v.x * inverseSqrt(x.x), v.yz - (x.yz / x.x) * v.x, 0.0);
    }
    var y = vec4f(0.0);   // (b.b, b.c, -, -)
    for (var column = lane; column < params.columns; column += WORKGROUP_SIZE) {
      let v = axes[column];
      y += vec4f(v.y * v.yz, 0.0, 0.0);
    }
    y = workgroup_sum(y, lane);
    var z = vec4f(0.0);
    for (var column = lane; column < params.columns; column += WORKGROUP_SIZE) {
      let v = axes[column];
      let last = v.z - (y.y / y.x) * v.y;
      axes[column] = vec4f(v.x, v.y * inverseSqrt(y.x), last, 0.0);
      z += vec4f(last * last);
    }
    z = workgroup_sum(z, lane);
    for (var column = lane; column < params.columns; column += WORKGROUP_SIZE) {
      axes[column] *= vec4f(1.0, 1.0, inverseSqrt(z.x), 0.0);
    }
  }
}
