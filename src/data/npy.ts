/** NumPy `.npy` files: numbers become a matrix, a single column of whole numbers or of text labels. */
import { DataError } from './errors';
import type { LoadNote } from './notes';
import { type NpyHeader, readNpyHeader } from './npyHeader';
import { type NpyType, parseNpyType, readText } from './npyTypes';
import { allocate, type FileContent, type NamedFile, type Reading } from './source';

/** Checks type and size before any memory is asked for. */
function plan(
  file: NamedFile,
  header: NpyHeader,
  reading: Reading,
): { type: NpyType; rows: number; columns: number; end: number } {
  const { descr, shape } = header;
  const type = parseNpyType(descr);
  if (type === null) {
    throw /^[<>|=]?O/.test(descr)
      ? new DataError('npy-object', { file: file.name })
      : new DataError('npy-dtype', { file: file.name, dtype: descr });
  }
  const [rows, ...rest] = shape;
  if (rows === undefined) throw new DataError('npy-scalar', { file: file.name });
  if (shape.includes(0)) throw new DataError('empty-array', { file: file.name, shape });
  const columns = rest.reduce((product, size) => product * size, 1);
  if (type.kind === 'text' && columns > 1)
    throw new DataError('npy-dtype', { file: file.name, dtype: descr });
  reading.checkShape(file.name, rows, columns);
  const end = header.dataOffset + rows * columns * type.bytes;
  if (file.size < end) {
    const items = Math.floor((file.size - header.dataOffset) / type.bytes);
    const completeRows = header.fortranOrder && columns > 1 ? 0 : Math.floor(items / columns);
    throw new DataError('npy-truncated', { file: file.name, expected: end, found: file.size, completeRows });
  }
  return { type, rows, columns, end };
}

/**
 * Maps a position in the file to the row-major position. In Fortran order the first index runs fastest,
 * and the axes after it, which are flattened into the columns, run in reverse order too.
 */
function positions(
  { shape, fortranOrder }: NpyHeader,
  rows: number,
  columns: number,
): (position: number) => number {
  if (!fortranOrder) return (position) => position;
  const rest = shape.slice(1);
  const columnOf = Uint32Array.from({ length: columns }, (_, position) => {
    let column = 0;
    for (const size of rest) {
      column = column * size + (position % size);
      position = Math.floor(position / size);
    }
    return column;
  });
  return (position) => (position % rows) * columns + (columnOf[Math.floor(position / rows)] ?? 0);
}

/** Runs over the items in file order, block by block. */
async function forEachItem(
  file: NamedFile,
  reading: Reading,
  begin: number,
  end: number,
  itemBytes: number,
  visit: (view: DataView, offset: number, position: number) => void,
): Promise<void> {
  let position = 0;
  for await (const block of reading.blocks(file, begin, end, itemBytes)) {
    const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
    for (let offset = 0; offset < block.byteLength; offset += itemBytes) visit(view, offset, position++);
  }
}

/**
 * Reads a `.npy` file of format 1.0, 2.0 or 3.0.
 *
 * Numbers (f2 f4 f8 i1 u1 i2 u2 i4 u4 i8 u8 b1, either byte order, C or Fortran order) become float32
 * rows; axes after the first are flattened. A single column that holds only whole numbers, or
 * fixed-length text, becomes labels.
 * @throws DataError for everything that is wrong with the file, its size or its numbers
 */
export async function readNpy(file: NamedFile, reading: Reading): Promise<FileContent> {
  const name = file.name;
  const header = await readNpyHeader(file, reading);
  const { type, rows, columns, end } = plan(file, header, reading);
  const notes: LoadNote[] = [];
  const trailing = file.size - end;
  if (trailing > 0) notes.push({ code: 'trailing-bytes', details: { file: name, bytes: trailing } });
  await reading.advance(file, header.dataOffset + trailing);
  if (header.shape.length > 2 && columns > 1) {
    notes.push({ code: 'flattened', details: { file: name, shape: header.shape, columns } });
  }

  if (type.kind === 'text') {
    const cells: string[] = [];
    await forEachItem(file, reading, header.dataOffset, end, type.bytes, (view, offset) => {
      cells.push(readText(view, offset, type));
    });
    return { file: name, labels: { file: name, name: stem(name), cells, firstMayBeHeader: false }, notes };
  }

  // A single column may be labels, whose whole numbers must survive: 64 bits until that is known.
  const values = columns === 1 ? new Float64Array(rows) : allocate(name, rows * columns);
  const indexOf = positions(header, rows, columns);
  const place = (index: number) =>
    ({
      file: name,
      unit: 'row',
      row: Math.floor(index / columns) + 1,
      column: (index % columns) + 1,
    }) as const;
  let firstBad = Infinity;
  let badValue = 0;
  let badCount = 0;
  let rounded = 0;
  const { read, littleEndian, integer, bytes } = type;
  await forEachItem(file, reading, header.dataOffset, end, bytes, (view, offset, position) => {
    const value = read(view, offset, littleEndian);
    const index = indexOf(position);
    values[index] = value;
    if (integer) {
      if (Number.isSafeInteger(value)) rounded += Math.fround(value) === value ? 0 : 1;
      else throw new DataError('integer-too-large', { ...place(index), value: String(value) });
    } else if (!Number.isFinite(Math.fround(value))) {
      badCount++;
      if (index < firstBad) {
        firstBad = index;
        badValue = value;
      }
    }
  });
  if (badCount > 0) {
    throw new DataError('non-finite', { ...place(firstBad), value: String(badValue), count: badCount });
  }
  if (columns === 1 && values.every((value) => Number.isInteger(value))) {
    const cells = Array.from(values, String);
    return { file: name, labels: { file: name, name: stem(name), cells, firstMayBeHeader: false }, notes };
  }
  if (rounded > 0) notes.push({ code: 'integers-rounded', details: { file: name, count: rounded } });
  const data = values instanceof Float32Array ? values : Float32Array.from(values);
  return { file: name, matrix: { data, shape: [rows, columns] }, notes };
}

/** The file's name without folders and extension. */
export function stem(file: string): string {
  const base = file.split(/[\\/]/).at(-1) ?? file;
  const dot = base.lastIndexOf('.');
  return dot > 0 ? base.slice(0, dot) : base;
}

/**
 * Writes a `.npy` file, format 1.0, `<f4`, C order.
 * @param data row-major, as long as the product of `shape`
 * @throws RangeError when it is not
 */
export function writeNpy(data: Float32Array, shape: readonly number[]): Uint8Array<ArrayBuffer> {
  if (shape.reduce((product, size) => product * size, 1) !== data.length) {
    throw new RangeError(`shape (${shape.join(', ')}) does not hold ${data.length} numbers`);
  }
  const dims = shape.join(', ') + (shape.length === 1 ? ',' : '');
  const dictionary = `{'descr': '<f4', 'fortran_order': False, 'shape': (${dims}), }`;
  // The numbers begin at a multiple of 64 bytes; the header ends with a newline.
  const dataOffset = Math.ceil((10 + dictionary.length + 1) / 64) * 64;
  const header = `${dictionary.padEnd(dataOffset - 11)}\n`;
  const bytes = new Uint8Array(dataOffset + 4 * data.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0]);
  bytes.set(new TextEncoder().encode(header), 10);
  const view = new DataView(bytes.buffer);
  view.setUint16(8, header.length, true);
  data.forEach((value, i) => {
    view.setFloat32(dataOffset + 4 * i, value, true);
  });
  return bytes;
}
