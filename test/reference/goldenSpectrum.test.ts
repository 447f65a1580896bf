/** Spectra, bounds and principal components against NumPy, PyTorch and scikit-learn. */
import { describe, expect, it } from 'vitest';
import { jensenChain, rowSimilarities } from '../../src/reference/bounds';
import { classSums, type Spectrum, spectraOf } from '../../src/reference/classes';
import { symmetricEigenvalues } from '../../src/reference/eigen';
import { normalizeRows } from '../../src/reference/normalize';
import { principalAxes, project } from '../../src/reference/projection';
import { isoScore } from '../../src/reference/spectrum';
import { at, dot, meanRow, row, rowsOf, squaredDistance } from '../../src/reference/vector';
import { compareGolden, type GoldenCase, goldenInput, goldenTopics, loadGolden } from '../golden';
import { constant } from './support';

type Result = number | ArrayLike<number>;

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function singularValues({ eigenvalues }: Spectrum, n: number, d: number): Float64Array {
  return eigenvalues.slice(0, Math.min(n, d)).map((value) => Math.sqrt(Math.max(0, value) * n));
}

function rankResults(spectrum: Spectrum, suffix: string): [string, number][] {
  const { effectiveRank, rankMe, participationRatio, entropyRank, stableRank } = spectrum.measures;
  return [
    [`erank${suffix}`, effectiveRank],
    [`rankme${suffix}`, rankMe],
    [`pr${suffix}`, participationRatio],
    [`erank_lambda${suffix}`, entropyRank],
    [`stable_rank${suffix}`, stableRank],
  ];
}

function spectrumResults(golden: GoldenCase): Map<string, Result> {
  const { data, shape } = goldenInput(golden, 'x');
  const [n = 0, d = 0] = shape;
  const [sums] = classSums(data, n, d, constant(n, 0), 1);
  if (sums === undefined) throw new Error('one class gives one set of sums');
  const { raw, centred } = spectraOf(sums);
  const wide = (x: ArrayLike<number>): Float64Array => {
    const rows = rowsOf(x, n, d);
    const gram = Float64Array.from({ length: n * n }, (_, k) =>
      dot(row(rows, Math.floor(k / n)), row(rows, k % n)),
    );
    return symmetricEigenvalues(gram, n);
  };
  const { unit } = normalizeRows(data, n, d);
  const cosines = rowSimilarities(unit, n, d, 1);
  const products = rowSimilarities(data, n, d, 1);
  const mean = meanRow(unit, n, d);
  const others = n * (n - 1);
  const jensen = ['0.05', '0.5'].flatMap((tau): [string, number][] => {
    const { left, right, gap } = jensenChain(rowSimilarities(unit, n, d, Number(tau)), Number(tau));
    return [
      [`simcse_lhs_t${tau}`, left],
      [`simcse_bound_t${tau}`, right],
      [`simcse_gap_t${tau}`, gap],
    ];
  });
  return new Map<string, Result>([
    ['sv', singularValues(raw, n, d)],
    ['sv_centered', singularValues(centred, n, d)],
    ['eig_XtX', raw.eigenvalues.map((value) => value * n)],
    ['eig_XXt', wide(data)],
    ['eig_cov', centred.eigenvalues.map((value) => (value * n) / (n - 1))],
    ...rankResults(raw, ''),
    ...rankResults(centred, '_centered'),
    ['isoscore', isoScore(centred.measures.participationRatio, d)],
    ['mean_cos_incl_self', total(cosines.sum) / n ** 2],
    ['mean_cos', (total(cosines.sum) - total(cosines.self)) / others],
    ['mean_abs_cos', (total(cosines.absSum) - total(cosines.self)) / others],
    ['min_cos', Math.min(...cosines.minimum)],
    ['mean_direction_norm', Math.sqrt(dot(mean, mean))],
    ['sum_WWt', total(cosines.sum)],
    ['lambda_max_WWt', at(wide(unit), 0)],
    ['max_row_sum_WWt', Math.max(...cosines.sum)],
    ['trace_WWt', total(cosines.self)],
    ['sum_XXt', total(products.sum)],
    ['lambda_max_XXt', at(wide(data), 0)],
    ...jensen,
  ]);
}

