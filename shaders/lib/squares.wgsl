// Squares of results in registers, as 4 x 4 matrices: 8 x 8 of them, where 16 vec4 loads feed 256 multiply-adds, or 16 x 16
// on a software adapter, where 32 feed 1,024: there a vec4 load takes 460 instructions, as much as about 25 multiply-adds
// of vec4s, and there are no registers to run out of.
// The kernel declares `override SPAN`, 8 or 16. Column j of the matrix q_cr belongs to row 4r + j of the square, its lanes
// to the four columns of run c.

// sum + a b, by columns: the interpreter of the race check multiplies a matrix by a vector, but not by a matrix.
fn add_product(sum : mat4x4f, a : mat4x4f, b : mat4x4f) -> mat4x4f {
  return mat4x4f(sum[0] + a * b[0], sum[1] + a * b[1], sum[2] + a * b[2], sum[3] + a * b[3]);
}

// Four rows from `begin`, those past the last one replaced by it: loads stay in bounds, and their results are dropped.
fn rows_from(begin : u32, count : u32) -> vec4u {
  return min(begin + vec4u(0u, 1u, 2u, 3u), vec4u(count - 1u));
}

// The runs of a thread, `apart` from each other so that neighbouring threads load neighbouring vec4s; ends as above.
fn runs_from(begin : u32, apart : u32, count : u32) -> vec4u {
  return min(begin + apart * vec4u(0u, 1u, 2u, 3u), vec4u(count - 1u));
}
