import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { readTable } from '../../src/data/table';
import type { TableMode } from '../../src/data/tableLayout';
import { failure, makeFile, reading } from './files';

const table = (text: string | Uint8Array<ArrayBuffer>, name = 'x.csv', mode: TableMode = 'detect') =>
  readTable(makeFile(name, text), reading(), mode);
const numbers = async (text: string, name?: string) => [...((await table(text, name)).matrix?.data ?? [])];

describe('layouts found by looking', () => {
  test.each([
    ['commas', '1,2\n3,4\n', 'x.csv'],
    ['semicolons', '1;2\n3;4', 'x.csv'],
    ['tabs in .tsv', '1\t2\n3\t4\n', 'x.tsv'],
    ['tabs in .csv', '1\t2\n3\t4\n', 'x.csv'],
    ['bars', '1|2\n3|4\n', 'x.csv'],
    ['spaces, as np.savetxt writes', '1.0e+00 2.0e+00\n3.0e+00 4.0e+00\n', 'x.csv'],
    ['CRLF', '1,2\r\n3,4\r\n', 'x.csv'],
    ['CR', '1,2\r3,4\r', 'x.csv'],
    ['byte order mark', '\ufeff1,2\n3,4\n', 'x.csv'],
    ['header', 'a,b\n1,2\n3,4\n', 'x.csv'],
    ['header with a symbol that looks missing', 'Na,K\n1,2\n3,4\n', 'x.csv'],
    ['header and byte order mark', '\ufeffa,b\r\n1,2\r\n3,4', 'x.csv'],
    ['quoted', '"a","b"\n"1","2"\n"3","4"\n', 'x.csv'],
    ['blank lines', '\n1,2\n\n3,4\n\n\n', 'x.csv'],
    ['padded cells', ' 1 , 2\n 3, 4 \n', 'x.csv'],
    ['a separator at every line end', 'a\tb\t\n1\t2\t\n3\t4\t\n', 'x.tsv'],
    ['pandas without names, with index', ',0,1\n0,1,2\n1,3,4\n', 'x.csv'],
    ['R, row names without a header', 'a b\n"r1" 1 2\n"r2" 3 4\n'.replaceAll(' ', ','), 'x.csv'],
    ['commas in .tsv', '1,2\n3,4\n', 'x.tsv'],
  ])('%s', async (_, text, name) => {
    const { matrix } = await table(text, name);
    expect(matrix?.shape).toEqual([2, 2]);
    expect([...(matrix?.data ?? [])]).toEqual([1, 2, 3, 4]);
  });

  test('UTF-16 with its mark, both orders', async () => {
    for (const little of [true, false]) {
      const text = '\ufeffa\tb\n1\t2\n3\t4\n';
      const bytes = new Uint8Array(2 * text.length);
      for (let i = 0; i < text.length; i++)
        new DataView(bytes.buffer).setUint16(2 * i, text.charCodeAt(i), little);
      expect([...((await table(bytes, 'x.tsv')).matrix?.data ?? [])]).toEqual([1, 2, 3, 4]);
    }
  });

  test('numbers in every spelling', async () => {
    expect(await numbers('+1,-2.5,.5\n1e3,2E-2,7.\n')).toEqual(
      [1, -2.5, 0.5, 1000, 0.02, 7].map(Math.fround),
    );
  });

  test('a header that counts, but not a first row that counts', async () => {
    const header = await table('0,1,2\n.1,.2,.3\n.4,.5,.6\n');
    expect(header.matrix?.shape).toEqual([2, 3]);
    expect(header.notes).toEqual([{ code: 'numeric-header', details: { file: 'x.csv' } }]);
    expect((await table('0,1,2\n3,4,5\n')).matrix?.shape).toEqual([2, 3]);
    expect((await table('1,2,3\n1,2,3\n')).matrix?.shape).toEqual([2, 3]);
    const wide = Array.from({ length: 12 }, (_, i) => i).join(',');
    expect((await table(`${wide}\n${wide.replace('0', '7')}\n`)).matrix?.shape).toEqual([1, 12]);
    const mnist = await table('label,0,1,2\n7,0,255,3\n2,9,8,7\n');
    expect(mnist.matrix?.shape).toEqual([2, 3]);
    expect(mnist.labels?.cells).toEqual(['7', '2']);
  });

  test('row numbers are left out, with a note; an id that does not count stays', async () => {
    const counted = await table('id,a,b\n1,.5,.6\n2,.7,.8\n');
    expect(counted.matrix?.shape).toEqual([2, 2]);
    expect(counted.notes).toEqual([{ code: 'index-column', details: { file: 'x.csv', column: 'id' } }]);
    expect((await table('id,a\n5,.5\n9,.7\n')).matrix?.shape).toEqual([2, 2]);
    expect((await table(',label\n0,cat\n1,dog\n')).matrix).toBeUndefined();
  });

  test('a file of several blocks keeps every number and its lines', async () => {
    const rows = Array.from({ length: 9000 }, (_, i) => `${i}.25,"${i % 2 ? 'odd\nor so' : 'even'}",-${i}`);
    const { matrix, labels } = await table(`a,kind,b\n${rows.join('\n')}`);
    expect(matrix?.shape).toEqual([9000, 2]);
    expect(matrix?.data.every((value, i) => value === (i % 2 ? -(i >> 1) : (i >> 1) + 0.25))).toBe(true);
    expect(labels?.cells[8999]).toBe('odd\nor so');
    // Every second record spans two lines.
    const error = await failure(table(`a,kind,b\n${rows.join('\n')}\nx,even,1`), 'non-numeric');
    expect(error.details).toMatchObject({ row: 1 + 9000 + 4500 + 1, column: 'a', value: 'x' });
  });
});

