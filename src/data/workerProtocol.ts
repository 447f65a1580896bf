/** What the page and the reading worker say to each other, and the worker's side of it. */
import type { Dataset } from './dataset';
import { DataError, type DataErrorRecord } from './errors';
import { type LoadOptions, type LoadResult, loadFiles } from './load';
import type { NamedFile } from './source';

/** The options that can be sent; progress and cancelling have their own ways. */
export type SentOptions = Omit<LoadOptions, 'onProgress' | 'signal'>;

export interface LoadRequest {
  readonly files: readonly NamedFile[];
  readonly options: SentOptions;
}

export type LoadReply =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number; readonly stage: string }
  | { readonly kind: 'result'; readonly result: LoadResult }
  | { readonly kind: 'error'; readonly error: DataErrorRecord };

/** The buffers of a result, each once: labels are shared by the two views. */
export function transferables(result: LoadResult): ArrayBufferLike[] {
  const buffers = new Set<ArrayBufferLike>();
  const add = ({ data, labels }: Dataset) => {
    buffers.add(data.buffer);
    if (labels) buffers.add(labels.values.buffer);
  };
  if (result.kind === 'labels') {
    buffers.add(result.labelsOnly.values.buffer);
  } else {
    add(result.primary);
    if (result.positiveView) add(result.positiveView);
  }
  return [...buffers];
}

function toRecord(error: unknown): DataErrorRecord {
  const known =
    error instanceof DataError ? error : new DataError('worker-failed', { reason: String(error) });
  return { code: known.code, details: known.details };
}

/** Answers one request; every outcome is a reply, never an exception. */
export async function serveLoad(
  { files, options }: LoadRequest,
  post: (reply: LoadReply, transfer: ArrayBufferLike[]) => void,
): Promise<void> {
  try {
    const onProgress = (done: number, total: number, stage: string) =>
      post({ kind: 'progress', done, total, stage }, []);
    const result = await loadFiles(files, { ...options, onProgress });
    post({ kind: 'result', result }, transferables(result));
  } catch (error) {
    post({ kind: 'error', error: toRecord(error) }, []);
  }
}
