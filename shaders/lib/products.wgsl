// Register tiles as 4 x 4 matrices, for kernels that hold four of them: 16 vec4 loads feed 256 multiply-adds.
// The kernel declares `z : array<vec4f>`.

// The vec4s at four places, as columns.
fn four_columns(at : vec4u) -> mat4x4f {
  return mat4x4f(z[at.x], z[at.y], z[at.z], z[at.w]);
}

// sum + a b, by columns: the interpreter of the race check multiplies a matrix by a vector, but not by a matrix.
fn multiply_add(sum : mat4x4f, a : mat4x4f, b : mat4x4f) -> mat4x4f {
  return mat4x4f(sum[0] + a * b[0], sum[1] + a * b[1], sum[2] + a * b[2], sum[3] + a * b[3]);
}
