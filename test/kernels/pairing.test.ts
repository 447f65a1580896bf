import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KERNELS } from '../../src/kernels/support/registry';
import { headerOf, ROOT, readText, requiredBy, stems } from '../support/shaders';

const SHADERS = stems('shaders', '.wgsl');
const LIBRARY = stems('shaders/lib', '.wgsl').map((stem) => `lib/${stem}.wgsl`);
const SNAKE_CASE = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;

interface Twin {
  readonly file: string;
  /** Null where the header only says in which file the twin is. */
  readonly name: string | null;
}

/** Reads `Float64 twin: src/reference/softmax.ts, softmaxRows` or `Float64 twin: in src/kernels/softmax_rows.ts`. */
function twinOf(header: readonly string[]): Twin | null {
  for (const line of header) {
    const match = /^(?:Float64|TypeScript) twin: (?:in )?(src\/[\w/]+\.ts)(?:, (\w+))?$/.exec(line);
    if (match) return { file: match[1] ?? '', name: match[2] ?? null };
  }
  return null;
}

function exports(file: string, name: string): boolean {
  return new RegExp(`^export (?:function|class|const) ${name}\\b`, 'm').test(readText(file));
}

describe('shaders and kernels are pairs', () => {
  it('has one kernel for every shader and one shader for every kernel', () => {
    expect(SHADERS.length).toBeGreaterThan(0);
    expect(stems('src/kernels', '.ts')).toEqual(SHADERS);
    expect([...KERNELS.keys()].sort()).toEqual(SHADERS);
  });

  it('names every shader file in snake_case', () => {
    const names = [...SHADERS, ...stems('shaders/lib', '.wgsl')];
    expect(names.filter((name) => !SNAKE_CASE.test(name))).toEqual([]);
  });

  it('uses every library file, and requires only files that exist', () => {
    const files = [...SHADERS.map((stem) => `${stem}.wgsl`), ...LIBRARY];
    const required = new Set(files.flatMap((file) => requiredBy(readText(`shaders/${file}`))));
    expect([...required].sort()).toEqual(LIBRARY);
  });

  it('would see a header without a twin, and a twin that is not exported', () => {
    expect(twinOf(['row_sum: sums', 'Mapping: one thread per row.'])).toBeNull();
    expect(twinOf(['Float64 twin: src/reference/softmax.ts, softmaxRows'])).toEqual({
      file: 'src/reference/softmax.ts',
      name: 'softmaxRows',
    });
    expect(exports('src/reference/softmax.ts', 'softmaxRows')).toBe(true);
    expect(exports('src/reference/softmax.ts', 'softmaxColumns')).toBe(false);
  });
});

for (const kernel of KERNELS.values()) {
  describe(kernel.name, () => {
    const path = `shaders/${kernel.name}.wgsl`;
    const header = headerOf(kernel.wgsl);
    const cases = kernel.cases();

    it('holds the text of its own shader, with one entry point, main', () => {
      expect(kernel.wgsl).toBe(readText(path));
      expect(kernel.wgsl.match(/@compute/g)).toHaveLength(1);
      expect(kernel.wgsl).toMatch(/^fn main\(/m);
    });

    it('begins with its name, its mapping of threads and its twin', () => {
      expect(header[0]).toMatch(new RegExp(`^${kernel.name}: \\S`));
      expect(header.filter((line) => line.startsWith('Mapping: '))).toHaveLength(1);
      expect(twinOf(header)).not.toBeNull();
    });

    it('names a twin that exists and that the kernel calls', () => {
      const twin = twinOf(header);
      const file = twin?.file ?? '';
      expect(existsSync(join(ROOT, file)), `${file} exists`).toBe(true);
      if (twin?.name) {
        expect(exports(file, twin.name), `${file} exports ${twin.name}`).toBe(true);
        const calls = readText(`src/kernels/${kernel.name}.ts`).match(new RegExp(`\\b${twin.name}\\b`, 'g'));
        expect(calls?.length, `imported and used`).toBeGreaterThanOrEqual(2);
      } else if (file !== path.replace(/^shaders(.*)\.wgsl$/, 'src/kernels$1.ts')) {
        const module = file.replace(/^src(.*)\.ts$/, '..$1');
        expect(readText(`src/kernels/${kernel.name}.ts`)).toContain(`from '${module}';`);
      }
    });

    it('documents every binding, with a shape of the rank its cases have', () => {
      for (const [name, { shape }] of Object.entries(kernel.bindings)) {
        expect(header.join('\n'), `${name} in the header`).toMatch(new RegExp(`\\b${name}\\b`));
        expect(shape).toMatch(/^\[[^[\]]+\]$/);
        for (const kernelCase of cases) {
          expect(kernelCase.shapes[name], `${kernelCase.name}: ${name} ${shape}`).toHaveLength(
            shape.split(',').length,
          );
        }
      }
    });

    it('has at least three cases with names of their own, one of an odd size', () => {
      expect(cases.length).toBeGreaterThanOrEqual(3);
      expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
      // Rows are padded and views stacked, so the parameters say what the shapes hide.
      const sizes = cases.flatMap(({ params, shapes }) => [
        ...Object.keys(params)
          .filter((name) => kernel.params.types[name] === 'u32')
          .map((name) => Number(params[name])),
        ...Object.values(shapes).flat(),
      ]);
      expect(sizes.some((size) => size > 1 && size % 2 === 1)).toBe(true);
    });

    it('gives the reason of every tolerance', () => {
      for (const tolerance of Object.values(kernel.tolerance)) {
        expect(tolerance.because.en.length).toBeGreaterThan(20);
        expect(tolerance.because.zh.length).toBeGreaterThan(6);
      }
    });
  });
}