/** Axes and projections are defined up to a sign, and without variance not at all: `arbitrary` lists such components. */
function pcaResults(golden: GoldenCase, arbitrary: readonly number[]): Map<string, Result> {
  const { data, shape } = goldenInput(golden, 'x');
  const [n = 0, d = 0] = shape;
  const k = 3;
  const { axes, eigenvalues } = principalAxes(data, n, d, k, { center: true });
  const all = principalAxes(data, n, d, d, { center: true }).eigenvalues;
  const mean = meanRow(data, n, d);
  const centred = Float64Array.from(data, (value, index) => value - at(mean, index % d));
  const components = Float64Array.from({ length: k * d }, (_, index) =>
    at(axes, (index % d) * k + Math.floor(index / d)),
  );
  const projection = project(centred, axes, n, d, k);
  const known = golden.expected.get('components')?.values ?? new Float64Array();
  rowsOf(components, k, d).forEach((component, c) => {
    const expected = known.subarray(c * d, (c + 1) * d);
    const sign = dot(component, expected) < 0 ? -1 : 1;
    component.forEach((value, j) => {
      component[j] = arbitrary.includes(c) ? at(expected, j) : sign * value;
    });
    for (let i = 0; i < n; i++) projection[i * k + c] = sign * at(projection, i * k + c);
  });
  const views = rowsOf(projection, n, k);
  return new Map<string, Result>([
    ['proj', projection],
    ['components', components],
    ['mean', mean],
    ['ev', eigenvalues.map((value) => (value * n) / (n - 1))],
    ['evr', eigenvalues.map((value) => value / total(all))],
    ['sv', eigenvalues.map((value) => Math.sqrt(Math.max(0, value) * n))],
    ['proj_dist_first_last', Math.sqrt(squaredDistance(row(views, 0), row(views, n - 1)))],
  ]);
}

const TOPICS: Record<string, (golden: GoldenCase) => Map<string, Result>> = {
  d_spectrum: spectrumResults,
  k_pca: (golden) => pcaResults(golden, golden.id.startsWith('rank2') ? [2] : []),
};

describe.each(Object.entries(TOPICS))('golden %s', (topic, evaluate) => {
  const cases = loadGolden(topic);

  it.skipIf(cases.length === 0)('is present', () => {
    expect(goldenTopics()).toContain(topic);
  });

  for (const golden of cases) {
    it.skipIf(golden.missing.length > 0)(`${golden.id}: ${golden.description}`, () => {
      const results = evaluate(golden);
      let judged = 0;
      for (const [key, entry] of golden.expected) {
        const result = results.get(key);
        expect(result, key).toBeDefined();
        const comparison = compareGolden(entry, result ?? Number.NaN);
        expect(comparison.ok, `${key}: ${comparison.message}`).toBe(true);
        judged += comparison.judged ? 1 : 0;
      }
      expect(judged).toBeGreaterThan(0);
    });
  }

  const sensitive = cases.find(({ id, missing }) => missing.length === 0 && id.startsWith('gauss'));
  it.skipIf(sensitive === undefined)('notices one entry of the input moved by 1', () => {
    if (sensitive === undefined) return;
    const { data, shape } = goldenInput(sensitive, 'x');
    const moved = data.map((value, index) => (index === 0 ? value + 1 : value));
    const results = evaluate({ ...sensitive, inputs: new Map([['x', { data: moved, shape }]]) });
    const noticed = [...sensitive.expected].filter(([key, entry]) => {
      return !compareGolden(entry, results.get(key) ?? Number.NaN).ok;
    });
    // The trace of a cosine matrix is n whatever the rows are, and the least cosine is one of other rows here.
    const blind = ['trace_WWt', 'min_cos'];
    expect(noticed.map(([key]) => key)).toEqual(
      [...sensitive.expected.keys()].filter((key) => !blind.includes(key)),
    );
  });
});

describe('golden d_spectrum', () => {
  it.skipIf(loadGolden('d_spectrum').length === 0)('has no centred rank where all rows are the same', () => {
    const collapsed = loadGolden('d_spectrum').filter(({ id }) => id.startsWith('collapsed'));
    expect(collapsed.length).toBe(1);
    for (const golden of collapsed) {
      const results = spectrumResults(golden);
      for (const key of ['erank', 'rankme', 'pr', 'erank_lambda', 'stable_rank'])
        expect(results.get(`${key}_centered`), key).toBeNaN();
      expect(results.get('isoscore')).toBeNaN();
    }
  });
});
