import { describe, expect, test } from 'vitest';
import { baseName, parseProjectorConfig } from '../../src/data/projector';
import { embeddings, failure, load, makeFile } from './files';

const TENSOR = [0.5, -1, 2, 3.25, 1e-20, -7];

function bytesFile(name = 'x.bytes', values: readonly number[] = TENSOR): File {
  const bytes = new Uint8Array(4 * values.length);
  for (const [i, value] of values.entries()) new DataView(bytes.buffer).setFloat32(4 * i, value, true);
  return makeFile(name, bytes);
}

function configFile(entry: object, more: readonly object[] = []): File {
  const first = { tensorName: 'Demo', tensorShape: [3, 2], tensorPath: 'x.bytes', ...entry };
  return makeFile('config.json', JSON.stringify({ embeddings: [first, ...more] }));
}

describe('sets that load', () => {
  test('bytes, metadata with a header, in any order of the files', async () => {
    const metadata = makeFile('m.tsv', 'name\tclass\na\tu\nb\tv\nc\tu\n');
    const files = [metadata, bytesFile(), configFile({ metadataPath: 'm.tsv' })];
    for (const order of [files, files.toReversed()]) {
      const { primary, positiveView } = await embeddings(order);
      expect(primary).toMatchObject({ name: 'Demo', shape: [3, 2] });
      expect([...primary.data]).toEqual(TENSOR.map(Math.fround));
      expect(primary.labels).toEqual({ name: 'class', classes: ['u', 'v'], values: Uint32Array.of(0, 1, 0) });
      expect(positiveView).toBeUndefined();
    }
  });

  test('a .tsv tensor, URLs as paths, percent-encoding', async () => {
    const config = configFile({
      tensorPath: 'https://example.org/data/my%20vectors.tsv?raw=true',
      metadataPath: 'oss_data\\words.tsv',
    });
    const files = [
      config,
      makeFile('my vectors.tsv', '0.5\t1\n2\t3\n4\t5\n'),
      makeFile('words.tsv', 'a\n"\nc\n'),
    ];
    const { primary } = await embeddings(files);
    expect([...primary.data]).toEqual([0.5, 1, 2, 3, 4, 5]);
    expect(primary.labels?.classes).toEqual(['"', 'a', 'c']);
  });

  test('a .tsv tensor of one column of whole numbers', async () => {
    const config = configFile({ tensorPath: 'x.tsv', tensorShape: [2, 1] });
    const { primary } = await embeddings([config, makeFile('x.tsv', '3\n4\n')]);
    expect([...primary.data]).toEqual([3, 4]);
  });

  test('the first of several tensors that is there, with notes on the others and on missing metadata', async () => {
    const other = { tensorName: 'Other', tensorShape: [3, 2], tensorPath: 'y.bytes', metadataPath: 'y.tsv' };
    const { primary, notes } = await embeddings([configFile({}, [other]), bytesFile('y.bytes')]);
    expect(primary.name).toBe('Other');
    expect(notes.map(({ code }) => code)).toEqual(['tensors-ignored', 'metadata-missing']);
  });

  test('labels from a file that the config does not name', async () => {
    const { primary } = await embeddings([configFile({}), bytesFile(), makeFile('labels.txt', 'a\nb\na\n')]);
    expect(primary.labels?.classes).toEqual(['a', 'b']);
  });
});

describe('refusals', () => {
  test('bytes without a config', async () => {
    expect((await failure(load([bytesFile()]), 'config-missing')).details.file).toBe('x.bytes');
  });

  test('bytes that the config does not name', async () => {
    await failure(load([configFile({}), bytesFile(), bytesFile('z.bytes')]), 'config-missing');
  });

  test('a config without its tensor', async () => {
    const error = await failure(load([configFile({ tensorPath: 'a/b/x.bytes' })]), 'tensor-missing');
    expect(error.details.path).toBe('a/b/x.bytes');
  });

  test('two configs', async () => {
    await failure(load([configFile({}), makeFile('b.json', '{}')]), 'too-many-configs');
  });

  test('a length that does not fit the shape', async () => {
    const error = await failure(load([configFile({ tensorShape: [3, 3] }), bytesFile()]), 'tensor-length');
    expect(error.details).toMatchObject({ expected: 36, found: 24 });
  });

  test('a .tsv tensor of another shape', async () => {
    const files = [configFile({ tensorPath: 'x.tsv' }), makeFile('x.tsv', '1\t2\n3\t4\n')];
    expect((await failure(load(files), 'tensor-shape')).details).toMatchObject({
      expected: [3, 2],
      found: [2, 2],
    });
  });

  test('metadata of another length names the metadata file', async () => {
    const files = [configFile({ metadataPath: 'm.tsv' }), bytesFile(), makeFile('m.tsv', 'a\nb\n')];
    expect((await failure(load(files), 'label-length')).details).toEqual({
      file: 'm.tsv',
      expected: 3,
      found: 2,
    });
  });

  test('a number that is not finite', async () => {
    const error = await failure(
      load([configFile({}), bytesFile('x.bytes', [1, 2, 3, NaN, 5, Infinity])]),
      'non-finite',
    );
    expect(error.details).toMatchObject({ row: 2, column: 2, value: 'NaN', count: 2 });
  });

  test.each([
    ['not JSON', '{"embeddings": [', 'config-not-json'],
    ['another JSON', '{"name": "package"}', 'config-not-projector'],
    ['null', 'null', 'config-not-projector'],
    ['no entries', '{"embeddings": []}', 'config-not-projector'],
    ['an entry that is no object', '{"embeddings": [7]}', 'config-not-projector'],
    ['no shape', '{"embeddings": [{"tensorPath": "x.bytes"}]}', 'config-shape'],
    ['a shape of text', '{"embeddings": [{"tensorPath": "x", "tensorShape": ["3", "2"]}]}', 'config-shape'],
    ['three axes', '{"embeddings": [{"tensorPath": "x", "tensorShape": [3, 2, 1]}]}', 'config-shape'],
    ['half a row', '{"embeddings": [{"tensorPath": "x", "tensorShape": [1.5, 2]}]}', 'config-shape'],
    ['no rows', '{"embeddings": [{"tensorPath": "x", "tensorShape": [0, 2]}]}', 'config-shape'],
  ] as const)('%s', (_, text, code) => {
    expect(() => parseProjectorConfig(text, 'c.json')).toThrow(expect.objectContaining({ code }));
  });
});

test('baseName', () => {
  expect(['a/b.tsv', 'C:\\x\\b.tsv', 'https://h/p/b.tsv?x=/1#/2', 'b.tsv'].map(baseName)).toEqual(
    Array(4).fill('b.tsv'),
  );
});
