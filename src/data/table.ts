/** `.csv`, `.tsv` and `.txt` tables: numeric columns become the matrix, one of the others the labels. */
import { DataError } from './errors';
import { areClasses, isIntegerText } from './labels';
import type { LoadNote } from './notes';
import { stem } from './npy';
import { allocate, type FileContent, type LabelCells, type NamedFile, type Reading } from './source';
import {
  decideLayout,
  isIndexName,
  isLabelName,
  isNotFinite,
  parseNumber,
  type TableLayout,
  type TableMode,
} from './tableLayout';
import { type TableRecord, tableRecords } from './tableRecords';

/** The layout is decided from this many lines. */
const SAMPLE_RECORDS = 100;
const BLOCK_ELEMENTS = 1 << 18;

interface TextColumn {
  /** Position among all columns, 0-based. */
  readonly at: number;
  readonly cells: string[];
  /** One shared string per distinct value. */
  readonly distinct: Map<string, string>;
}

type CellCode = 'empty-cell' | 'non-finite' | 'non-numeric';

/** Collects records; memory is bounded by the limits, checked row by row. */
class TableBuilder {
  readonly #file: string;
  readonly #reading: Reading;
  readonly #layout: TableLayout;
  readonly #numeric: readonly number[];
  readonly #texts: readonly TextColumn[];
  readonly #blocks: Float32Array[] = [];
  #block: Float32Array;
  #used = 0;
  #rows = 0;
  #blankLines = 0;
  #problem: { code: CellCode; row: number; column: string | number; value: string } | null = null;
  #problems = 0;

