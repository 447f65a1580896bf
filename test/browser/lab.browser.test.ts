/** The headless API in a browser: both backends, closed forms, refusals, and no page behind it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ContrastiveOutcome } from '../../src/lab';
import { BARE_PAGE, type LabPage, SMALL, useLab } from './support';

const fixture = useLab();
const BACKENDS = ['webgpu', 'reference'] as const;
const LOSSES = ['infonce', 'symmetric', 'ntxent'] as const;
/** f32 sums of some thousand terms of order 1; the kernels' own suites hold the derived bounds. */
const CLOSE = 5;

/** Defined in the page: tensors from arrays, plain values from results. */
const HELPERS = `
  globalThis.matrix = (values, shape) => ({ data: Float32Array.from(values), shape });
  globalThis.wave = (rows, columns, salt) =>
    matrix(Array.from({ length: rows * columns }, (_, i) => Math.sin(12.9898 * (i + 1) + 78.233 * salt)), [rows, columns]);
  globalThis.plain = (value) =>
    ArrayBuffer.isView(value) ? Array.from(value, String)
    : value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, plain(entry)]))
      : value;
  globalThis.refusal = (promise) => promise.then(
    () => ({ name: 'nothing was thrown' }),
    ({ name, message, argument, index, value, reason }) =>
      ({ name, message, argument, index, value: value === undefined ? null : String(value), reason }),
  );
`;

interface Refusal {
  readonly name: string;
  readonly message: string;
  readonly argument?: string;
  readonly index?: number | null;
  readonly value?: string | null;
  readonly reason?: string;
}

let page: LabPage;

beforeAll(async () => {
  page = await fixture.open({ path: BARE_PAGE });
  await page.until('globalThis.lab !== undefined');
  await page.run(`(() => { ${HELPERS} })()`);
  for (const backend of BACKENDS) {
    await page.run(
      `(async () => { globalThis.${backend} = await lab.openLab({ backend: '${backend}' }); })()`,
    );
  }
});
afterAll(() => page?.[Symbol.asyncDispose]());

function call<T>(backend: string, expression: string): Promise<T> {
  return page.run<T>(`(async () => plain(await ${backend}.${expression}))()`);
}

function refusal(expression: string): Promise<Refusal> {
  return page.run<Refusal>(`refusal(Promise.resolve().then(() => ${expression}))`);
}

function numbers(values: unknown): number[] {
  return (values as string[]).map(Number);
}

function expectClose(got: readonly number[], expected: readonly number[], digits = CLOSE): void {
  expect(got).toHaveLength(expected.length);
  got.forEach((value, i) => {
    const wanted = expected[i] ?? 0;
    if (Number.isFinite(wanted)) expect(value, `element ${i}`).toBeCloseTo(wanted, digits);
    else expect(value, `element ${i}`).toBe(wanted);
  });
}

describe('openLab', () => {
  it('starts no page and names its backend and adapter', async () => {
    expect(await page.run(`document.querySelector('canvas')`)).toBeNull();
    expect(await page.run('globalThis.collapseLab === undefined')).toBe(true);
    expect(await page.run('[webgpu.backend, reference.backend]')).toEqual(['webgpu', 'reference']);
    expect(await page.run('webgpu.adapter')).toMatchObject({ vendor: 'google', software: true });
    expect(await page.run('reference.adapter')).toBeNull();
  });

  it('stands on the running page too, beside its session', async () => {
    await using running = await fixture.open({ link: SMALL });
    await running.app('reset()');
    const uniformity = await running.run<number>(`(async () => {
      const lab = await collapseLab.openLab();
      const value = await lab.uniformity({ data: Float32Array.from([1, 0, -1, 0]), shape: [2, 2] });
      await lab.close();
      return value;
    })()`);
    expect(uniformity).toBeCloseTo(-8, CLOSE);
    expect((await running.step(1))[0]?.step).toBe(1);
  });

  it.each([
    ['no-adapter', `GPU.prototype.requestAdapter = async () => null;`],
    [
      'no-navigator-gpu',
      `Object.defineProperty(Navigator.prototype, 'gpu', { get: () => undefined, configurable: true });`,
    ],
    [
      'insecure-context',
      `Object.defineProperty(Navigator.prototype, 'gpu', { get: () => undefined, configurable: true });
       Object.defineProperty(globalThis, 'isSecureContext', { get: () => false, configurable: true });`,
    ],
    [
      'device-request-failed',
      `GPUAdapter.prototype.requestDevice = () => Promise.reject(new DOMException('no', 'OperationError'));`,
    ],
  ])('rejects with %s, and the reference opens all the same', async (reason, before) => {
    await using bare = await fixture.open({ path: BARE_PAGE, before });
    await bare.until('globalThis.lab !== undefined');
    const thrown = await bare.run<Refusal>(`(() => { ${HELPERS} return refusal(lab.openLab()); })()`);
    expect(thrown).toMatchObject({ name: 'LabUnavailableError', reason });
    const alignment = await bare.run<number>(`(async () => {
      const reference = await lab.openLab({ backend: 'reference' });
      return reference.alignment(matrix([1, 0], [1, 2]), matrix([-1, 0], [1, 2]));
    })()`);
    expect(alignment).toBeCloseTo(4, 12);
  });

  it('closes: what is called afterwards rejects', async () => {
    for (const backend of BACKENDS) {
      await page.run(`(async () => {
        globalThis.closing = await lab.openLab({ backend: '${backend}' });
        await closing.close();
        await closing.close();
      })()`);
      const thrown = await refusal('closing.uniformity(wave(3, 2, 0))');
      expect(thrown.name).toBe('Error');
      expect(thrown.message).toContain('closed');
    }
  });
});