describe('labels', () => {
  test('text that repeats, from any position', async () => {
    const { matrix, labels } = await table('a,kind,b\n1,cat,2\n3,"a ""big"" dog",4\n5,cat,6\n');
    expect([...(matrix?.data ?? [])]).toEqual([1, 2, 3, 4, 5, 6]);
    expect(labels).toMatchObject({ name: 'kind', cells: ['cat', 'a "big" dog', 'cat'] });
  });

  test('named columns of whole numbers, of fractions not; y beside x is a coordinate', async () => {
    for (const name of ['label', 'Class', 'target', 'y', 'species', 'category', 'digit', '标签']) {
      const { labels, matrix } = await table(`a,b,${name}\n1,2,3\n4,5,6\n`);
      expect(labels).toMatchObject({ name, cells: ['3', '6'] });
      expect(matrix?.shape).toEqual([2, 2]);
    }
    expect((await table('a,target\n1,.5\n2,.25\n')).matrix?.shape).toEqual([2, 2]);
    expect((await table('x,y,z\n1,2,3\n4,5,6\n')).matrix?.shape).toEqual([2, 3]);
  });

  test('the named one of several, with a note on the others', async () => {
    const { labels, notes } = await table('name,label,a\nann,x,1\nbob,y,2\n');
    expect(labels?.name).toBe('label');
    expect(notes).toEqual([{ code: 'columns-ignored', details: { file: 'x.csv', columns: ['name'] } }]);
  });

  test('label files: numbers, text, with and without header, blank lines, punctuation', async () => {
    expect((await table('7\n2\n1\n', 'x.tsv')).labels?.cells).toEqual(['7', '2', '1']);
    expect((await table('label\n7\n2\n')).labels).toMatchObject({ name: 'label', cells: ['7', '2'] });
    expect((await table('cat\ndog\n')).labels).toMatchObject({
      cells: ['cat', 'dog'],
      firstMayBeHeader: true,
    });
    expect((await table('cat\n\ndog\n\n', 'x.txt')).labels?.cells).toEqual(['cat', '', 'dog']);
    expect((await table('York, New\nParis\nSão Paulo\n', 'x.txt')).labels?.cells[0]).toBe('York, New');
    expect((await table('a, b\nc, d\n', 'x.tsv')).labels?.cells).toEqual(['a, b', 'c, d']);
  });

  test('words with vectors, as GloVe writes them', async () => {
    const { matrix, labels } = await table('the 0.1 0.2 0.3\nof 0.4 0.5 0.6\n" 0.7 0.8 0.9\n', 'glove.txt');
    expect(matrix?.shape).toEqual([3, 3]);
    expect(labels?.cells).toEqual(['the', 'of', '"']);
  });

  test('Projector metadata: no header with one column, a header with several, quotes mean nothing', async () => {
    expect((await table('word\n"\n7', 'm.tsv', 'metadata')).labels?.cells).toEqual(['word', '"', '7']);
    const several = await table('word\tcount\n"a\t5\n"b\t6\n', 'm.tsv', 'metadata');
    expect(several.labels).toMatchObject({ name: 'word', cells: ['"a', '"b'] });
  });

  test('a lone quotation mark in .tsv is a character, with a note', async () => {
    const { labels, notes } = await table('word\ta\n"\t1\nx\t2\n"\t3\n', 'x.tsv');
    expect(labels?.cells).toEqual(['"', 'x', '"']);
    expect(notes).toContainEqual({ code: 'quotes-literal', details: { file: 'x.tsv' } });
  });
});

