/** Text -> records: papaparse fed block by block, with line numbers as in the file. */
import Papa from 'papaparse';
import { DataError } from './errors';
import { type NamedFile, type Reading, textBlocks } from './source';
import { parseNumber } from './tableLayout';

/** One line (or, with quoted line ends, several) of a table. */
export interface TableRecord {
  readonly cells: readonly string[];
  /** 1-based line of the file on which it begins. */
  readonly line: number;
}

/** A longer record is an unclosed quotation mark or no table; trying on would take quadratic time. */
const MAX_RECORD_CHARACTERS = 1 << 23;
/** Stands for "no separator": cannot occur in a file that passed as text. */
const NONE = '\0';
const SAMPLE_LINES = 20;
const SEPARATORS = [',', '\t', ';', '|'] as const;

function widths(lines: readonly string[], delimiter: string): number[] {
  return lines.map((line) => line.split(delimiter).length);
}

/**
 * Finds the separator in the first lines.
 * `.tsv` means tab wherever there is one. Spaces count only between numbers, after at most one word (as
 * np.savetxt and GloVe write them), and in `.txt` an irregular separator is part of the text: such a
 * file is a list of lines.
 */
export function findDelimiter(sample: string, extension: string): string {
  const lines = sample.split('\n', SAMPLE_LINES).filter((line) => line.trim() !== '');
  if (extension === 'tsv' && lines.some((line) => line.includes('\t'))) return '\t';
  const areNumbers = (cells: readonly string[]) =>
    cells.length > 1 && cells.every((cell) => parseNumber(cell.trim()) !== null);
  const guess = Papa.parse<string[]>(lines.join('\n'), {
    preview: SAMPLE_LINES,
    delimitersToGuess: [...SEPARATORS],
  });
  if (guess.errors.some((error) => error.code === 'UndetectableDelimiter')) {
    if (
      lines.every((line) => areNumbers(line.split(' '))) ||
      lines.every((line) => areNumbers(line.split(' ').slice(1)))
    ) {
      return ' ';
    }
    const first = SEPARATORS.find((separator) => lines[0]?.includes(separator));
    return (extension === 'csv' ? first : undefined) ?? NONE;
  }
  const { delimiter } = guess.meta;
  if (extension === 'tsv' && !lines.every((line) => areNumbers(line.split(delimiter)))) return NONE;
  const regular = new Set(widths(lines.slice(1), delimiter)).size <= 1;
  return extension === 'txt' && !regular && !sample.includes('"') ? NONE : delimiter;
}

/** papaparse's parser of one block; its typings leave the result open. */
interface Parsed {
  readonly data: readonly (readonly string[])[];
  readonly errors: readonly { readonly row: number }[];
  readonly meta: { readonly cursor: number };
}

/**
 * The records of a table in order, in batches (one per block read). Blank lines come as one empty cell.
 * @param options.quotes false reads quotation marks as ordinary characters
 * @throws DataError bad-quote, not-text and those of reading
 */
export async function* tableRecords(
  file: NamedFile,
  reading: Reading,
  options: { readonly extension: string; readonly quotes: boolean; readonly delimiter?: string },
): AsyncGenerator<readonly TableRecord[]> {
  let pending = '';
  let line = 1;
  let parser: Papa.Parser | null = null;
  let delimiter = options.delimiter ?? '';
  const checkPending = () => {
    if (pending.length <= MAX_RECORD_CHARACTERS) return;
    if (options.quotes && pending.includes('"'))
      throw new DataError('bad-quote', { file: file.name, row: line });
    const columns = pending.split(delimiter || ',').length;
    throw new DataError('too-many-columns', { file: file.name, columns, limit: reading.limits.maxColumns });
  };
  const parse = (last: boolean): TableRecord[] => {
    if (parser === null) {
      delimiter = options.delimiter ?? findDelimiter(pending, options.extension);
      parser = new Papa.Parser({ delimiter, newline: '\n', ...(options.quotes ? {} : { fastMode: true }) });
    }
    const { data, errors, meta } = parser.parse(pending, 0, !last) as Parsed;
    const badRow = Math.min(...errors.map((error) => error.row));
    const records: TableRecord[] = [];
    const mayQuote = options.quotes && pending.includes('"');
    for (const [i, cells] of data.entries()) {
      const lineEnds = mayQuote ? cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0) : 0;
      // No tab-separated cell spans lines: a lone quotation mark has swallowed the lines up to the next.
      if (i === badRow || (delimiter === '\t' && lineEnds > 0)) {
        throw new DataError('bad-quote', { file: file.name, row: line });
      }
      records.push({ cells, line });
      line += 1 + lineEnds;
    }
    pending = last ? '' : pending.slice(meta.cursor);
    checkPending();
    return records;
  };
  let first = true;
  for await (const text of textBlocks(file, reading)) {
    pending += text;
    // The separator is guessed from whole lines.
    if (first && !pending.includes('\n')) {
      checkPending();
      continue;
    }
    first = false;
    yield parse(false);
  }
  if (pending !== '') yield parse(true);
}
