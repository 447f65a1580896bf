/**
 * What a kernel is: WGSL, its parameters and bindings, and everything that proves it.
 * A kernel cannot be declared without its Float64 reference, its tolerance with the reason, and its cases.
 */
import type { ParamLayout, ParamTypes, ParamValues } from './layout';
import type { Element, Shape } from './tensor';

/** `vec4f` bindings are f32 tensors whose rows are whole vec4s. */
export type BindingType = 'f32' | 'u32' | 'vec4f' | 'atomic_u32';

export interface Binding {
  readonly access: 'read' | 'read_write';
  readonly type: BindingType;
  /** For the reader: the shape in the kernel's own symbols. */
  readonly shape: string;
}

export type Bindings = Readonly<Record<string, Binding>>;

type ElementOf<B extends Binding> = B['type'] extends 'u32' | 'atomic_u32' ? 'u32' : 'f32';

/** What a reference reads: values rounded to f32 in the kernel suite, f64 on the CPU path. */
export type ReferenceInputs<B extends Bindings> = {
  readonly [K in keyof B]: ElementOf<B[K]> extends 'u32' ? Uint32Array : Float64Array;
};

/** A reference returns the new contents of every binding it writes. */
export type ReferenceOutputs<B extends Bindings> = {
  readonly [K in keyof B as B[K]['access'] extends 'read_write' ? K : never]: ArrayLike<number>;
};

/** Why a tolerance is what it is, in the languages of the page: the self-check shows it. */
export type Because = Readonly<Record<'en' | 'zh', string>>;

/** |gpu - reference| <= abs + rel |reference|, with the derivation in words. */
export interface Tolerance {
  readonly abs: number;
  readonly rel: number;
  readonly because: Because;
}

/**
 * Per output. `exact` compares integers bit for bit. A function returns, element by element, how far the GPU may
 * be from the reference when that depends on the data (a value on the edge of a histogram bin, for example).
 */
export type OutputTolerance<B extends Bindings, P extends ParamTypes> =
  | Tolerance
  | { readonly exact: true; readonly because: Because }
  | {
      bound(inputs: ReferenceInputs<B>, params: ParamValues<P>): ArrayLike<number> | number;
      readonly because: Because;
    };

/** One case: parameters, the tensors' shapes, and the contents of those that are not zero at the start. */
export interface KernelCase<B extends Bindings, P extends ParamTypes> {
  readonly name: string;
  readonly params: ParamValues<P>;
  readonly shapes: { readonly [K in keyof B]: Shape };
  readonly data: { readonly [K in keyof B]?: ArrayLike<number> };
}

/** Values a pipeline constant takes on a hardware GPU and on a software adapter (SwiftShader: 4 SIMD lanes). */
export interface Override {
  readonly gpu: number;
  readonly software: number;
}

export interface Kernel<B extends Bindings = Bindings, P extends ParamTypes = ParamTypes> {
  readonly name: string;
  /** The shader as written, without `lib/`. */
  readonly wgsl: string;
  readonly params: ParamLayout<P>;
  /** In binding order: binding 0 is the parameter block, these are 1, 2, ...; reads before writes. */
  readonly bindings: B;
  readonly overrides: Readonly<Record<string, Override>>;
  /** Workgroup counts from the parameters and the overrides in force. */
  workgroups(
    params: ParamValues<P>,
    overrides: Readonly<Record<string, number>>,
  ): readonly [number, number, number];
  reference(inputs: ReferenceInputs<B>, params: ParamValues<P>): ReferenceOutputs<B>;
  /**
   * Where outputs are partial results whose split follows the thread layout: the value they stand for, from the
   * raw contents. Both sides are compared after it, so the reference may put everything into the first partial.
   */
  combine?(
    outputs: Readonly<Record<string, ArrayLike<number>>>,
    params: ParamValues<P>,
  ): Readonly<Record<string, ArrayLike<number>>>;
  /** One entry per output, or per combined value; the suite holds that none is missing. */
  readonly tolerance: Readonly<Record<string, OutputTolerance<B, P>>>;
  /** Float parameters that a case cannot notice when moved by 1 %, with the reason; all others must be noticed. */
  readonly insensitive?: { readonly [K in keyof P]?: string };
  cases(): readonly KernelCase<B, P>[];
}

/** Declares a kernel; the types of `params` and `bindings` flow into the rest. */
export function defineKernel<const B extends Bindings, const P extends ParamTypes>(
  kernel: Kernel<B, P>,
): Kernel<B, P> {
  return kernel;
}

/** A kernel with its own types forgotten, as registries and executors hold it. */
export type AnyKernel = Kernel;

/** The element type a binding's tensor must have. */
export function elementOf(binding: Binding): Element {
  return binding.type === 'u32' || binding.type === 'atomic_u32' ? 'u32' : 'f32';
}

/** Splits a linear workgroup count over x and y: WebGPU allows 65,535 a dimension. */
export function spread(count: number): readonly [number, number, number] {
  const x = Math.min(Math.max(count, 1), 65_535);
  return [x, Math.ceil(Math.max(count, 1) / x), 1];
}
