/**
 * Expectations under normal laws of functions that are smooth over distances of about 1 but for one kink or step, at 0: activations,
 * their slopes, and products of them. The half-lines on either side of 0 are cut into panels that widen with the distance from it.
 */

/**
 * Gauss-Legendre nodes a panel. The error falls as r^-24, r the ellipse around the panel in which the integrand has no pole: 3.7 on
 * [0, 2] for tanh's pole at i pi/2, which leaves 1e-13, and more than that farther out.
 */
const NODES = 12;

/** First panel, as a multiple of the distance over which the integrand is smooth. */
const FIRST_PANEL = 2;

/** Widest panel in deviations: exp(-z^2 / 2) on an ellipse of r = 4.5 around it leaves 1e-12 of its largest value. */
const WIDEST_PANEL = 4;

/** Deviations integrated over; 1e-15 of the law lies beyond. */
const REACH = 8;

/**
 * In a pair, the finest panel in deviations of the inner law. What a bounded function does within it is lost, a share of about
 * 1e-10; without it, nested panels would halve down to the unit of a signal of 1e30, and a page would stand still for minutes.
 */
const FINEST_INNER = 1e-8;

const LEGENDRE = gaussLegendre(NODES);

/** Nodes and weights on [-1, 1] that integrate polynomials up to degree 2 count - 1: the roots of P_count, by Newton's method. */
export function gaussLegendre(count: number): readonly { node: number; weight: number }[] {
  return Array.from({ length: count }, (_, k) => {
    let node = Math.cos((Math.PI * (k + 0.75)) / (count + 0.5));
    let slope = 0;
    // The start is within 1e-3, so five quadratic steps end at rounding.
    for (let step = 0; step < 5; step++) {
      let [previous, value] = [1, node];
      for (let n = 2; n <= count; n++) {
        [previous, value] = [value, ((2 * n - 1) * node * value - (n - 1) * previous) / n];
      }
      slope = (count * (previous - node * value)) / (1 - node * node);
      node -= value / slope;
    }
    return { node, weight: 2 / ((1 - node * node) * slope * slope) };
  });
}

/**
 * Nodes x and weights, in no order, whose weighted sum of f(x) is E[f(x)], x ~ N(mean, variance), to 1e-11 of E|f| for an f that
 * grows no faster than x^2. One node of weight 1 at variance 0, one of weight NaN for a variance that is negative or not finite.
 * @param scale distance over which f is smooth near 0, on either side
 */
export function eachNormalNode(
  { variance, mean = 0, scale = 1 }: NormalLaw,
  visit: (x: number, weight: number) => void,
): void {
  if (!(variance > 0 && variance < Infinity)) {
    visit(mean, variance === 0 ? 1 : Number.NaN);
    return;
  }
  const deviation = Math.sqrt(variance);
  const kink = -mean / deviation;
  for (const side of [-1, 1]) {
    // t: distance from 0 in deviations, so that x is exact near the kink.
    const end = REACH - side * kink;
    let low = Math.max(0, -REACH - side * kink);
    while (low < end) {
      const width = Math.max((FIRST_PANEL * scale) / deviation, low);
      const high = Math.min(low + Math.min(width, WIDEST_PANEL), end);
      const half = (high - low) / 2;
      for (const { node, weight } of LEGENDRE) {
        const t = low + half * (1 + node);
        visit(side * t * deviation, half * weight * normalDensity(kink + side * t));
      }
      low = high;
    }
  }
}

export interface NormalLaw {
  variance: number;
  mean?: number;
  scale?: number;
}

/** E[f(x)], x ~ N(mean, variance), see `eachNormalNode`; f(mean) at variance 0. */
export function gaussianMean(f: (x: number) => number, variance: number, mean = 0, scale = 1): number {
  let sum = 0;
  eachNormalNode({ variance, mean, scale }, (x, weight) => {
    sum += weight * f(x);
  });
  return sum;
}

/**
 * E[f(x) g(y)] for x ~ N(0, variance1), y ~ N(0, variance2) of a correlation in [-1, 1], to 1e-10 of its scale. With
 * x = sqrt(variance1) (sqrt|c| u + sqrt(1 - |c|) v) and y alike, with a v of its own and u negated for c < 0, it is the mean over u
 * of two expectations given u: two nested integrals, where a double one would meet its kinks aslant.
 */
export function gaussianPair(
  f: (x: number) => number,
  g: (y: number) => number,
  variance1: number,
  variance2: number,
  correlation: number,
): number {
  if (correlation === 0) return gaussianMean(f, variance1) * gaussianMean(g, variance2);
  const shared = Math.abs(correlation);
  const own = 1 - shared;
  const sign = Math.sign(correlation);
  const [deviation1, deviation2] = [Math.sqrt(variance1), Math.sqrt(variance2)];
  const given = (h: (x: number) => number, variance: number, shift: number): number =>
    gaussianMean(h, own * variance, shift, Math.max(1, FINEST_INNER * Math.sqrt(own * variance)));
  // Given u, kinks and steep slopes alike are smoothed over the own deviation; without one, f and g stand as they are.
  const smooth = own > 0 ? Math.sqrt(own) : 1 / Math.max(deviation1, deviation2, Number.MIN_VALUE);
  const same = f === g && variance1 === variance2 && sign > 0;
  return gaussianMean(
    (u) => {
      const first = given(f, variance1, deviation1 * u);
      return first * (same ? first : given(g, variance2, sign * deviation2 * u));
    },
    shared,
    0,
    smooth,
  );
}

function normalDensity(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}
