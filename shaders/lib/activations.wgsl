// Activations phi and their slopes phi', numbered as in ACTIVATIONS of src/reference/activations.ts, for four values at a
// time. A software device runs every branch of a switch, so both functions evaluate one exponential and one quotient; the
// kinds, uniform, differ in what goes into them and in how they are put together. Every form keeps its relative accuracy near
// 0, where phi is nearly linear, and in its tails: WGSL's own tanh may be off by 1e-5 absolutely, exp(x) - 1 and
// 1 - tanh^2 cancel.

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

// exp(-FAR) and exp(-FAR^2 / 2) are 0 in f32: distances from 0 need not be larger, and their cubes do not overflow.
const FAR : f32 = 200.0;
const LEAST_EXPONENT : f32 = -88.0;   // 2^-127, below the normal numbers of f32

const LOG2_E : f32 = 1.4426950408889634;
const LOG_2 : f32 = 0.6931471805599453;
const DENSITY_AT_0 : f32 = 0.3989422804014327;   // 1 / sqrt(2 pi)
const MILLS_SCALE : f32 = 0.35;

// 2^n for whole n from -127, where it is 0, to 127: the low bits of n + 127 + 1.5 2^23, moved up to where f32 has its exponent.
fn powers_of_two(n : vec4f) -> vec4f {
  return bitcast<vec4f>(bitcast<vec4u>(n + 12583039.0) * 8388608u);
}

// exp(x) - one for x <= 0, `one` 0 or 1. x = n log 2 + r, |r| <= log(2) / 2: exp(x) = 2^n + 2^n (exp(r) - 1), the latter by its
// Taylor series, whose remainder is 2e-8 relative. At n = 0 that is exp(x) - 1 itself; rounding n log 2 costs at most |x| ULP.
fn exponential(x : vec4f, one : f32) -> vec4f {
  let near = max(x, vec4f(LEAST_EXPONENT));
  let n = round(LOG2_E * near);
  let r = near - LOG_2 * n;
  let series = r * (1.0 + r * (1.0 / 2.0 + r * (1.0 / 6.0 + r * (1.0 / 24.0 + r * (1.0 / 120.0
             + r * (1.0 / 720.0 + r * (1.0 / 5040.0)))))));
  let power = powers_of_two(n);
  return power * series + (power - one);
}

// artanh(s) for 0 <= s <= 1/3; the remainder is 2e-8 relative.
fn artanh(s : vec4f) -> vec4f {
  let q = s * s;
  return s * (1.0 + q * (1.0 / 3.0 + q * (1.0 / 5.0 + q * (1.0 / 7.0 + q * (1.0 / 9.0
       + q * (1.0 / 11.0 + q * (1.0 / 13.0)))))));
}

// P(z < -x) exp(x^2 / 2), z ~ N(0, 1), from t = 1 / (1 + MILLS_SCALE x): a minimax fit on [0, 20], 5e-8 relative.
fn mills(t : vec4f) -> vec4f {
  return t * (0.139622585 + t * (0.139836061 + t * (0.120061572 + t * (0.104428229
       + t * (-0.0201199458 + t * (0.154170416 + t * (-0.25074212 + t * (0.141274975 + t * (-0.0285317534)))))))));
}

// The tail of `kind` at `distance` from 0 is made of exp(tail_exponent).
// GELU_TANH is x s(2u), u = sqrt(2 / pi) (x + 0.044715 x^3).
fn tail_exponent(kind : u32, distance : vec4f) -> vec4f {
  let linear = select(select(1.0, 2.0, kind == TANH), GELU_DOUBLE_ROOT, kind == GELU_TANH);
  let cubic = select(0.0, GELU_DOUBLE_ROOT * GELU_CUBIC, kind == GELU_TANH);
  return -distance * select(linear + cubic * distance * distance, 0.5 * distance, kind == GELU);
}

fn is_gated(kind : u32) -> bool {
  return kind == GELU || kind == GELU_TANH || kind == SILU;
}

fn is_kinked(kind : u32) -> bool {
  return kind <= LEAKY_RELU || kind == SELU;
}

// phi(x) of the activation `kind`. What is no number passes the kinked ones.
//   e = exp(-a), or t = exp(-a) - 1 of those that vanish at 0, a = |x|, 2|x|, 2|u| or x^2 / 2
//   s(-a) = e / (1 + e);  tanh(a / 2) = -t / (2 + t);  softplus(-a) = log(1 + e) = 2 artanh(e / (2 + e))
fn activate(kind : u32, x : vec4f) -> vec4f {
  let odd = kind == TANH || kind == SCALED_SIGMOID;
  let normal = kind == GELU;
  let distance = min(abs(x), vec4f(FAR));
  let e = exponential(tail_exponent(kind, distance), select(0.0, 1.0, odd || kind == SELU));

  let added = select(1.0, 2.0, odd || kind == SOFTPLUS);
  let quotient = select(e, vec4f(1.0), normal) / select(added + e, 1.0 + MILLS_SCALE * distance, normal);
  let left = select(quotient, e * mills(quotient), normal);
  let share = select(left, select(1.0, 0.0, odd) - left, x >= vec4f(0.0));
  let gate = select(vec4f(select(1.0, 2.0, kind == SCALED_SIGMOID)), x, is_gated(kind));
  let curve = select(gate * share, max(x, vec4f(0.0)) + 2.0 * artanh(quotient), kind == SOFTPLUS);

  let line = select(select(x, LEAKY_SLOPE * x, kind == LEAKY_RELU), vec4f(0.0), kind == RELU);
  let below = select(line, SELU_SCALE * SELU_ALPHA * e, kind == SELU);
  let kinked = select(select(1.0, SELU_SCALE, kind == SELU) * x, below, x < vec4f(0.0));
  return select(curve, kinked, is_kinked(kind));
}

// phi'(x) of the activation `kind`; at a kink the slope of its left side, so that of ReLU at 0 is 0.
//   share = s(x) or P(z < x);  bell = its slope, s(x) s(-x) or the normal density, by the slope of its argument
fn activate_slope(kind : u32, x : vec4f) -> vec4f {
  let normal = kind == GELU;
  let distance = min(abs(x), vec4f(FAR));
  let e = exponential(tail_exponent(kind, distance), 0.0);

  let quotient = 1.0 / (1.0 + select(e, MILLS_SCALE * distance, normal));
  let left = e * select(quotient, mills(quotient), normal);
  let share = select(left, 1.0 - left, x >= vec4f(0.0));
  let steep = kind == TANH || kind == SCALED_SIGMOID;
  let linear = select(select(1.0, 4.0, steep), GELU_DOUBLE_ROOT, kind == GELU_TANH);
  let cubic = select(0.0, 3.0 * GELU_DOUBLE_ROOT * GELU_CUBIC, kind == GELU_TANH);
  let bell = (linear + cubic * distance * distance) * select(left * quotient, DENSITY_AT_0 * e, normal);
  let curve = select(select(bell, share + x * bell, is_gated(kind)), share, kind == SOFTPLUS);

  let line = select(select(1.0, LEAKY_SLOPE, kind == LEAKY_RELU), 0.0, kind == RELU);
  let below = select(vec4f(line), SELU_SCALE * SELU_ALPHA * e, kind == SELU);
  let kinked = select(below, vec4f(select(1.0, SELU_SCALE, kind == SELU)), x > vec4f(0.0));
  return select(curve, kinked, is_kinked(kind));
}
