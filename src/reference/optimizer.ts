import { normalizeRows, projectToTangent } from './normalize';
import { at, float64, type Vector } from './vector';

interface Step {
  /** [rows, cols]; unit rows when `sphere` */
  x: Vector;
  /** [rows, cols], dL/dx with x as a free leaf */
  gradient: Vector;
  rows: number;
  cols: number;
  learningRate: number;
  /** Keep every row on the unit sphere: tangent projection before the step, renormalisation after it. */
  sphere: boolean;
}

export interface SgdStep extends Step {
  /** [rows, cols], zero at the first step */
  velocity: Vector;
  momentum: number;
}

/**
 * SGD with heavy-ball momentum: v' = momentum v + g, x' = x - learningRate v'.
 * On the sphere g and v are first projected onto the tangent space at x (v was tangent at the previous point), and x' is
 * renormalised: a retraction, first order in the step.
 */
export function sgdStep(step: SgdStep): { x: Float64Array; velocity: Float64Array } {
  const g = tangent(step, step.gradient);
  const velocity = tangent(step, step.velocity).map((v, k) => step.momentum * v + at(g, k));
  return { x: retract(step, velocity), velocity };
}

export interface AdamStep extends Step {
  /** [rows, cols], running mean of g, zero at the first step */
  first: Vector;
  /** [rows, cols], running mean of g^2, zero at the first step */
  second: Vector;
  beta1: number;
  beta2: number;
  epsilon: number;
  /** Of this step, as given by `biasCorrections`. */
  firstCorrection: number;
  secondCorrection: number;
}

/** What step t >= 1 of Adam divides its moments by: they start at zero and are short of their mean by 1 - beta^t. */
export function biasCorrections(
  beta1: number,
  beta2: number,
  step: number,
): { firstCorrection: number; secondCorrection: number } {
  return { firstCorrection: 1 - beta1 ** step, secondCorrection: 1 - beta2 ** step };
}

/**
 * Adam (Kingma & Ba 2015, arXiv 1412.6980, algorithm 1). On the sphere the gradient is projected onto the tangent space
 * before the moments see it, the elementwise rescaled direction is projected again (rescaling tilts it out of that space),
 * and the moved point is renormalised.
 */
export function adamStep(step: AdamStep): { x: Float64Array; first: Float64Array; second: Float64Array } {
  const { beta1, beta2, epsilon, firstCorrection, secondCorrection } = step;
  const g = tangent(step, step.gradient);
  const first = float64(step.first).map((m, k) => beta1 * m + (1 - beta1) * at(g, k));
  const second = float64(step.second).map((v, k) => beta2 * v + (1 - beta2) * at(g, k) ** 2);
  const direction = first.map(
    (m, k) => m / firstCorrection / (Math.sqrt(at(second, k) / secondCorrection) + epsilon),
  );
  return { x: retract(step, tangent(step, direction)), first, second };
}

function tangent({ x, rows, cols, sphere }: Step, vectors: Vector): Float64Array {
  return sphere ? projectToTangent(x, vectors, rows, cols) : float64(vectors);
}

function retract({ x, rows, cols, learningRate, sphere }: Step, direction: Float64Array): Float64Array {
  const moved = float64(x).map((value, k) => value - learningRate * at(direction, k));
  return sphere ? normalizeRows(moved, rows, cols).unit : moved;
}
