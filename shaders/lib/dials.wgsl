// Networks side by side, each with a weight gain and a bias deviation of its own: what the kernels of the phase diagram
// share. Signals and gradients of a network are kept as u 2^exponent with one exponent a layer, chosen ahead from the
// layer before, so that gains from 2^-20 to 2^20 can act a hundred times over.
// Requires: lib/exponents.wgsl

// Beyond 2^+-30 every activation is homogeneous to f32's last digit: linear at 0 (or its value there, which the scale
// of the layer cannot fall below), linear or bounded on each side far from it. So phi(2^e u) 2^-e no longer changes.
const HOMOGENEOUS : i32 = 30;

// Of a layer: its exponent, and the means of the squares of what came in and went out, both over 2^(2 exponent).
fn record_of(exponent : i32, squares_in : f32, squares_out : f32) -> vec4f {
  return vec4f(f32(exponent), squares_in, squares_out, 0.0);
}

// Exponent of gain times values of mean square `squares` 2^(2 exponent); that of nothing where they are all 0.
fn scaled_exponent(exponent : i32, gain : f32, squares : f32) -> i32 {
  return exponent + root_exponent(gain * gain * squares);
}

// Gains of 2^-20 over 200 layers come to 2^-4000; the exponent of 0 is far below that, even halved.
fn of_nothing(exponent : i32) -> bool {
  return exponent < NO_EXPONENT / 4;
}