describe('the two backends agree with each other', () => {
  it('on softmax, masks and rows of masks included', async () => {
    const expression = `softmax((() => {
      const logits = wave(5, 9, 0);
      logits.data[3] = -Infinity;
      logits.data.fill(-Infinity, 18, 27);
      return logits;
    })(), { temperature: 0.3 })`;
    const [gpu, reference] = [
      await call<Record<string, { data: unknown }>>('webgpu', expression),
      await call<Record<string, { data: unknown }>>('reference', expression),
    ];
    for (const name of ['probabilities', 'logProbabilities'] as const) {
      expectClose(numbers(gpu[name]?.data), numbers(reference[name]?.data));
    }
    for (const name of ['logSumExp', 'entropy', 'maximum'] as const) {
      expectClose(numbers(gpu[name]), numbers(reference[name]));
    }
    const probabilities = numbers(gpu.probabilities?.data);
    expect(probabilities[3]).toBe(0);
    expect(probabilities.slice(18, 27).every(Number.isNaN)).toBe(true);
    expect(probabilities.slice(0, 9).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, CLOSE);
  });

  it('on alignment and uniformity, normalised or not', async () => {
    for (const expression of [
      'alignment(wave(33, 5, 0), wave(33, 5, 1))',
      'alignment(wave(33, 5, 0), wave(33, 5, 1), { alpha: 1, normalize: false })',
      'uniformity(wave(67, 7, 2))',
      'uniformity(wave(67, 7, 2), { t: 0.5, normalize: false })',
    ]) {
      const [gpu, reference] = [
        await call<number>('webgpu', expression),
        await call<number>('reference', expression),
      ];
      expect(gpu, expression).toBeCloseTo(reference, CLOSE);
    }
  });

  it.each(LOSSES)('on %s with its gradients', async (loss) => {
    const options = `{ loss: '${loss}', temperature: 0.2, gradient: true }`;
    const expression = `contrastive(wave(37, 6, 0), wave(37, 6, 1), ${options})`;
    const [gpu, reference] = [
      await call<ContrastiveOutcome>('webgpu', expression),
      await call<ContrastiveOutcome>('reference', expression),
    ];
    expect(gpu.loss).toBeCloseTo(reference.loss, CLOSE);
    expect(gpu.accuracy).toBe(reference.accuracy);
    for (const name of ['gradX', 'gradY'] as const) {
      expectClose(numbers(gpu[name]?.data), numbers(reference[name]?.data));
      expect(gpu[name]?.shape).toEqual([37, 6]);
      // Through the normalisation, so along the row nothing can be gained; and it is a gradient of something.
      expect(Math.max(...numbers(gpu[name]?.data).map(Math.abs))).toBeGreaterThan(1e-4);
    }
  });
});

