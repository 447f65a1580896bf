/**
 * Schemes that weights start from. Variances are of one entry of W [fan_in, fan_out] in y = x W; a scheme's deviation is its root.
 */

export const INITIALIZERS = [
  'xavier_normal',
  'xavier_uniform',
  'he_normal',
  'he_uniform',
  'lecun_normal',
  'orthogonal',
  'pytorch',
  'normal',
  'identity',
  'zero',
] as const;

export type InitializerName = (typeof INITIALIZERS)[number];

export const FAN_MODES = ['fan_in', 'fan_out', 'average'] as const;

/** What He and LeCun divide by; the average is (fan_in + fan_out) / 2. */
export type FanMode = (typeof FAN_MODES)[number];

export interface Initialization {
  initializer: InitializerName;
  /** For He and LeCun alone: Xavier always averages, PyTorch's default is of fan_in. */
  mode: FanMode;
  fanIn: number;
  fanOut: number;
  /** Multiplies the scheme as published, so 1 leaves it; He's own sqrt 2 is in the scheme. */
  gain: number;
  /** Of 'normal' before the gain; a deviation, where papers write N(0, 0.01) for either. */
  deviation: number;
}

export interface WeightLaw {
  law: 'normal' | 'uniform' | 'orthogonal' | 'identity' | 'zero';
  /**
   * normal: deviation; uniform: half-width; orthogonal: factor of a matrix with orthonormal rows or columns, whichever are fewer;
   * identity: the value at [i, i]; zero: 0
   */
  scale: number;
}

/**
 * The law to draw each entry of W from, independently but for the orthogonal one. Xavier: Glorot & Bengio 2010, eq. 12 and 16;
 * He: arXiv 1502.01852, eq. 10 and 14; LeCun 1998, section 4.6; orthogonal: Saxe 2014, arXiv 1312.6120; 'pytorch' is the default of
 * torch.nn.Linear, kaiming_uniform with a = sqrt 5, which comes to 1 / (3 fan_in).
 */
export function weightLaw(spec: Initialization): WeightLaw {
  const deviation = Math.sqrt(weightVariance(spec));
  switch (spec.initializer) {
    case 'xavier_uniform':
    case 'he_uniform':
    case 'pytorch':
      return { law: 'uniform', scale: Math.sqrt(3) * deviation };
    case 'orthogonal':
    case 'identity':
      return { law: spec.initializer, scale: spec.gain };
    case 'zero':
      return { law: 'zero', scale: 0 };
    default:
      return { law: 'normal', scale: deviation };
  }
}

/**
 * Variance of an entry of W. Orthogonal and identity matrices have no independent entries; theirs is the mean square over the
 * matrix, gain^2 min(fan_in, fan_out) / (fan_in fan_out) = gain^2 / max(fan_in, fan_out).
 */
export function weightVariance({
  initializer,
  mode,
  fanIn,
  fanOut,
  gain,
  deviation,
}: Initialization): number {
  const average = (fanIn + fanOut) / 2;
  const fan = { fan_in: fanIn, fan_out: fanOut, average }[mode];
  const published: Readonly<Record<InitializerName, number>> = {
    xavier_normal: 1 / average,
    xavier_uniform: 1 / average,
    he_normal: 2 / fan,
    he_uniform: 2 / fan,
    lecun_normal: 1 / fan,
    orthogonal: 1 / Math.max(fanIn, fanOut),
    pytorch: 1 / (3 * fanIn),
    normal: deviation ** 2,
    identity: 1 / Math.max(fanIn, fanOut),
    zero: 0,
  };
  return gain ** 2 * published[initializer];
}

/** sigma_w with Var(W) = sigma_w^2 / fan_in, by which mean-field theory and the phase diagram measure every scheme. */
export function effectiveGain(spec: Initialization): number {
  return Math.sqrt(weightVariance(spec) * spec.fanIn);
}

/**
 * `weightVariance` for `propagateTheory`; NaN for the identity, whose layers copy their input instead of mixing it, so that their
 * pre-activations are not normal and mean-field theory is silent.
 */
export function meanFieldVariance(spec: Initialization): number {
  return spec.initializer === 'identity' ? Number.NaN : weightVariance(spec);
}
