// Activations of two straight lines, by their places in ACTIVATIONS: 0 linear, 1 ReLU, 2 leaky ReLU.

// Slope up to 0; beyond it is 1.
fn left_slope(kind : u32) -> f32 {
  return select(select(0.01, 0.0, kind == 1u), 1.0, kind == 0u);
}
