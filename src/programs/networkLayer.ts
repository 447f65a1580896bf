/**
 * What happens between z_l and h_l, in both directions: normalisation before or after the activation, dropout, and the
 * residual connection.
 *
 *   z --norm, activate (or activate, norm)--> a --mask_and_skip--> h = mask a / keep + skip h_{l-1}
 *   dS/dh --mask_and_skip--> dS/da --activate_backward, norm backward (or the other way round)--> dS/dz
 *
 * The way back computes again what lies between z and h, so that no layer has to keep it.
 */
import activate from '../kernels/activate';
import activateBackward from '../kernels/activate_backward';
import activatePiecewise, { PIECEWISE } from '../kernels/activate_piecewise';
import activatePiecewiseBackward from '../kernels/activate_piecewise_backward';
import maskAndSkip from '../kernels/mask_and_skip';
import { ACTIVATIONS } from '../reference/activations';
import type { Executor, Recorder } from '../runtime/executor';
import type { AnyKernel } from '../runtime/kernel';
import type { GpuScope } from '../runtime/scope';
import { type DeviceTensor, paddedColumns } from '../runtime/tensor';
import type { LayerPlan } from './networkShape';
import { NormalizationProgram } from './normalization';

/** Inside the root, as in PyTorch. */
export const NORMALIZATION_EPSILON = 1e-5;

type Matrix = DeviceTensor<'f32'>;

/** What lies between z_l and h_l, as the forward pass leaves it; buffers that the next layer overwrites. */
export interface LayerStages {
  /** z_l */
  readonly pre: Matrix;
  /** Of z_l before the activation, or of the activated after it; null without normalisation. */
  readonly normalized: Matrix | null;
  /** phi's output */
  readonly activated: Matrix;
}

/** Dropout masks of a layer and step: a stream of the seed's. */
export interface MaskKey {
  readonly seed: number;
  readonly stream: number;
}

export class LayerProgram {
  static readonly kernels: readonly AnyKernel[] = [
    ...NormalizationProgram.kernels,
    activate,
    activateBackward,
    activatePiecewise,
    activatePiecewiseBackward,
    maskAndSkip,
  ];

  readonly #rows: number;
  /** Borrowed, of the widest layer. */
  readonly #working: readonly [Matrix, Matrix];
  /** By width. */
  readonly #normalizers: ReadonlyMap<number, NormalizationProgram>;

  constructor(
    executor: Executor,
    scope: GpuScope,
    rows: number,
    plans: readonly LayerPlan[],
    working: readonly [Matrix, Matrix],
  ) {
    this.#rows = rows;
    this.#working = working;
    const normalizers = new Map<number, NormalizationProgram>();
    for (const { fanOut, normalization } of plans) {
      if (normalization === 'none' || normalizers.has(fanOut)) continue;
      const shape = {
        sizes: [rows, fanOut],
        strides: [paddedColumns(fanOut), 1],
        axes: [normalization === 'batch' ? 0 : 1],
      };
      normalizers.set(fanOut, new NormalizationProgram(executor, scope, shape));
    }
    this.#normalizers = normalizers;
  }

  /**
   * z_l, and h_{l-1} where there is a residual connection, to h_l.
   * @param after records what looks at the stages in between
   */
  encodeForward(
    recorder: Recorder,
    plan: LayerPlan,
    { pre, below, hidden }: { readonly pre: Matrix; readonly below: Matrix; readonly hidden: Matrix },
    masks: MaskKey,
    after: (stages: LayerStages) => void,
  ): void {
    const [first, second] = this.#working;
    const mixed = plan.keep < 1 || plan.skip !== 0;
    const out = mixed ? second : hidden;
    if (plan.normalization === 'none') {
      this.#activate(recorder, plan, pre, out);
      after({ pre, normalized: null, activated: out });
    } else if (plan.placement === 'before') {
      this.#normalize(recorder, plan, pre, first);
      this.#activate(recorder, plan, first, out);
      after({ pre, normalized: first, activated: out });
    } else {
      this.#activate(recorder, plan, pre, first);
      this.#normalize(recorder, plan, first, out);
      after({ pre, normalized: out, activated: first });
    }
    if (mixed)
      this.#mix(
        recorder,
        plan,
        { x: out, skipped: plan.skip === 0 ? out : below, out: hidden },
        masks,
        plan.skip,
      );
  }

  /** dS/dh_l to dS/dz_l; what the residual connection hands down is left to the caller. */
  encodeBackward(
    recorder: Recorder,
    plan: LayerPlan,
    {
      pre,
      gradHidden,
      gradPre,
    }: { readonly pre: Matrix; readonly gradHidden: Matrix; readonly gradPre: Matrix },
    masks: MaskKey,
  ): void {
    const [first, second] = this.#working;
    const normalizer = this.#normalizers.get(plan.fanOut);
    const plain = plan.normalization === 'none' || !normalizer;
    let gradient = gradHidden;
    if (plan.keep < 1) {
      gradient = plain ? first : gradPre;
      this.#mix(recorder, plan, { x: gradHidden, skipped: gradHidden, out: gradient }, masks, 0);
    }
    if (plain) {
      this.#slope(recorder, plan, pre, gradient, gradPre);
    } else if (plan.placement === 'before') {
      this.#normalize(recorder, plan, pre, first);
      this.#slope(recorder, plan, first, gradient, second);
      // Normalisation writes no padding, where a layer of another width may have left something.
      if (plan.fanOut % 4 !== 0) recorder.clear(gradPre);
      normalizer.encodeBackward(recorder, { x: pre, gradient: second, gradX: gradPre });
    } else {
      this.#activate(recorder, plan, pre, first);
      this.#normalize(recorder, plan, first, second);
      normalizer.encodeBackward(recorder, { x: first, gradient, gradX: second });
      this.#slope(recorder, plan, pre, second, gradPre);
    }
  }

  #extent({ fanOut }: LayerPlan): { readonly rows: number; readonly columns: number; readonly c4: number } {
    return { rows: this.#rows, columns: fanOut, c4: paddedColumns(fanOut) / 4 };
  }

  #activate(recorder: Recorder, plan: LayerPlan, pre: Matrix, post: Matrix): void {
    const kind = ACTIVATIONS.indexOf(plan.activation);
    const kernel = isPiecewise(plan) ? activatePiecewise : activate;
    recorder.dispatch(kernel, { pre, post }, { ...this.#extent(plan), kind });
  }

  #slope(recorder: Recorder, plan: LayerPlan, pre: Matrix, gradient: Matrix, pre_gradient: Matrix): void {
    const kind = ACTIVATIONS.indexOf(plan.activation);
    const kernel = isPiecewise(plan) ? activatePiecewiseBackward : activateBackward;
    recorder.dispatch(kernel, { pre, gradient, pre_gradient }, { ...this.#extent(plan), kind });
  }

  #normalize(recorder: Recorder, plan: LayerPlan, x: Matrix, y: Matrix): void {
    this.#normalizers.get(plan.fanOut)?.encodeForward(recorder, { x, y, eps: NORMALIZATION_EPSILON });
  }

  #mix(
    recorder: Recorder,
    plan: LayerPlan,
    tensors: { readonly x: Matrix; readonly skipped: Matrix; readonly out: Matrix },
    { seed, stream }: MaskKey,
    skip: number,
  ): void {
    recorder.dispatch(maskAndSkip, tensors, { ...this.#extent(plan), seed, stream, keep: plan.keep, skip });
  }
}

function isPiecewise({ activation }: LayerPlan): boolean {
  return PIECEWISE.some((name) => name === activation);
}
