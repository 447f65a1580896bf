import { describe, expect, it } from 'vitest';
import { alignment, alignmentGradient } from '../../src/reference/alignment';
import {
  type ContrastiveLoss,
  contrastiveGradient,
  contrastiveLoss,
  contrastiveTemperatureGradient,
} from '../../src/reference/contrastive';
import { normalizeRows, normalizeRowsBackward } from '../../src/reference/normalize';
import { softmaxRows } from '../../src/reference/softmax';
import { uniformity, uniformityGradient, uniformLaw } from '../../src/reference/uniformity';
import {
  compareGolden,
  type GoldenCase,
  type GoldenEntry,
  goldenInput,
  goldenParameter,
  goldenTopics,
  loadGolden,
} from '../golden';
import { stack } from './support';

type Result = number | ArrayLike<number>;

function softmaxResult(golden: GoldenCase): (key: string) => Result {
  const { data, shape } = goldenInput(golden, 'x');
  const [rows = 0, cols = 0] = shape;
  const result = softmaxRows(data, rows, cols, goldenParameter(golden, 'tau'));
  return (key) => {
    switch (key) {
      case 'p':
        return result.probabilities;
      case 'logp':
        return result.logProbabilities;
      case 'lse':
        return result.logSumExp;
      case 'entropy':
        return result.entropy;
      case 'argmax':
        return result.maximum.map((maximum, r) => data.subarray(r * cols, (r + 1) * cols).indexOf(maximum));
      default:
        throw new Error(`unknown key ${key}`);
    }
  };
}

/** Keys: uniform_t<t>, uniform_t<t>_grad_x, align_a<alpha>, align_a<alpha>_grad_x, align_a<alpha>_grad_y. */
function alignUniformResult(golden: GoldenCase): (key: string) => Result {
  const { data: x, shape } = goldenInput(golden, 'x');
  const [rows = 0, cols = 0] = shape;
  return (key) => {
    const [, name, number, gradient] = /^(uniform_t|align_a)([\d.]+)(?:_grad_([xy]))?$/.exec(key) ?? [];
    const parameter = Number(number);
    if (name === 'uniform_t') {
      return gradient === 'x'
        ? uniformityGradient(x, rows, cols, parameter)
        : uniformity(x, rows, cols, parameter);
    }
    if (name !== 'align_a') throw new Error(`unknown key ${key}`);
    const { data: y } = goldenInput(golden, 'y');
    if (gradient === undefined) return alignment(x, y, rows, cols, parameter);
    const { gradX, gradY } = alignmentGradient(x, y, rows, cols, parameter);
    return gradient === 'x' ? gradX : gradY;
  };
}

/** Keys: nce, nce_sym, ntx, nce_acc, nce_dtau, ntx_dtau and {nce,ntx}_grad_{u,z}{1,2}. */
function contrastiveResult(golden: GoldenCase): (key: string) => Result {
  const { data: z1, shape } = goldenInput(golden, 'z1');
  const [n = 0, d = 0] = shape;
  const tau = goldenParameter(golden, 'tau');
  const raw = stack(z1, goldenInput(golden, 'z2').data);
  const { unit } = normalizeRows(raw, 2 * n, d);
  const losses: Record<string, ContrastiveLoss> = { nce: 'infonce', nce_sym: 'symmetric', ntx: 'ntxent' };
  return (key) => {
    const [, name = '', quantity, view] =
      /^(nce_sym|nce|ntx)(?:_(acc|dtau|grad_[uz])([12])?)?$/.exec(key) ?? [];
    const loss = losses[name];
    if (loss === undefined) throw new Error(`unknown key ${key}`);
    if (quantity === undefined) return contrastiveLoss(unit, n, d, tau, loss).loss;
    if (quantity === 'acc') return contrastiveLoss(unit, n, d, tau, loss).accuracy;
    if (quantity === 'dtau') return contrastiveTemperatureGradient(unit, n, d, tau, loss);
    const gradUnit = contrastiveGradient(unit, n, d, tau, loss);
    const gradient = quantity === 'grad_z' ? normalizeRowsBackward(raw, gradUnit, 2 * n, d) : gradUnit;
    return view === '1' ? gradient.subarray(0, n * d) : gradient.subarray(n * d);
  };
}

const TOPICS = {
  a_softmax: softmaxResult,
  b_align_uniform: alignUniformResult,
  c_contrastive: contrastiveResult,
};

