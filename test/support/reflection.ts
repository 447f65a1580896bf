/** Shader text in the form that wgsl_reflect's parser accepts. */
import type { AnyKernel } from '../../src/runtime/kernel';
import { assembleShader } from '../../src/runtime/shader';

/** The kernel with its library. The parser takes `block`, an ordinary name in WGSL, for a keyword of its own. */
export function parseableShader(kernel: AnyKernel): string {
  return assembleShader(kernel.wgsl).replace(/\bblock\b/g, 'block_');
}