describe.each(BACKENDS)('closed forms on %s', (backend) => {
  const digits = backend === 'webgpu' ? CLOSE : 6;
  const same = 'matrix(Array(20).fill([3, 4]).flat(), [20, 2])';

  it('of collapse: log n, log (2n - 1), alignment 0, uniformity 0', async () => {
    for (const loss of LOSSES) {
      const { loss: value } = await call<ContrastiveOutcome>(
        backend,
        `contrastive(${same}, ${same}, { loss: '${loss}', temperature: 0.05 })`,
      );
      expect(value).toBeCloseTo(Math.log(loss === 'ntxent' ? 39 : 20), digits);
    }
    expect(await call<number>(backend, `alignment(${same}, ${same})`)).toBeCloseTo(0, digits);
    expect(await call<number>(backend, `uniformity(${same})`)).toBeCloseTo(0, digits);
  });

  it('of opposite and orthogonal points', async () => {
    expect(
      await call<number>(backend, 'alignment(matrix([2, 0], [1, 2]), matrix([-5, 0], [1, 2]), { alpha: 3 })'),
    ).toBeCloseTo(8, digits);
    expect(await call<number>(backend, 'uniformity(matrix([1, 0, 0, 1], [2, 2]))')).toBeCloseTo(-4, digits);
    const axes = 'matrix([1, 0, 0, 0, 1, 0, 0, 0, 1], [3, 3])';
    const { loss, accuracy } = await call<ContrastiveOutcome>(
      backend,
      `contrastive(${axes}, ${axes}, { loss: 'infonce', temperature: 0.5 })`,
    );
    expect(loss).toBeCloseTo(Math.log(1 + 2 * Math.exp(-2)), digits);
    expect(accuracy).toBe(1);
  });

  it('of softmax: uniform where all logits are equal, and log 3 at a ratio of 3', async () => {
    const { entropy, logSumExp, maximum } = await call<Record<string, string[]>>(
      backend,
      'softmax(matrix([7, 7, 7, 7, 0, Math.log(3), -Infinity, -Infinity], [2, 4]), { temperature: 1 })',
    );
    expect(Number(entropy?.[0])).toBeCloseTo(Math.log(4), digits);
    expect(Number(logSumExp?.[0])).toBeCloseTo(7 + Math.log(4), digits);
    expect(Number(logSumExp?.[1])).toBeCloseTo(Math.log(4), digits);
    expect(Number(maximum?.[1])).toBeCloseTo(Math.log(3), digits);
  });

  it.each([
    ['softmax(null, { temperature: 1 })', 'logits.data', null],
    ['softmax({ data: [1, 2], shape: [1, 2] }, { temperature: 1 })', 'logits.data', null],
    ['softmax(matrix([1, NaN, 3], [1, 3]), { temperature: 1 })', 'logits.data', 1],
    ['softmax(matrix([1, Infinity], [1, 2]), { temperature: 1 })', 'logits.data', 1],
    ['softmax(matrix([1, 2], [2]), { temperature: 1 })', 'logits.shape', null],
    ['softmax(matrix([], [0, 3]), { temperature: 1 })', 'logits.shape', 0],
    ['softmax(matrix([1, 2, 3], [2, 2]), { temperature: 1 })', 'logits.data', null],
    ['softmax(matrix([1, 2], [1, 2]), { temperature: 0 })', 'temperature', null],
    ['softmax(matrix([1, 2], [1, 2]), { temperature: -1 })', 'temperature', null],
    ['softmax(matrix([1, 2], [1, 2]), { temperature: NaN })', 'temperature', null],
    ['softmax(matrix([1, 2], [1, 2]))', 'temperature', null],
    ['alignment(wave(3, 2, 0), wave(4, 2, 0))', 'y.shape', null],
    ['alignment(wave(3, 2, 0), wave(3, 3, 0))', 'y.shape', null],
    ['alignment(matrix([1, 2, -Infinity, 4], [2, 2]), wave(2, 2, 0))', 'x.data', 2],
    ['alignment(wave(2, 2, 0), wave(2, 2, 0), { alpha: 0 })', 'alpha', null],
    ['alignment(wave(2, 2, 0), matrix([1, 0, 0, 0], [2, 2]))', 'y.data', 2],
    ['alignment(wave(2, 2, 0), wave(2, 2, 0), { normalize: 1 })', 'normalize', null],
    ['uniformity(wave(1, 2, 0))', 'x.shape', null],
    ['uniformity(wave(3, 2, 0), { t: -2 })', 't', null],
    ['uniformity(matrix([], [0, 0]))', 'x.shape', 0],
    [`contrastive(wave(3, 2, 0), wave(3, 2, 1), { loss: 'hinge', temperature: 1 })`, 'loss', null],
    [`contrastive(wave(3, 2, 0), wave(3, 2, 1), { loss: 'infonce', temperature: 0 })`, 'temperature', null],
    [`contrastive(wave(3, 2, 0), wave(2, 2, 1), { loss: 'infonce', temperature: 1 })`, 'y.shape', null],
    [
      `contrastive(matrix([1, 0, 0, NaN], [2, 2]), wave(2, 2, 1), { loss: 'ntxent', temperature: 1 })`,
      'x.data',
      3,
    ],
    [
      `contrastive(wave(3, 2, 0), wave(3, 2, 1), { loss: 'infonce', temperature: 1, gradient: 'yes' })`,
      'gradient',
      null,
    ],
    ['contrastive(wave(3, 2, 0), wave(3, 2, 1))', 'loss', null],
  ])('refuses %s, naming %s', async (expression, argument, index) => {
    const thrown = await refusal(`${backend}.${expression}`);
    expect(thrown).toMatchObject({ name: 'LabInputError', argument, index });
    expect(thrown.message).toContain(argument);
  });

  it('tells the value refused, and computes the next call', async () => {
    expect(await refusal(`${backend}.softmax(matrix([1, 2], [1, 2]), { temperature: -0.5 })`)).toMatchObject({
      value: '-0.5',
      message: expect.stringContaining('-0.5') as string,
    });
    expect(await call<number>(backend, 'uniformity(matrix([1, 0, -1, 0], [2, 2]))')).toBeCloseTo(-8, digits);
  });
});
