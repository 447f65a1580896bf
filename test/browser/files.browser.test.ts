/** The visitor's files: what they become in the page, and what is said of those that cannot be read. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { alignment } from '../../src/reference/alignment';
import { normalizeRows } from '../../src/reference/normalize';
import { uniformity } from '../../src/reference/uniformity';
import { npyBytes, npyDictionary } from '../data/files';
import { type LabPage, SMALL, useLab } from './support';

const lab = useLab();
/** Readings of a few rows: f32 kernels on values of order 1. */
const DIGITS = 5;

interface TestFile {
  readonly name: string;
  readonly content: string | Uint8Array<ArrayBuffer>;
}

function bytesOf(array: ArrayBufferView<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function npy(
  name: string,
  descr: string,
  shape: readonly number[],
  values: ArrayBufferView<ArrayBuffer>,
  fortran = false,
): TestFile {
  return { name, content: npyBytes(npyDictionary(descr, shape, fortran), bytesOf(values)) };
}

/** The file as an expression of the page. */
function expression({ name, content }: TestFile): string {
  const base64 = Buffer.from(content).toString('base64');
  return `new File([Uint8Array.from(atob('${base64}'), (c) => c.charCodeAt(0))], '${name}')`;
}

function load(page: LabPage, ...files: readonly TestFile[]): Promise<void> {
  return page.app(`load([${files.map(expression).join(', ')}])`);
}

/** Rows that no two readings confuse: [rows, columns], deterministic. */
function rowsOf(rows: number, columns: number, salt = 0): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: rows * columns }, (_, i) => Math.sin(12.9898 * (i + 1) + 78.233 * salt));
}

/** Readings of the loaded rows as they are, before any step and without noise. */
async function readingsAtStart(page: LabPage): Promise<Map<string, number>> {
  await page.until('collapseLab.app.state().readings[0]?.step === 0');
  const { readings } = await page.state();
  return new Map(readings.map(({ name, value }) => [name, value]));
}

function expectedUniformity(values: ArrayLike<number>, rows: number, columns: number): number {
  return uniformity(normalizeRows(Float64Array.from(values), rows, columns).unit, rows, columns, 2);
}

async function legend(page: LabPage): Promise<string[]> {
  return page.run<string[]>(`[...document.querySelectorAll('.legend li')].map((item) => item.textContent)`);
}

