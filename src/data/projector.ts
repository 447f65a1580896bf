/**
 * Embedding Projector sets: a config JSON that names a tensor file (`.bytes`: float32, little-endian,
 * row-major; or `.tsv`) and a metadata `.tsv`. Source: github.com/tensorflow/embedding-projector-standalone.
 */
import type { Matrix } from './dataset';
import { DataError } from './errors';
import type { LoadNote } from './notes';
import { allocate, type FileContent, type LabelCells, type NamedFile, type Reading } from './source';
import { readTable } from './table';

/** One entry of `embeddings` in the config. */
export interface ProjectorEntry {
  readonly tensorName: string;
  readonly tensorShape: readonly [number, number];
  readonly tensorPath: string;
  readonly metadataPath: string | null;
}

/** A config is a few lines; anything longer is another kind of JSON. */
const MAX_CONFIG_BYTES = 1 << 20;

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

/**
 * Checks a config.
 * @param file name for the messages
 * @throws DataError config-not-json, config-not-projector, config-shape
 */
export function parseProjectorConfig(text: string, file: string): readonly ProjectorEntry[] {
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch {
    throw new DataError('config-not-json', { file });
  }
  const embeddings = isRecord(config) ? config.embeddings : undefined;
  if (!Array.isArray(embeddings) || embeddings.length === 0) {
    throw new DataError('config-not-projector', { file });
  }
  return embeddings.map((entry: unknown): ProjectorEntry => {
    if (!isRecord(entry) || typeof entry.tensorPath !== 'string') {
      throw new DataError('config-not-projector', { file });
    }
    const { tensorPath, tensorName, tensorShape, metadataPath } = entry;
    const name = typeof tensorName === 'string' ? tensorName : baseName(tensorPath);
    const [rows, columns]: unknown[] = Array.isArray(tensorShape) ? tensorShape : [];
    if (!Array.isArray(tensorShape) || tensorShape.length !== 2 || !isSize(rows) || !isSize(columns)) {
      throw new DataError('config-shape', {
        file,
        tensor: name,
        shape: JSON.stringify(tensorShape) ?? 'missing',
      });
    }
    return {
      tensorName: name,
      tensorShape: [rows, columns],
      tensorPath,
      metadataPath: typeof metadataPath === 'string' && metadataPath !== '' ? metadataPath : null,
    };
  });
}

/** Last segment of a path or URL, without query and fragment. */
export function baseName(path: string): string {
  const clean = path.replace(/[?#].*$/, '');
  return clean.split(/[\\/]/).at(-1) ?? clean;
}

/** Dropped files have names only, so a path in the config is matched by its last segment. */
function findFile(path: string, files: readonly NamedFile[]): NamedFile | undefined {
  const names = new Set([baseName(path)]);
  try {
    names.add(decodeURIComponent(baseName(path)));
  } catch {
    // Not percent-encoded after all: the plain name stands.
  }
  return files.find((file) => names.has(file.name));
}

/** @throws DataError tensor-length, non-finite and those of reading */
async function readTensor(
  file: NamedFile,
  shape: readonly [number, number],
  reading: Reading,
): Promise<Matrix> {
  const [rows, columns] = shape;
  reading.checkShape(file.name, rows, columns);
  const expected = 4 * rows * columns;
  if (file.size !== expected) {
    throw new DataError('tensor-length', { file: file.name, expected, found: file.size, shape });
  }
  const data = allocate(file.name, rows * columns);
  let at = 0;
  let first = -1;
  let count = 0;
  for await (const block of reading.blocks(file, 0, file.size, 4)) {
    const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
    for (let offset = 0; offset < block.byteLength; offset += 4, at++) {
      const value = view.getFloat32(offset, true);
      data[at] = value;
      if (Number.isFinite(value)) continue;
      if (first < 0) first = at;
      count++;
    }
  }
  if (first >= 0) {
    const row = Math.floor(first / columns) + 1;
    const column = (first % columns) + 1;
    throw new DataError('non-finite', {
      file: file.name,
      unit: 'row',
      row,
      column,
      value: String(data[first]),
      count,
    });
  }
  return { data, shape };
}

/** A `.tsv` tensor: numbers only, no header, of the promised shape. */
async function readTextTensor(
  file: NamedFile,
  shape: readonly [number, number],
  reading: Reading,
): Promise<Matrix> {
  const { matrix, labels } = await readTable(file, reading, 'tensors');
  // A single column of whole numbers comes as labels; here it is known to be a tensor.
  const cells = labels?.cells ?? [];
  const tensor = matrix ?? { data: Float32Array.from(cells, Number), shape: [cells.length, 1] as const };
  if (tensor.shape[0] !== shape[0] || tensor.shape[1] !== shape[1]) {
    throw new DataError('tensor-shape', { file: file.name, expected: shape, found: tensor.shape });
  }
  return tensor;
}

/**
 * Reads what a config describes from the files given with it. Of several tensors it takes the first
 * whose file is there.
 * @returns the content, named as the tensor is, and the files that it used
 * @throws DataError for a bad config, a missing tensor, a wrong length, and those of reading
 */
export async function readProjector(
  config: NamedFile,
  files: readonly NamedFile[],
  reading: Reading,
): Promise<{ readonly content: FileContent; readonly name: string; readonly used: readonly NamedFile[] }> {
  if (config.size > MAX_CONFIG_BYTES) throw new DataError('config-not-projector', { file: config.name });
  const text = new TextDecoder().decode(await reading.bytes(config, 0, config.size));
  await reading.advance(config, config.size);
  const entries = parseProjectorConfig(text, config.name);
  const entry = entries.find(({ tensorPath }) => findFile(tensorPath, files)) ?? entries[0];
  const tensor = entry && findFile(entry.tensorPath, files);
  if (entry === undefined || tensor === undefined) {
    throw new DataError('tensor-missing', { file: config.name, path: entry?.tensorPath ?? '' });
  }
  const notes: LoadNote[] = [];
  const others = entries.filter((other) => other !== entry).map(({ tensorName }) => tensorName);
  if (others.length > 0)
    notes.push({ code: 'tensors-ignored', details: { file: config.name, names: others } });

  const isText = /\.(tsv|txt)$/i.test(tensor.name);
  const matrix = await (isText ? readTextTensor : readTensor)(tensor, entry.tensorShape, reading);
  const metadata = entry.metadataPath === null ? undefined : findFile(entry.metadataPath, files);
  let labels: LabelCells | undefined;
  if (metadata !== undefined) {
    const table = await readTable(metadata, reading, 'metadata');
    labels = table.labels;
    notes.push(...table.notes);
  } else if (entry.metadataPath !== null) {
    notes.push({ code: 'metadata-missing', details: { file: config.name, path: entry.metadataPath } });
  }
  const content: FileContent = { file: tensor.name, matrix, notes, ...(labels && { labels }) };
  return { content, name: entry.tensorName, used: metadata ? [config, tensor, metadata] : [config, tensor] };
}
