import { describe, expect, it } from 'vitest';
import { assembleShader, sourceLine } from '../../src/runtime/shader';
import { readText } from '../support/shaders';

const KERNEL = '// k: test\n// Requires: lib/noise.wgsl, lib/random.wgsl\nfn main() {}';
const NOISE = readText('shaders/lib/noise.wgsl');
const RANDOM = readText('shaders/lib/random.wgsl');

describe('assembleShader', () => {
  it('appends what is required, once, with the requirements of requirements', () => {
    const text = assembleShader('// Requires: lib/noise.wgsl\nfn main() {}');
    expect(text).toBe(`// Requires: lib/noise.wgsl\nfn main() {}\n${NOISE}\n${RANDOM}`);
    expect(assembleShader(KERNEL).match(/^fn threefry2x32/gm)).toHaveLength(1);
  });

  it('leaves a kernel that requires nothing as it is', () => {
    expect(assembleShader('fn main() {}')).toBe('fn main() {}');
  });

  it('names a library file that does not exist', () => {
    expect(() => assembleShader('// Requires: lib/nothing.wgsl')).toThrow(
      'shaders/lib/nothing.wgsl does not exist',
    );
  });
});

describe('sourceLine', () => {
  it('finds every line of the assembled text in its own file', () => {
    const texts: Readonly<Record<string, string>> = {
      'shaders/k.wgsl': KERNEL,
      'shaders/lib/noise.wgsl': NOISE,
      'shaders/lib/random.wgsl': RANDOM,
    };
    const seen = new Set<string>();
    for (const [index, line] of assembleShader(KERNEL).split('\n').entries()) {
      const [file = '', number] = sourceLine('k', KERNEL, index + 1).split(':');
      seen.add(file);
      expect(texts[file]?.split('\n')[Number(number) - 1]).toBe(line);
    }
    expect([...seen]).toEqual(Object.keys(texts));
  });
});