describe('files', () => {
  let page: LabPage;
  beforeAll(async () => {
    page = await lab.open({ link: `${SMALL}&noise=0` });
  });
  afterAll(() => page[Symbol.asyncDispose]());
  beforeEach(async () => {
    await page.app('pause()');
    await page.run(`document.querySelector('.source-forget').click()`);
    await page.app('reset()');
  });

  it('.npy of f4 and of u1 in Fortran order become the rows they hold', async () => {
    const values = rowsOf(12, 3);
    await load(page, npy('f4.npy', '<f4', [12, 3], values));
    expect((await page.state()).controls).toMatchObject({ n: 12, d: 3, batch: 128 });
    expect((await readingsAtStart(page)).get('uniformity')).toBeCloseTo(
      expectedUniformity(values, 12, 3),
      DIGITS,
    );
    const bytes = Uint8Array.from({ length: 35 }, (_, i) => (i * 37 + 11) % 251);
    const rowMajor = Array.from({ length: 35 }, (_, i) => bytes[(i % 5) * 7 + Math.floor(i / 5)] ?? 0);
    await load(page, npy('fortran.npy', '|u1', [7, 5], bytes, true));
    expect((await page.state()).controls).toMatchObject({ n: 7, d: 5 });
    expect((await readingsAtStart(page)).get('uniformity')).toBeCloseTo(
      expectedUniformity(rowMajor, 7, 5),
      DIGITS,
    );
    expect((await page.step(2))[0]).toMatchObject({ step: 2, name: 'loss', value: expect.closeTo(0, -1) });
    expect(await page.text('.source')).toContain('fortran');
    expect(await page.banner()).toBeNull();
  });

  it('.csv with a label column colours by label, and says which', async () => {
    const rows = ['x,y,z,species', '1,0,0,lynx', '0,1,0,"brown bear"', '0,0,1,lynx', '1,1,0,otter'];
    await load(page, { name: 'animals.csv', content: rows.join('\n') });
    expect((await page.state()).controls).toMatchObject({ n: 4, d: 3, colour: 'label' });
    expect(await legend(page)).toEqual(['brown bear', 'lynx', 'otter']);
    expect(await page.text('.legend-title')).toBe('label');
  });

  it('an Embedding Projector trio comes with its metadata', async () => {
    const config = {
      embeddings: [
        { tensorName: 'demo', tensorShape: [6, 4], tensorPath: 'demo.bytes', metadataPath: 'demo.tsv' },
      ],
    };
    await load(
      page,
      { name: 'config.json', content: JSON.stringify(config) },
      { name: 'demo.bytes', content: bytesOf(rowsOf(6, 4)) },
      { name: 'demo.tsv', content: 'label\tnote\nred\ta\nred\tb\nblue\tc\nblue\td\nred\te\nblue\tf' },
    );
    expect((await page.state()).controls).toMatchObject({ n: 6, d: 4 });
    expect(await legend(page)).toEqual(['blue', 'red']);
  });

  it('labels may follow later; a second file of the same shape is the positive view', async () => {
    const [first, second] = [rowsOf(8, 3), rowsOf(8, 3, 1)];
    await load(page, npy('first.npy', '<f4', [8, 3], first));
    await load(page, { name: 'labels.tsv', content: 'u\nu\nv\nv\nu\nv\nu\nv' });
    expect(await legend(page)).toEqual(['u', 'v']);
    expect((await page.state()).controls).toMatchObject({ n: 8, colour: 'label' });
    await load(page, npy('second.npy', '<f4', [8, 3], second));
    const units = [first, second].map((values) => normalizeRows(values, 8, 3).unit);
    const expected = alignment(units[0] ?? [], units[1] ?? [], 8, 3, 2);
    expect((await readingsAtStart(page)).get('alignment')).toBeCloseTo(expected, DIGITS);
    expect(await page.text('.toasts')).toContain('positive view');
    const before = await page.stepsFromStart(3);
    expect(await page.stepsFromStart(3)).toEqual(before);
  });

  it('come through the file button and by dropping, and generated points come back', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'collapse-lab-'));
    try {
      const path = join(folder, 'chosen.csv');
      writeFileSync(path, '1,2\n3,4\n5,7\n');
      const input = await page.page.$('input[data-files]');
      if (!input) throw new Error('there is no file input');
      await (input as typeof input & { uploadFile(path: string): Promise<void> }).uploadFile(path);
      await page.until('collapseLab.app.state().controls.n === 3');
    } finally {
      rmSync(folder, { recursive: true });
    }
    const dropped = expression({ name: 'dropped.csv', content: '1,2\n3,4\n5,7\n7,11\n' });
    await page.run(`(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(${dropped});
      const fire = (type) =>
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      fire('dragenter');
      globalThis.overlayShown = !document.querySelector('.drop').hidden;
      fire('drop');
    })()`);
    expect(await page.run('overlayShown')).toBe(true);
    expect(await page.run(`document.querySelector('.drop').hidden`)).toBe(true);
    await page.until('collapseLab.app.state().controls.n === 4');
    expect(await page.run(`document.querySelector('[data-control=n] input').disabled`)).toBe(true);
    await page.run(`document.querySelector('.source-forget').click()`);
    await page.until('collapseLab.app.state().controls.n === 128');
    expect(await page.run(`document.querySelector('[data-control=n] input').disabled`)).toBe(false);
  });

  const NAN_ROW = rowsOf(4, 3);
  NAN_ROW[4] = Number.NaN;
  const ZERO_ROW = rowsOf(4, 3).fill(0, 6, 9);
  const BAD: readonly [string, readonly TestFile[], readonly string[]][] = [
    ['ragged rows', [{ name: 'ragged.csv', content: '1,2\n3,4\n5\n' }], ['ragged.csv', 'line 3']],
    ['NaN', [npy('nan.npy', '<f4', [4, 3], NAN_ROW)], ['nan.npy', 'row 2', 'column 2']],
    [
      'a truncated array',
      [npy('short.npy', '<f4', [4, 3], rowsOf(2, 3))],
      ['short.npy', '2 rows are complete'],
    ],
    ['an unknown dtype', [npy('complex.npy', '<c8', [2, 3], rowsOf(4, 3))], ['complex.npy', '<c8']],
    ['a row of zeros', [npy('zeros.npy', '<f4', [4, 3], ZERO_ROW)], ['zeros.npy', 'row 3']],
    ['an array without rows', [npy('none.npy', '<f4', [0, 3], rowsOf(0, 3))], ['none.npy', '(0, 3)']],
    ['an empty file', [{ name: 'empty.csv', content: '' }], ['empty.csv']],
    ['a header alone', [{ name: 'header.csv', content: 'a,b,c\n' }], ['header.csv']],
    ['an unknown kind', [{ name: 'notes.docx', content: 'x' }], ['notes.docx']],
    [
      'labels of another length',
      [npy('three.npy', '<f4', [3, 2], rowsOf(3, 2)), { name: 'two.tsv', content: 'a\nb' }],
      ['two.tsv', '2 labels', '3 embeddings'],
    ],
    [
      'views of unlike shape',
      [npy('a.npy', '<f4', [3, 2], rowsOf(3, 2)), npy('b.npy', '<f4', [2, 3], rowsOf(2, 3))],
      ['b.npy', '(2, 3)', '(3, 2)'],
    ],
    ['labels of nothing', [{ name: 'labels.tsv', content: 'a\nb\na\n' }], ['labels.tsv']],
  ];

  it.each(BAD)(
    'refuses %s: says where and what to do, and the run goes on untouched',
    async (_, files, told) => {
      await page.app('step(2)');
      const before = await page.state();
      await load(page, ...files);
      const banner = await page.waitForBanner();
      expect(banner.role).toBe('alert');
      for (const text of told) expect(banner.what).toContain(text);
      expect(banner.steps.join('').length).toBeGreaterThan(10);
      const { errors, ...after } = await page.state();
      expect({ ...after, errors: before.errors }).toEqual(before);
      expect(errors).toHaveLength(before.errors.length + 1);
      await page.run(`document.querySelector('[data-language=zh]').click()`);
      const translated = await page.waitForBanner();
      for (const text of [translated.what, ...translated.steps]) expect(text).toMatch(/\p{Script=Han}/u);
      await page.run(`document.querySelector('[data-language=en]').click()`);
      await page.dismissBanner();
      expect((await page.step(1))[0]?.step).toBe(3);
    },
  );

  it('refuses 10 GB before reading a byte of it, while the run goes on', async () => {
    await page.app('run()');
    await page.app(`load([new File(Array(10 * 64).fill(new Blob([new Uint8Array(2 ** 24)])), 'huge.npy')])`);
    const banner = await page.waitForBanner();
    expect(banner.what).toContain('huge.npy has 10.0 GiB; the limit is 1.0 GiB');
    expect((await page.state()).running).toBe(true);
    const { step } = await page.state();
    await page.until(`collapseLab.app.state().step > ${step + 1}`);
    await page.dismissBanner();
  });

  it('can be cancelled while they are read, and leave nothing behind', async () => {
    await page.app('step(1)');
    const before = await page.state();
    await page.run(`(() => {
      const row = Array(200).fill('0.12345678').join(',') + '\\n';
      const file = new File([new Blob(Array(40_000).fill(row))], 'long.csv');
      globalThis.loading = collapseLab.app.load([file]);
    })()`);
    await page.until(`!document.querySelector('.loading').hidden`);
    expect(await page.text('.loading-name')).toContain('long.csv');
    await page.run(`document.querySelector('.loading button').click()`);
    await page.run('loading');
    expect(await page.run(`document.querySelector('.loading').hidden`)).toBe(true);
    expect(await page.state()).toEqual(before);
    expect(await page.banner()).toBeNull();
  });

  it('stay loaded through a restart', async () => {
    await load(page, npy('kept.npy', '<f4', [9, 4], rowsOf(9, 4)));
    const first = await page.stepsFromStart(3);
    await page.app(`set('loss', 'symmetric')`);
    expect(await page.state()).toMatchObject({ step: 0, controls: { n: 9, d: 4, loss: 'symmetric' } });
    await page.app(`set('loss', 'infonce')`);
    expect(await page.stepsFromStart(3)).toEqual(first);
  });
});

