// Activations phi and their slopes phi', numbered as in ACTIVATIONS of src/reference/activations.ts, for four values at a
// time. Every form keeps its relative accuracy near 0, where phi is nearly linear, and in its tails: WGSL's own tanh may be
// off by 1e-5 absolutely, exp(x) - 1 and 1 - tanh^2 cancel. exp itself is good to 3 + 2|x| ULP.

const LINEAR : u32 = 0u;
const RELU : u32 = 1u;
const LEAKY_RELU : u32 = 2u;
const TANH : u32 = 3u;
const SIGMOID : u32 = 4u;
const SCALED_SIGMOID : u32 = 5u;
const GELU : u32 = 6u;
const GELU_TANH : u32 = 7u;
const SILU : u32 = 8u;
const SELU : u32 = 9u;
const SOFTPLUS : u32 = 10u;

const LEAKY_SLOPE : f32 = 0.01;
const SELU_ALPHA : f32 = 1.6732632423543772;
const SELU_SCALE : f32 = 1.0507009873554805;
const GELU_CUBIC : f32 = 0.044715;
const GELU_DOUBLE_ROOT : f32 = 1.5957691216057308;   // 2 sqrt(2 / pi)

// exp(-200) is 0 in f32: arguments need not be larger, and squares of them do not overflow.
const FAR : f32 = 200.0;
const FAR_DEVIATIONS : f32 = 20.0;   // FAR = FAR_DEVIATIONS^2 / 2

// exp(x) - 1: below 1/2 the Taylor series, whose remainder is 5e-9 relative; beyond, 1 takes at most 2.6 times the error of exp.
fn expm1(x : vec4f) -> vec4f {
  let series = x * (1.0 + x * (1.0 / 2.0 + x * (1.0 / 6.0 + x * (1.0 / 24.0 + x * (1.0 / 120.0
             + x * (1.0 / 720.0 + x * (1.0 / 5040.0 + x * (1.0 / 40320.0))))))));
  return select(exp(x) - 1.0, series, abs(x) < vec4f(0.5));
}

// log(1 + x) for x in [0, 1] as 2 artanh(s), s = x / (2 + x) <= 1/3; the remainder is 2e-8 relative.
fn log1p(x : vec4f) -> vec4f {
  let s = x / (2.0 + x);
  let q = s * s;
  return 2.0 * s * (1.0 + q * (1.0 / 3.0 + q * (1.0 / 5.0 + q * (1.0 / 7.0 + q * (1.0 / 9.0
       + q * (1.0 / 11.0 + q * (1.0 / 13.0)))))));
}

// exp(-|x|), 0 in the far tails.
fn tail(x : vec4f) -> vec4f {
  return exp(-min(abs(x), vec4f(FAR)));
}

// tanh(x) = -t / (2 + t) with the sign of x, t = exp(-2|x|) - 1.
fn accurate_tanh(x : vec4f) -> vec4f {
  let t = expm1(-2.0 * min(abs(x), vec4f(FAR)));
  return -sign(x) * t / (2.0 + t);
}

fn sigmoid(x : vec4f) -> vec4f {
  let e = tail(x);
  return select(e, vec4f(1.0), x >= vec4f(0.0)) / (1.0 + e);
}

// s(x) s(-x)
fn sigmoid_slope(x : vec4f) -> vec4f {
  let e = tail(x);
  return e / ((1.0 + e) * (1.0 + e));
}

// P(z < x), z ~ N(0, 1): half of erfc(|x| / sqrt 2), or 1 minus that. Chebyshev fit of erfc with a fractional error below
// 1.2e-7 everywhere (Press et al., Numerical Recipes, erfcc).
fn normal_share(x : vec4f) -> vec4f {
  let z = min(abs(x), vec4f(FAR_DEVIATIONS)) * 0.7071067811865476;
  let t = 1.0 / (1.0 + 0.5 * z);
  let fit = -1.26551223 + t * (1.00002368 + t * (0.37409196 + t * (0.09678418 + t * (-0.18628806
          + t * (0.27886807 + t * (-1.13520398 + t * (1.48851587 + t * (-0.82215223 + t * 0.17087277))))))));
  let half = 0.5 * t * exp(-z * z + fit);
  return select(half, 1.0 - half, x >= vec4f(0.0));
}

fn normal_density(x : vec4f) -> vec4f {
  let near = min(abs(x), vec4f(FAR_DEVIATIONS));
  return 0.3989422804014327 * exp(-0.5 * near * near);
}

// 2u, u = sqrt(2 / pi) (x + 0.044715 x^3), and du: x (1 + tanh u) / 2 = x s(2u).
fn gelu_argument(x : vec4f) -> vec4f {
  let near = clamp(x, vec4f(-FAR_DEVIATIONS), vec4f(FAR_DEVIATIONS));
  return GELU_DOUBLE_ROOT * near * (1.0 + GELU_CUBIC * near * near);
}

fn gelu_argument_slope(x : vec4f) -> vec4f {
  let near = clamp(x, vec4f(-FAR_DEVIATIONS), vec4f(FAR_DEVIATIONS));
  return GELU_DOUBLE_ROOT * (1.0 + 3.0 * GELU_CUBIC * near * near);
}

// phi(x) of the activation `kind`.
fn activate(kind : u32, x : vec4f) -> vec4f {
  let positive = x > vec4f(0.0);
  switch (kind) {
    case RELU: { return select(x, vec4f(0.0), x < vec4f(0.0)); }   // passes on what is no number
    case LEAKY_RELU: { return select(LEAKY_SLOPE * x, x, positive); }
    case TANH: { return accurate_tanh(x); }
    case SIGMOID: { return sigmoid(x); }
    case SCALED_SIGMOID: { return 2.0 * accurate_tanh(0.5 * x); }
    case GELU: { return x * normal_share(x); }
    case GELU_TANH: { return x * sigmoid(gelu_argument(x)); }
    case SILU: { return x * sigmoid(x); }
    case SELU: {
      return SELU_SCALE * select(SELU_ALPHA * expm1(max(min(x, vec4f(0.0)), vec4f(-FAR))), x, positive);
    }
    case SOFTPLUS: { return max(x, vec4f(0.0)) + log1p(tail(x)); }
    default: { return x; }
  }
}

// phi'(x) of the activation `kind`; at a kink the slope of its left side, so that of ReLU at 0 is 0.
fn activate_slope(kind : u32, x : vec4f) -> vec4f {
  let positive = x > vec4f(0.0);
  switch (kind) {
    case RELU: { return select(vec4f(0.0), vec4f(1.0), positive); }
    case LEAKY_RELU: { return select(vec4f(LEAKY_SLOPE), vec4f(1.0), positive); }
    case TANH: { return 4.0 * sigmoid_slope(2.0 * min(abs(x), vec4f(FAR))); }
    case SIGMOID: { return sigmoid_slope(x); }
    case SCALED_SIGMOID: { return 4.0 * sigmoid_slope(x); }
    case GELU: { return normal_share(x) + x * normal_density(x); }
    case GELU_TANH: {
      let argument = gelu_argument(x);
      return sigmoid(argument) + x * (gelu_argument_slope(x) * sigmoid_slope(argument));
    }
    case SILU: { return sigmoid(x) + x * sigmoid_slope(x); }
    case SELU: { return SELU_SCALE * select(SELU_ALPHA * tail(min(x, vec4f(0.0))), vec4f(1.0), positive); }
    case SOFTPLUS: { return sigmoid(x); }
    default: { return vec4f(1.0); }
  }
}
