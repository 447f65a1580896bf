// Register squares of 8 x 8 results, as four 4 x 4 matrices: 16 vec4 loads feed 256 multiply-adds.

// Column r of a quarter belongs to row r of the results, its lanes to four of their columns: `ab` holds the columns of
// run a and the rows of run b.
struct Square { q00 : mat4x4f, q01 : mat4x4f, q10 : mat4x4f, q11 : mat4x4f, }

// sum + a b, by columns: the interpreter of the race check multiplies a matrix by a vector, but not by a matrix.
fn add_product(sum : mat4x4f, a : mat4x4f, b : mat4x4f) -> mat4x4f {
  return mat4x4f(sum[0] + a * b[0], sum[1] + a * b[1], sum[2] + a * b[2], sum[3] + a * b[3]);
}

fn add_products(sum : Square, a0 : mat4x4f, a1 : mat4x4f, b0 : mat4x4f, b1 : mat4x4f) -> Square {
  return Square(add_product(sum.q00, a0, b0), add_product(sum.q01, a0, b1),
                add_product(sum.q10, a1, b0), add_product(sum.q11, a1, b1));
}
