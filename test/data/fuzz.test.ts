import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DataError, describeDataError } from '../../src/data/errors';
import { writeNpy } from '../../src/data/npy';
import { load, makeFile } from './files';

/** Long enough for a busy machine, short against a hang. */
const HANG_MS = 2000;

/** Loads and checks that the outcome is a sound dataset or a DataError with words. */
async function outcome(files: readonly File[]): Promise<'loaded' | 'refused'> {
  const begin = performance.now();
  try {
    const result = await load(files, { existing: { rows: 3 } });
    if (result.kind === 'embeddings') {
      const { data, shape, labels } = result.primary;
      expect(data.length).toBe(shape[0] * shape[1]);
      expect(data.length).toBeGreaterThan(0);
      expect(data.every(Number.isFinite)).toBe(true);
      if (labels) {
        expect(labels.values.length).toBe(shape[0]);
        expect(labels.values.every((value) => value < labels.classes.length)).toBe(true);
      }
    }
    return 'loaded';
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    for (const language of ['en', 'zh'] as const) {
      const { message, remedy } = describeDataError(error, language);
      expect(message.length * remedy.length).toBeGreaterThan(0);
      expect(`${message}${remedy}`).not.toMatch(/undefined|NaN bytes|\[object/);
    }
    return 'refused';
  } finally {
    expect(performance.now() - begin).toBeLessThan(HANG_MS);
  }
}

const npy = writeNpy(
  Float32Array.from({ length: 12 }, (_, i) => i / 8),
  [3, 4],
);
const encode = (text: string) => new TextEncoder().encode(text);
const csv = encode('a,kind,b\n1.5,"cat, big",2\n-3,"a ""dog""",4e1\n5,cat,6\n');
const tsv = encode('word\tcount\nthe\t5\n"\t6\nof\t7\n');
const config = encode(
  '{"embeddings":[{"tensorName":"t","tensorShape":[3,2],"tensorPath":"x.bytes","metadataPath":"m.tsv"}]}',
);
const tensor = new Uint8Array(Float32Array.of(1, 2, 3, 4, 5, 6).buffer);
const metadata = encode('a\nb\nc\n');

/** The valid sets, each as the bytes that are spoilt and the files made of them. */
const SETS: readonly {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
  files: (bytes: Uint8Array<ArrayBuffer>) => File[];
}[] = [
  { name: 'npy', bytes: npy, files: (bytes) => [makeFile('x.npy', bytes)] },
  { name: 'csv', bytes: csv, files: (bytes) => [makeFile('x.csv', bytes)] },
  {
    name: 'tsv beside an array',
    bytes: tsv,
    files: (bytes) => [makeFile('x.npy', npy), makeFile('x.tsv', bytes)],
  },
  {
    name: 'projector config',
    bytes: config,
    files: (bytes) => [makeFile('c.json', bytes), makeFile('x.bytes', tensor), makeFile('m.tsv', metadata)],
  },
  {
    name: 'projector tensor',
    bytes: tensor,
    files: (bytes) => [makeFile('c.json', config), makeFile('x.bytes', bytes), makeFile('m.tsv', metadata)],
  },
  {
    name: 'projector metadata',
    bytes: metadata,
    files: (bytes) => [makeFile('c.json', config), makeFile('x.bytes', tensor), makeFile('m.tsv', bytes)],
  },
];

describe.each(SETS)('$name', ({ bytes, files }) => {
  test('loads unspoilt', async () => {
    expect(await outcome(files(bytes))).toBe('loaded');
  });

  test('cut anywhere', async () => {
    for (let length = 0; length < bytes.length; length++) await outcome(files(bytes.slice(0, length)));
  });

  test('with bytes changed, inserted and removed', async () => {
    const edit = fc.record({
      at: fc.nat(bytes.length - 1),
      remove: fc.nat(3),
      insert: fc.oneof(
        fc.uint8Array({ maxLength: 4 }),
        fc.constantFrom('"', ',', '\n', '\t', '\r', '(', '-', '0', 'e', '\ufeff', 'nan').map(encode),
      ),
    });
    const property = fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), async (edits) => {
      let spoilt = [...bytes];
      for (const { at, remove, insert } of edits) spoilt = spoilt.toSpliced(at, remove, ...insert);
      await outcome(files(Uint8Array.from(spoilt)));
    });
    await fc.assert(property, { numRuns: 250 });
  });

  test('replaced by random bytes', async () => {
    const property = fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 400 }), async (random) => {
      await outcome(files(Uint8Array.from(random)));
    });
    await fc.assert(property, { numRuns: 150 });
  });
});

test('npy with random dictionaries', async () => {
  const piece = fc.constantFrom(
    '{',
    '}',
    '(',
    ')',
    '[',
    ']',
    ',',
    ':',
    "'",
    '"',
    '\\',
    ' ',
    '1',
    '3L',
    'True',
    'None',
    "'descr'",
    "'<f4'",
    "'fortran_order'",
    "'shape'",
  );
  const property = fc.asyncProperty(fc.array(piece, { maxLength: 30 }), async (pieces) => {
    const text = encode(`${pieces.join('')}\n`);
    const bytes = Uint8Array.of(
      0x93,
      0x4e,
      0x55,
      0x4d,
      0x50,
      0x59,
      1,
      0,
      text.length,
      0,
      ...text,
      ...new Uint8Array(48),
    );
    await outcome([makeFile('x.npy', bytes)]);
  });
  await fc.assert(property, { numRuns: 300 });
});

test('tables of random cells', async () => {
  const cell = fc.constantFrom(
    '1',
    '-2.5',
    '',
    'nan',
    'cat',
    '"',
    '""',
    '"a',
    'b"',
    '1e99',
    '0x1',
    ' ',
    'label',
    '0',
    '1,5',
    '\r',
  );
  const separator = fc.constantFrom(',', '\t', ';', '\n', '\n', ' ');
  const text = fc.array(fc.tuple(cell, separator), { maxLength: 60 }).map((pairs) => pairs.flat().join(''));
  const property = fc.asyncProperty(
    text,
    fc.constantFrom('csv', 'tsv', 'txt'),
    async (content, extension) => {
      await outcome([makeFile(`x.${extension}`, content)]);
    },
  );
  await fc.assert(property, { numRuns: 800 });
});

test('hostile sizes end quickly', async () => {
  const quotes = makeFile('x.csv', `a,b\n"${'1,2\n'.repeat(1_000_000)}`);
  const oneLine = makeFile('x.csv', '1'.repeat(9_000_000));
  const wide = makeFile('x.csv', '1,'.repeat(1_000_000));
  const blank = makeFile('x.csv', '\n'.repeat(1_000_000));
  for (const file of [quotes, oneLine, wide, blank]) expect(await outcome([file])).toBe('refused');
});
