/**
 * Contrastive loss and gradient of stacked unit views z [2n, d], fused and tiled: O(n d) memory.
 *
 *   z --pair_logsumexp--> partials --logsumexp_combine--> lse, best --contrastive_terms--> terms [2n, 4]
 *   for every run of candidates:  z, lse --pair_weights--> W [2n, run] --accumulate_rows--> gradient [2n, d]
 */
import accumulateRows from '../kernels/accumulate_rows';
import contrastiveTerms from '../kernels/contrastive_terms';
import logsumexpCombine from '../kernels/logsumexp_combine';
import pairLogsumexp from '../kernels/pair_logsumexp';
import pairWeights from '../kernels/pair_weights';
import { type ContrastiveLoss, lossWeights } from '../reference/contrastive';
import type { Executor, Recorder } from '../runtime/executor';
import type { AnyKernel } from '../runtime/kernel';
import type { GpuScope } from '../runtime/scope';
import { type DeviceTensor, paddedColumns } from '../runtime/tensor';
import { groupBegins, partialCount, pieces, WORK_PER_SUBMIT, weightColumns } from './tiling';

export interface ContrastiveShape {
  /** Positive pairs n; the stacked views are [2n, d]. */
  readonly pairs: number;
  readonly columns: number;
  readonly loss: ContrastiveLoss;
  /** Multiply-adds per submit where the caller's recorder takes several; a bound that keeps displays alive. */
  readonly workPerSubmit?: number;
}

/** Records with one recorder, or across several submits when the work is long. */
export type Submit = (record: (recorder: Recorder) => void) => void;

/** One recorder as a taker of several submits: every piece after the first begins a command buffer of its own. */
export function inPieces(recorder: Recorder): Submit {
  let pieces = 0;
  return (record) => {
    if (pieces++ > 0) recorder.flush();
    record(recorder);
  };
}

export class ContrastiveProgram {
  static readonly kernels: readonly AnyKernel[] = [
    pairLogsumexp,
    logsumexpCombine,
    contrastiveTerms,
    pairWeights,
    accumulateRows,
  ];

  /** Anchors whose nearest candidate is looked at: the accuracy is hits / ranked. */
  readonly ranked: number;
  /** [2n, 4]: loss share, hit (0 or 1), positive cosine, squared distance of the positive pair. */
  readonly terms: DeviceTensor<'f32'>;
  /** [2n, d padded]: d loss / d z, rows as free leaves. */
  readonly gradient: DeviceTensor<'f32'>;
  readonly #lse: DeviceTensor<'f32'>;
  readonly #best: DeviceTensor<'f32'>;
  readonly #partials: DeviceTensor<'f32'>;
  readonly #weights: DeviceTensor<'f32'>;
  readonly #groups: { readonly group_rows: number; readonly groups: number; readonly d4: number };
  readonly #anchorGroups: number;
  readonly #chunks: number;
  readonly #columns: number;
  readonly #loss: { readonly first: number; readonly second: number };
  readonly #pairs: number;
  readonly #workPerSubmit: number;

  constructor(executor: Executor, scope: GpuScope, shape: ContrastiveShape) {
    const { pairs, columns, loss, workPerSubmit = WORK_PER_SUBMIT } = shape;
    this.#workPerSubmit = workPerSubmit;
    const stride = paddedColumns(columns);
    const { pairs: pairSet, first, second } = lossWeights(loss, pairs);
    const groups = pairSet === 'cross' ? 2 : 1;
    const group_rows = (2 * pairs) / groups;
    this.#pairs = pairs;
    this.#loss = { first, second };
    this.#groups = { group_rows, groups, d4: stride / 4 };
    this.ranked = groups === 1 ? 2 * pairs : pairs;
    this.#anchorGroups = second > 0 ? groups : 1;
    const anchors = this.#anchorGroups * group_rows;
    this.#chunks = partialCount(anchors, group_rows);
    this.#columns = weightColumns(2 * pairs, group_rows, stride);
    this.terms = executor.allocate(scope, 'loss terms', [2 * pairs, 4]);
    this.gradient = executor.allocate(scope, 'view gradient', [2 * pairs, stride]);
    this.#lse = executor.allocate(scope, 'log-sum-exp', [2 * pairs]);
    this.#best = executor.allocate(scope, 'best candidates', [2 * pairs, 2]);
    this.#partials = executor.allocate(scope, 'log-sum-exp partials', [anchors, this.#chunks, 4]);
    this.#weights = executor.allocate(scope, 'pair weights', [2 * pairs, this.#columns]);
  }

  /** Loss terms of `z` [2n, d padded]. */
  encodeLoss(submit: Submit, z: DeviceTensor<'f32'>, temperature: number): void {
    const inv_tau = 1 / temperature;
    const { group_rows, d4 } = this.#groups;
    const anchors = this.#anchorGroups * group_rows;
    for (const piece of pieces(group_rows, this.#chunks, 4 * d4 * anchors, this.#workPerSubmit)) {
      submit((recorder) => {
        recorder.stage('similarities');
        recorder.dispatch(
          pairLogsumexp,
          { z, partials: this.#partials },
          { ...this.#groups, ...piece, anchor_groups: this.#anchorGroups, inv_tau },
        );
      });
    }
    submit((recorder) => {
      recorder.stage('loss');
      recorder.dispatch(
        logsumexpCombine,
        { partials: this.#partials, lse: this.#lse, best: this.#best },
        { rows: anchors, chunks: this.#chunks },
      );
      recorder.dispatch(
        contrastiveTerms,
        { z, lse: this.#lse, best: this.#best, terms: this.terms },
        { pairs: this.#pairs, groups: this.#groups.groups, d4, inv_tau, ...this.#loss },
      );
    });
  }

  /** Gradient with respect to `z`; `encodeLoss` of the same z and temperature must come before. */
  encodeGradient(submit: Submit, z: DeviceTensor<'f32'>, temperature: number): void {
    const inv_tau = 1 / temperature;
    const { group_rows, groups, d4 } = this.#groups;
    const chunk = this.#columns;
    const work = 8 * d4 * groups * group_rows * chunk;
    for (const begins of groupBegins(group_rows, chunk, work, this.#workPerSubmit)) {
      submit((recorder) => {
        recorder.stage('gradient');
        for (const begin of begins) {
          recorder.dispatch(
            pairWeights,
            { z, lse: this.#lse, weights: this.#weights },
            { group_rows, groups, d4, begin, chunk, inv_tau, ...this.#loss },
          );
          recorder.dispatch(
            accumulateRows,
            { z, weights: this.#weights, gradient: this.gradient },
            { group_rows, groups, d4, begin, chunk, keep: begin === 0 ? 0 : 1, scale: inv_tau },
          );
        }
      });
    }
  }
}
