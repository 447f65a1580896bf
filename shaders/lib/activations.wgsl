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

// Beyond, exp(-x^2 / 2) is 0 in f32 whatever its factor; arguments need not be larger, and their cubes do not overflow.
const FAR : f32 = 200.0;

// exp(-88) is 0 in f32, where numbers below 2^-126 may be flushed.
const LEAST_EXPONENT : f32 = -88.0;

// exp(x) - one, `one` 0 or 1, for x <= 1/2: 2^n exp(r), |r| <= log(2) / 2, with exp(r) - 1 as its Taylor series, whose remainder
// is 2e-8 relative. Near 0, n = 0 and exp(x) - 1 keeps its digits; elsewhere the error is that of n log 2 and x, |x| ULP.
fn exponential(x : vec4f, one : f32) -> vec4f {
  let near = max(x, vec4f(LEAST_EXPONENT));
  let n = round(near * 1.4426950408889634);
  let r = near - n * 0.6931471805599453;
  let series = r * (1.0 + r * (1.0 / 2.0 + r * (1.0 / 6.0 + r * (1.0 / 24.0 + r * (1.0 / 120.0
             + r * (1.0 / 720.0 + r * (1.0 / 5040.0)))))));
  let power = bitcast<vec4f>(bitcast<vec4u>(n + 12583039.0) * 8388608u);
  return power * series + (power - one);
}

// artanh(s) / s for s <= 1/3; the remainder is 2e-8 relative.
fn artanh_ratio(s : vec4f) -> vec4f {
  let q = s * s;
  return 1.0 + q * (1.0 / 3.0 + q * (1.0 / 5.0 + q * (1.0 / 7.0 + q * (1.0 / 9.0 + q * (1.0 / 11.0 + q * (1.0 / 13.0))))));
}

// P(z < -x) exp(x^2 / 2), z ~ N(0, 1), for x >= 0 from t = 1 / (1 + MILLS_SCALE x): a minimax fit, 5e-8 relative.
const MILLS_SCALE : f32 = 0.35;
fn mills(t : vec4f) -> vec4f {
  return t * (0.139622585 + t * (0.139836061 + t * (0.120061572 + t * (0.104428229 + t * (-0.0201199458 + t * (0.154170416 + t * (-0.25074212 + t * (0.141274975 + t * (-0.0285317534)))))))));
}

// |a| of the exponential exp(-a) in the tails of `kind` at distance x from 0, but for GELU a = x (linear + cubic x^2).
fn tail_exponent(kind : u32, x : vec4f) -> vec4f {
  let linear = select(select(1.0, 2.0, kind == TANH), GELU_DOUBLE_ROOT, kind == GELU_TANH);
  let cubic = select(0.0, GELU_DOUBLE_ROOT * GELU_CUBIC, kind == GELU_TANH);
  return x * select(linear + cubic * (x * x), 0.5 * x, kind == GELU);
}

// phi(x) of the activation `kind`.
fn activate(kind : u32, x : vec4f) -> vec4f {
  let odd = kind == TANH || kind == SCALED_SIGMOID;
  let distance = min(abs(x), vec4f(FAR));
  let e = exponential(-tail_exponent(kind, distance), select(0.0, 1.0, odd || kind == SELU));
  let t = select(e, vec4f(1.0), kind == GELU) / select(e + select(1.0, 2.0, odd || kind == SOFTPLUS), 1.0 + MILLS_SCALE * distance, kind == GELU);
  let below = select(t, e * mills(t), kind == GELU);
  let share = select(below, select(1.0, 0.0, odd) - below, x >= vec4f(0.0));
  let gated = share * select(select(x, vec4f(1.0), kind == SIGMOID), vec4f(select(1.0, 2.0, kind == SCALED_SIGMOID)), odd);
  let smooth_ = select(gated, max(x, vec4f(0.0)) + 2.0 * t * artanh_ratio(t), kind == SOFTPLUS);
  let left = select(select(x, LEAKY_SLOPE * x, kind == LEAKY_RELU), vec4f(0.0), kind == RELU);
  let negative = select(left, SELU_SCALE * SELU_ALPHA * e, kind == SELU);
  let pieces = select(select(1.0, SELU_SCALE, kind == SELU) * x, negative, x < vec4f(0.0));
  return select(smooth_, pieces, kind <= LEAKY_RELU || kind == SELU);
}

// phi'(x) of the activation `kind`; at a kink the slope of its left side, so that of ReLU at 0 is 0.
fn activate_slope(kind : u32, x : vec4f) -> vec4f {
  let normal = kind == GELU;
  let distance = min(abs(x), vec4f(FAR));
  let e = exponential(-tail_exponent(kind, distance), 0.0);
  let t = 1.0 / (1.0 + select(e, MILLS_SCALE * distance, normal));
  let below = e * select(t, mills(t), normal);
  let density = select(below * t, 0.3989422804014327 * e, normal);
  let share = select(below, 1.0 - below, x >= vec4f(0.0));
  let gated = kind >= GELU && kind <= SILU;
  let rate = select(select(1.0, 4.0, kind == TANH || kind == SCALED_SIGMOID), GELU_DOUBLE_ROOT, kind == GELU_TANH);
  let cubic = select(0.0, 3.0 * GELU_DOUBLE_ROOT * GELU_CUBIC, kind == GELU_TANH);
  let bell = (rate + cubic * (distance * distance)) * density;
  let smooth_ = select(select(bell, share + x * bell, gated), share, kind == SOFTPLUS);
  let left = select(vec4f(select(select(1.0, LEAKY_SLOPE, kind == LEAKY_RELU), 0.0, kind == RELU)), SELU_SCALE * SELU_ALPHA * e, kind == SELU);
  let pieces = select(left, vec4f(select(1.0, SELU_SCALE, kind == SELU)), x > vec4f(0.0));
  return select(smooth_, pieces, kind <= LEAKY_RELU || kind == SELU);
}