  constructor(file: string, reading: Reading, layout: TableLayout) {
    this.#file = file;
    this.#reading = reading;
    this.#layout = layout;
    this.#numeric = layout.kinds.flatMap((kind, at) => (kind === 'number' ? [at] : []));
    this.#texts = layout.kinds.flatMap((kind, at) =>
      kind === 'text' ? [{ at, cells: [], distinct: new Map<string, string>() }] : [],
    );
    reading.checkShape(file, 0, layout.width);
    this.#block = this.#newBlock();
  }

  add({ cells, line }: TableRecord): void {
    const { width } = this.#layout;
    if (cells.length === 1 && (cells[0] ?? '').trim() === '') {
      // In a list of labels a blank line is an empty label, unless only the end of the file follows.
      if (width === 1) this.#blankLines++;
      return;
    }
    for (; this.#blankLines > 0; this.#blankLines--) this.#addRow([''], line - this.#blankLines);
    if (cells.length !== width) {
      throw new DataError('ragged-row', {
        file: this.#file,
        row: line,
        expected: width,
        found: cells.length,
      });
    }
    this.#addRow(cells, line);
  }

  #addRow(cells: readonly string[], line: number): void {
    this.#rows++;
    this.#reading.checkShape(this.#file, this.#rows, Math.max(1, this.#numeric.length));
    for (const { at, cells: column, distinct } of this.#texts) {
      const cell = (cells[at] ?? '').trim();
      const shared = distinct.get(cell);
      if (shared === undefined) distinct.set(cell, cell);
      column.push(shared ?? cell);
    }
    if (this.#used + this.#numeric.length > this.#block.length) {
      this.#blocks.push(this.#block.subarray(0, this.#used));
      this.#block = this.#newBlock();
      this.#used = 0;
    }
    for (const at of this.#numeric) {
      const cell = (cells[at] ?? '').trim();
      const value = parseNumber(cell);
      if (value === null || !Number.isFinite(Math.fround(value))) this.#report(cell, line, at, value);
      this.#block[this.#used++] = value ?? 0;
    }
  }

  #report(cell: string, row: number, at: number, value: number | null): void {
    this.#problems++;
    const code =
      cell === '' ? 'empty-cell' : value !== null || isNotFinite(cell) ? 'non-finite' : 'non-numeric';
    this.#problem ??= { code, row, column: this.#columnName(at), value: cell };
  }

  /** @throws DataError no-rows, or the first unusable cell with the number of all */
  finish(): FileContent {
    const file = this.#file;
    if (this.#rows === 0) throw new DataError('no-rows', { file });
    if (this.#problem !== null) {
      const { code, ...problem } = this.#problem;
      throw new DataError(code, { file, unit: 'line', ...problem, count: this.#problems });
    }
    const notes: LoadNote[] = [...this.#layout.notes];
    const indexColumns = this.#numeric.filter((at, position) => this.#countsRows(at, position));
    for (const at of indexColumns) {
      notes.push({ code: 'index-column', details: { file, column: this.#columnName(at) } });
    }
    const kept = this.#numeric.flatMap((at, position) => (indexColumns.includes(at) ? [] : [position]));
    const data = this.#columns(kept);
    const single = kept.length === 1 && this.#texts.length === 0;
    if (single && data.every((value) => Number.isInteger(value))) {
      const at = this.#numeric[kept[0] ?? 0] ?? 0;
      const name = this.#layout.header?.[at] || stem(file);
      return {
        file,
        labels: { file, name, cells: Array.from(data, String), firstMayBeHeader: false },
        notes,
      };
    }
    const labels = this.#labels(notes);
    if (kept.length === 0 && !labels) throw new DataError('no-rows', { file });
    const matrix = kept.length > 0 ? { data, shape: [this.#rows, kept.length] as const } : undefined;
    return { file, notes, ...(matrix && { matrix }), ...(labels && { labels }) };
  }

  /** Columns that exporters add: named as an index, 0, 1, 2, ... or 1, 2, 3, ... */
  #countsRows(at: number, position: number): boolean {
    const name = this.#layout.header?.[at];
    if (name === undefined || !isIndexName(name)) return false;
    if (this.#numeric.length === 1 && this.#texts.length === 0) return false;
    const column = this.#columns([position]);
    const start = column[0];
    return (start === 0 || start === 1) && column.every((value, row) => value === start + row);
  }

  /** Gathers columns by their position among the numeric ones into one matrix. */
  #columns(positions: readonly number[]): Float32Array {
    const stride = this.#numeric.length;
    const result = allocate(this.#file, this.#rows * positions.length);
    let to = 0;
    for (const block of [...this.#blocks, this.#block.subarray(0, this.#used)]) {
      if (positions.length === stride) {
        result.set(block, to);
        to += block.length;
        continue;
      }
      for (let row = 0; row < block.length; row += stride) {
        for (const position of positions) result[to++] = block[row + position] ?? 0;
      }
    }
    return result;
  }

  /** A named label column, else text that repeats, else whole numbers that repeat, else any text. */
  #labels(notes: LoadNote[]): LabelCells | undefined {
    const names = this.#layout.header ?? [];
    const filled = this.#texts.filter(({ distinct }) => distinct.size > 1 || !distinct.has(''));
    const repeats = filled.filter(({ distinct }) => areClasses(distinct.size, this.#rows));
    const chosen =
      filled.find(({ at }) => isLabelName(names[at] ?? '', names)) ??
      repeats.find(({ cells }) => !cells.every((cell) => parseNumber(cell) !== null)) ??
      repeats.find(({ cells }) => cells.every(isIntegerText)) ??
      filled[0];
    if (chosen === undefined) return undefined;
    const others = filled.filter((column) => column !== chosen).map(({ at }) => this.#columnName(at));
    if (others.length > 0)
      notes.push({ code: 'columns-ignored', details: { file: this.#file, columns: others } });
    return {
      file: this.#file,
      name: names[chosen.at] || stem(this.#file),
      cells: chosen.cells,
      firstMayBeHeader: this.#layout.header === null && this.#layout.width === 1,
    };
  }

  #columnName(at: number): string | number {
    return this.#layout.header?.[at] || at + 1;
  }

  #newBlock(): Float32Array {
    const rows = Math.max(1, Math.floor(BLOCK_ELEMENTS / Math.max(1, this.#numeric.length)));
    return allocate(this.#file, rows * this.#numeric.length);
  }
}

/** Feeds the records to a builder, once enough of them are seen to know the columns. */
async function build(
  file: NamedFile,
  reading: Reading,
  mode: TableMode,
  quotes: boolean,
): Promise<FileContent> {
  const extension = file.name.split('.').at(-1)?.toLowerCase() ?? '';
  const waiting: TableRecord[] = [];
  const isFilled = ({ cells }: TableRecord) => cells.length > 1 || (cells[0] ?? '').trim() !== '';
  let filled = 0;
  let builder: TableBuilder | null = null;
  const start = (): TableBuilder => {
    const sample = waiting.filter(isFilled);
    if (sample.length === 0) throw new DataError('no-rows', { file: file.name });
    const layout = decideLayout(
      sample.slice(0, SAMPLE_RECORDS).map(({ cells }) => cells),
      mode,
      file.name,
    );
    const started = new TableBuilder(file.name, reading, layout);
    const header = layout.header === null ? null : sample[0];
    for (const record of waiting) if (record !== header) started.add(record);
    return started;
  };
  const delimiter = mode === 'detect' ? {} : { delimiter: '\t' };
  for await (const records of tableRecords(file, reading, { extension, quotes, ...delimiter })) {
    for (const record of records) {
      if (builder !== null) {
        builder.add(record);
        continue;
      }
      waiting.push(record);
      if (isFilled(record) && ++filled === SAMPLE_RECORDS) builder = start();
    }
  }
  return (builder ?? start()).finish();
}

/**
 * Reads a table. Separator, header, label column and row numbers are found by looking; notes say what
 * was decided. Rows in errors are lines of the file, counted from 1.
 * @throws DataError for everything that is wrong with the file, its size or its cells
 */
export async function readTable(file: NamedFile, reading: Reading, mode: TableMode): Promise<FileContent> {
  // The Projector's files know no quoting: a token may be a quotation mark.
  if (mode !== 'detect') return build(file, reading, mode, false);
  try {
    return await build(file, reading, mode, true);
  } catch (error) {
    const literal =
      error instanceof DataError && error.code === 'bad-quote' && /\.(tsv|txt)$/i.test(file.name);
    if (!literal) throw error;
    const content = await build(file, reading, mode, false);
    return {
      ...content,
      notes: [...content.notes, { code: 'quotes-literal', details: { file: file.name } }],
    };
  }
}