describe.each(Object.entries(TOPICS))('golden %s', (topic, evaluate) => {
  const cases = loadGolden(topic);
  const absent = cases.filter(({ missing }) => missing.length > 0).length;
  it.skipIf(cases.length === 0)(
    `is present: ${cases.length} cases, ${absent} of them without their arrays`,
    () => {
      expect(goldenTopics()).toContain(topic);
      expect(cases.length).toBeGreaterThan(absent);
    },
  );
  for (const golden of cases) {
    it.skipIf(golden.missing.length > 0)(`${golden.id}: ${golden.description}`, () => {
      const result = evaluate(golden);
      let judged = 0;
      for (const [key, entry] of golden.expected) {
        const comparison = compareGolden(entry, result(key));
        expect(comparison.ok, `${key}: ${comparison.message}`).toBe(true);
        judged += comparison.judged ? 1 : 0;
      }
      expect(judged).toBeGreaterThan(0);
    });
  }
});

describe('the analytic uniformity stated beside golden cases', () => {
  it.each([
    [3, 0.5, -0.8385606384288045],
    [3, 2, -2.079777060587913],
    [3, 8, -3.4657359027997394],
    [16, 0.5, -0.9688040286394496],
    [16, 2, -3.513036436421065],
    [16, 8, -9.882796854014323],
    [64, 8, -14.056308112508015],
    [128, 0.5, -0.9960938673660791],
    [128, 8, -15.00754113009085],
  ])('in d = %d at t = %d is %d', (d, t, expected) => {
    expect(uniformLaw(d, t)).toBeCloseTo(expected, 11);
  });
});

describe('compareGolden', () => {
  const entry: GoldenEntry = {
    shape: [2, 2],
    values: Float64Array.of(1, Number.NaN, -Infinity, 4),
    indices: null,
    allowed: Float64Array.of(0.1, 0.1, 0.1, 0),
    unjudged: new Set(),
    mayOverflow: false,
  };
  const got = [1.05, Number.NaN, -Infinity, 4];

  it('accepts values inside the tolerance and the same non-finite values', () => {
    expect(compareGolden(entry, got)).toMatchObject({ ok: true, judged: true });
    expect(compareGolden(entry, got).ratio).toBeCloseTo(0.5, 12);
  });

  it.each([
    [0, 1.2],
    [0, Number.NaN],
    [0, Infinity],
    [1, 0],
    [2, -1e300],
    [2, Infinity],
    [3, 4 + 1e-15],
  ])('notices element %d changed to %d', (index, value) => {
    const changed = got.with(index, value);
    const { ok, message } = compareGolden(entry, changed);
    expect(ok).toBe(false);
    expect(message).toContain(`element ${index}: got ${value}`);
  });

  it('notices a wrong length, and judges selected elements at their flat index', () => {
    expect(compareGolden(entry, [1, 2]).ok).toBe(false);
    const selected = { ...entry, values: Float64Array.of(4), indices: [3], allowed: Float64Array.of(0.1) };
    expect(compareGolden(selected, [0, 0, 0, 4]).ok).toBe(true);
    expect(compareGolden(selected, [4, 4, 4, 0]).message).toContain('element 3');
  });

  it('lets float32 overflow only where the entry says so, and admits that it judged nothing without a tolerance', () => {
    const large = { ...entry, shape: [], values: Float64Array.of(1e39), allowed: Float64Array.of(1e32) };
    expect(compareGolden(large, Infinity).ok).toBe(false);
    expect(compareGolden({ ...large, mayOverflow: true }, Infinity).ok).toBe(true);
    expect(compareGolden({ ...large, mayOverflow: true }, 1e38).ok).toBe(false);
    expect(compareGolden({ ...large, allowed: null }, 0)).toMatchObject({ ok: true, judged: false });
  });

  const sensitive = loadGolden('c_contrastive').filter(
    ({ id, missing }) => missing.length === 0 && !id.startsWith('collapsed'),
  );
  it.skipIf(sensitive.length === 0)(
    'notices 1 % more temperature in every case that has not collapsed',
    () => {
      for (const golden of sensitive) {
        const tau = goldenParameter(golden, 'tau');
        const result = contrastiveResult({ ...golden, params: { ...golden.params, tau: 1.01 * tau } });
        const noticed = [...golden.expected].filter(([key, entry]) => !compareGolden(entry, result(key)).ok);
        expect(noticed.map(([key]) => key)).toEqual(
          expect.arrayContaining(['nce', 'ntx', 'nce_grad_z1', 'ntx_dtau']),
        );
      }
    },
  );
});

describe('loadGolden', () => {
  it('knows nothing of an absent topic', () => {
    expect(loadGolden('no_such_topic')).toEqual([]);
  });

  it.skipIf(goldenTopics().length === 0)('has inputs of the stated shape in float32', () => {
    for (const topic of goldenTopics()) {
      for (const { inputs } of loadGolden(topic)) {
        for (const { data, shape } of inputs.values()) {
          expect(data).toBeInstanceOf(Float32Array);
          expect(data.length).toBe(shape.reduce((product, length) => product * length, 1));
        }
      }
    }
  });
});