describe('refusals name line and column', () => {
  test('ragged', async () => {
    const error = await failure(table('a,b\n1,2\n\n3,4,5\n'), 'ragged-row');
    expect(error.details).toEqual({ file: 'x.csv', row: 4, expected: 2, found: 3 });
    expect((await failure(table('a,b\n1\n2\n'), 'ragged-row')).details).toMatchObject({ row: 2, found: 1 });
  });

  test.each([
    [
      'text among numbers',
      'a,b\n1,2\n3,4\n5,oops\n6,uh\n',
      'non-numeric',
      { row: 4, column: 'b', value: 'oops', count: 2 },
    ],
    ['decimal comma', '"1,5";2\n3;4\n5;6\n', 'non-numeric', { row: 1, column: 1, value: '1,5', count: 1 }],
    ['hexadecimal', '1,2\n3,4\n0x10,5\n', 'non-numeric', { row: 3, column: 1 }],
    ['empty', '1,2\n3,\n4,5\n', 'empty-cell', { row: 2, column: 2, count: 1 }],
    ['NaN', 'a,b\n1,nan\n2,3\n', 'non-finite', { row: 2, column: 'b', value: 'nan' }],
    ['only NaN', 'nan,nan\nnan,nan\n', 'non-finite', { row: 1, column: 1, count: 4 }],
    ['infinity', '1,2\n-inf,3\n', 'non-finite', { row: 2, column: 1, value: '-inf' }],
    ['beyond 32 bits', '1,2\n3,1e39\n', 'non-finite', { row: 2, column: 2, value: '1e39' }],
    ['after quoted line ends', 'a,t\n1,"x\ny"\nbad,x\n2,x\n3,y\n', 'non-numeric', { row: 4, column: 'a' }],
  ] as const)('%s', async (_, text, code, details) => {
    const error = await failure(table(text), code);
    expect(error.details).toMatchObject({ file: 'x.csv', unit: 'line', ...details });
  });

  test('unclosed quotation mark', async () => {
    expect((await failure(table('a,b\n1,2\n"3,4\n5,6\n'), 'bad-quote')).details.row).toBe(3);
    expect((await failure(table('a,b\n1,2\n"3"x,4\n5,6\n'), 'bad-quote')).details.row).toBe(3);
  });

  test('nothing to read', async () => {
    for (const text of ['a,b\n', '\n\n\n', ' ', 'a,b\n,\n']) await failure(table(text), 'no-rows');
  });

  test('not text', async () => {
    await failure(table(Uint8Array.of(0x31, 0xff, 0x32)), 'not-text');
    await failure(table(Uint8Array.of(0x31, 0x2c, 0, 0x32)), 'not-text');
  });

  test('limits', async () => {
    const file = makeFile('x.csv', '1,2,3\n'.repeat(50));
    await failure(readTable(file, reading({ maxRows: 49 }), 'detect'), 'too-many-rows');
    await failure(readTable(file, reading({ maxColumns: 2 }), 'detect'), 'too-many-columns');
    await failure(readTable(file, reading({ maxElements: 149 }), 'detect'), 'too-many-elements');
    const fits = await readTable(file, reading({ maxRows: 50, maxColumns: 3, maxElements: 150 }), 'detect');
    expect(fits.matrix?.shape).toEqual([50, 3]);
  });
});

test('any text survives quoting', async () => {
  const cell = fc
    .string({ unit: 'grapheme', maxLength: 8 })
    .map((text) => `t${text.replace(/[\r\0]/g, '')}.`.trim());
  const rows = fc.array(fc.tuple(fc.float({ noNaN: true, noDefaultInfinity: true }), cell), {
    minLength: 2,
    maxLength: 30,
  });
  const property = fc.asyncProperty(rows, fc.constantFrom(',', ';'), async (body, delimiter) => {
    const text = Papa.unparse({ fields: ['value', 'label'], data: body }, { delimiter, quotes: true });
    const { matrix, labels } = await table(text);
    expect([...(matrix?.data ?? [])]).toEqual(body.map(([value]) => (value === 0 ? 0 : value)));
    expect(labels?.cells).toEqual(body.map(([, label]) => label));
  });
  await fc.assert(property, { numRuns: 100 });
});
