/**
 * The closer look of the signal page: a sweep forward and backward through every network shown, recorded piece by piece,
 * so that neither display nor panel waits.
 *
 *   weights of the run --copy--> weights of the look --pieces of SignalSweep--> moments, histograms, cosines --> figures
 *
 * A round works on a copy of the weights as they were when it began. It measures with inputs and output gradients of its
 * own, the same at every step: what changes is the network's doing.
 */
import { NetworkProgram } from '../../programs/network';
import { SignalSweep, type SweepReport } from '../../programs/signalSweep';
import type { Executor, Recorder } from '../../runtime/executor';
import type { AnyKernel } from '../../runtime/kernel';
import type { GpuScope } from '../../runtime/scope';
import { type DeviceTensor, padRows } from '../../runtime/tensor';
import type { Study, StudyReport } from '../experiment';
import { lawsOf, type NetworkSetup, type SignalInput } from './setup';

/** Shortest time between the beginnings of two rounds, and the largest share of the time that they take beside training. */
const INTERVAL_MS = 200;
const SHARE = 0.5;
/** Device time of the pieces of one turn. */
const TURN_MS = 60;
const MOST_PIECES = 64;

/** A network as it is looked at. */
export interface LookedNetwork {
  readonly setup: NetworkSetup;
  readonly network: NetworkProgram;
  readonly sweep: SignalSweep;
}

export interface LookState {
  readonly step: number;
  /** Whether training goes on beside the look. */
  readonly training: boolean;
}

export interface LookOptions {
  readonly setups: readonly NetworkSetup[];
  readonly input: SignalInput;
  readonly inputScale: number;
  readonly inputCosine: number;
  readonly seed: number;
  /** The step that a round which begins now belongs to. */
  readonly state: () => LookState;
  /** Copies the weights of the run over those of the look; nothing before the first step. */
  readonly copyWeights: (recorder: Recorder, into: LookedNetwork, index: number) => void;
  readonly report: (step: number, sweeps: readonly SweepReport[]) => Promise<StudyReport>;
}

interface Round {
  readonly step: number;
  readonly began: number;
  readonly queue: ((recorder: Recorder) => void)[];
}

export class SignalLook implements Study {
  static readonly kernels: readonly AnyKernel[] = [...NetworkProgram.kernels, ...SignalSweep.kernels];

  readonly ready: Promise<void> = Promise.resolve();
  readonly networks: readonly LookedNetwork[];
  readonly #options: LookOptions;
  #round: Round | null = null;
  #drawn = false;
  /** The latest whole look, told again when only what is said of it changes. */
  #known: { readonly step: number; readonly sweeps: readonly SweepReport[] } | null = null;
  #retell = false;
  #looked = '';
  #version = 0;
  #began = Number.NEGATIVE_INFINITY;
  #took = 0;
  #reading = false;
  #failed = false;
  #turnBegan = performance.now();
  #pieces = 2;

  /** Draws inputs and gradients; weights are drawn by the first round. @throws LabLimitError before anything is allocated */
  constructor(executor: Executor, scope: GpuScope, options: LookOptions) {
    const { setups, input, inputScale, inputCosine, seed } = options;
    this.#options = options;
    this.networks = setups.map((setup) => {
      const network = new NetworkProgram(executor, scope, setup.shape, seed);
      return { setup, network, sweep: new SignalSweep(executor, scope, network) };
    });
    for (const { network } of this.networks) {
      executor.submit((recorder) => {
        network.encodeOutputGradient(recorder);
        if (!input.data) network.encodeInput(recorder, { cosine: inputCosine, scale: inputScale });
      });
      if (input.data) executor.write(network.input, padRows(input.data, input.rows, input.columns));
    }
  }

  get pending(): boolean {
    return this.#round !== null || this.#isDue() || (this.#retell && !this.#reading);
  }

  /** Every figure comes from the one sweep. */
  watch(): void {}

  /** The networks changed without a step. */
  invalidate(): void {
    this.#version++;
  }

  /** What is told of the networks changed, but not they. */
  retell(): void {
    this.#retell = this.#known !== null;
  }

  encode(recorder: Recorder): void {
    const now = performance.now();
    // Turns that carried pieces tell how many fit.
    if (this.#round) this.#pace(now - this.#turnBegan);
    this.#turnBegan = now;
    if (this.#isDue()) this.#round = this.#begin();
    for (const piece of this.#round?.queue.splice(0, this.#pieces) ?? []) {
      piece(recorder);
      recorder.flush();
    }
  }

  collect(): readonly Promise<StudyReport>[] {
    const round = this.#round;
    if (round?.queue.length === 0) {
      this.#round = null;
      this.#retell = false;
      return [this.#finish(round)];
    }
    const known = this.#known;
    if (!this.#retell || this.#reading || !known) return [];
    this.#retell = false;
    return [this.#tell(known.step, known.sweeps)];
  }

  #pace(turnMs: number): void {
    if (turnMs > 1.5 * TURN_MS) this.#pieces = Math.max(1, Math.floor(this.#pieces / 2));
    else if (turnMs < TURN_MS) this.#pieces = Math.min(MOST_PIECES, this.#pieces + 1);
  }

  #isDue(): boolean {
    if (this.#failed || this.#reading || this.#round || this.#looked === this.#key()) return false;
    const rest = this.#options.state().training ? Math.max(INTERVAL_MS, this.#took / SHARE) : 0;
    return performance.now() - this.#began >= rest;
  }

  #key(): string {
    return `${this.#options.state().step} ${this.#version}`;
  }

  #begin(): Round {
    this.#looked = this.#key();
    this.#began = performance.now();
    const { step } = this.#options.state();
    const draw = !this.#drawn;
    this.#drawn = true;
    const queue = this.networks.flatMap((looked, index) => [
      ...(draw ? looked.network.weightPieces(lawsOf(looked.setup), looked.setup.biasDeviation) : []),
      (recorder: Recorder) => this.#options.copyWeights(recorder, looked, index),
      // One mask for every look: what dropout hides is not to flicker.
      ...looked.sweep.pieces(0),
    ]);
    return { step, began: this.#began, queue };
  }

  async #finish({ step, began }: Round): Promise<StudyReport> {
    this.#reading = true;
    try {
      const sweeps = await Promise.all(this.networks.map(({ sweep }) => sweep.read()));
      this.#known = { step, sweeps };
      return await this.#tell(step, sweeps);
    } finally {
      this.#reading = false;
      this.#took = performance.now() - began;
    }
  }

  async #tell(step: number, sweeps: readonly SweepReport[]): Promise<StudyReport> {
    try {
      return await this.#options.report(step, sweeps);
    } catch (error) {
      this.#failed = true;
      throw error;
    }
  }
}

/** Every weight and bias of the first layers of one network into another of the same widths. */
export function copyParameters(recorder: Recorder, from: NetworkProgram, into: NetworkProgram): void {
  const pairs = (
    source: readonly DeviceTensor<'f32'>[],
    target: readonly DeviceTensor<'f32'>[],
  ): readonly (readonly [DeviceTensor<'f32'>, DeviceTensor<'f32'>])[] =>
    target.flatMap((tensor, index) => {
      const other = source[index];
      return other ? [[other, tensor] as const] : [];
    });
  for (const [source, target] of [...pairs(from.weights, into.weights), ...pairs(from.biases, into.biases)]) {
    recorder.copy(source, target);
  }
}