const DATA = fileURLToPath(new URL('../../../shared/data', import.meta.url));

describe.skipIf(!existsSync(DATA))('real embeddings', () => {
  it.each([
    [['mnist10k_u8.npy', 'mnist10k_labels.tsv'], 10_000, 784, '0'],
    [['digits_f32.npy', 'digits_labels.tsv'], 1797, 64, '0'],
    [['iris_projector_config.json', 'iris_tensors.bytes', 'iris_labels.tsv'], 150, 4, 'setosa'],
  ])('%j load, are coloured by label and train', async (names, rows, columns, label) => {
    await using page = await lab.open({ link: SMALL });
    await page.app('pause()');
    const input = await page.page.$('input[data-files]');
    if (!input) throw new Error('there is no file input');
    await (input as typeof input & { uploadFile(...paths: string[]): Promise<void> }).uploadFile(
      ...names.map((name) => join(DATA, name)),
    );
    await page.until(`collapseLab.app.state().controls.n === ${rows}`);
    expect((await page.state()).controls).toMatchObject({ d: columns, colour: 'label' });
    expect((await legend(page)).join(' ')).toContain(label);
    const readings = await page.stepsFromStart(3);
    for (const { step, value, name } of readings) {
      expect(step).toBe(3);
      expect(Number.isFinite(value), name).toBe(true);
    }
    expect((await page.picture()).vivid).toBeGreaterThan(0);
  });
});
