/** What loaded files mean for the run: which data it goes on with, at which batch, and what to tell the visitor. */
import { sameShape } from '../data/dataset';
import type { LoadResult } from '../data/load';
import { describeNote } from '../data/notes';
import type { ControlValue, LoadedData } from '../experiments/experiment';
import { currentLanguage, t } from './language';

/** What a visitor may load: refused by size before a byte is read. */
export const DATA_LIMITS = {
  maxFileBytes: 2 ** 30,
  maxRows: 65_536,
  maxColumns: 4096,
  maxElements: 2 ** 26,
} as const;

/** Multiply-adds per step that stay interactive on a software adapter and on a GPU. */
const STEP_WORK = { software: 2 ** 28, gpu: 2 ** 34 } as const;
/** Work of a step: similarities once, then similarities and accumulation for both views. */
const PASSES = 5;

export interface Intake {
  readonly data: LoadedData;
  /** Controls that the data changes. */
  readonly changes: Readonly<Record<string, ControlValue>>;
  /** For the visitor, once the run stands. */
  readonly message: string;
}

/**
 * Joins what was loaded to what was there: labels attach, a second set of the same shape becomes the positive view,
 * anything else takes its place. Null for labels without embeddings.
 * @param batch the control's value
 */
export function takeIn(
  result: LoadResult,
  before: LoadedData | null,
  batch: number,
  software: boolean,
): Intake | null {
  if (result.kind === 'labels') {
    if (!before) return null;
    return {
      data: { ...before, primary: { ...before.primary, labels: result.labelsOnly } },
      changes: { colour: 'label' },
      message: t('fileLabels', { name: result.labelsOnly.name }),
    };
  }
  const { primary, positiveView } = result;
  const pairs =
    before !== null &&
    !before.positiveView &&
    !positiveView &&
    !primary.labels &&
    before.primary.name !== primary.name &&
    sameShape(before.primary, primary);
  const data: LoadedData = pairs
    ? { primary: before.primary, positiveView: primary }
    : { primary, ...(positiveView && { positiveView }) };
  const [rows, columns] = data.primary.shape;
  const affordable = interactiveBatch(rows, columns, batch, software);
  const lines = [
    pairs
      ? t('filePositiveView', { name: primary.name, primary: data.primary.name })
      : t('fileLoaded', { name: primary.name, rows, columns }),
    ...(affordable === batch ? [] : [t('fileBatch', { batch: affordable, columns })]),
    ...result.notes.map((note) => describeNote(note, currentLanguage())),
  ];
  return {
    data,
    changes: { batch: affordable, ...(data.primary.labels && { colour: 'label' }) },
    message: lines.join(' · '),
  };
}

/** The wanted batch, or the largest power of two below it whose step stays interactive at this width. */
function interactiveBatch(rows: number, columns: number, wanted: number, software: boolean): number {
  const work = software ? STEP_WORK.software : STEP_WORK.gpu;
  const affordable = Math.max(2, 2 ** Math.floor(Math.log2(Math.sqrt(work / (PASSES * columns)))));
  return Math.min(wanted, rows) <= affordable ? wanted : affordable;
}
