import { describe, expect, it } from 'vitest';
import { type ArrayInfo, type TypeInfo, WgslReflect } from 'wgsl_reflect/wgsl_reflect.module.js';
import { KERNELS } from '../../src/kernels/support/registry';
import type { AnyKernel, BindingType } from '../../src/runtime/kernel';
import { defineParams } from '../../src/runtime/layout';
import { parseableShader } from '../support/reflection';

/** `vec2<u32>` as the project writes it. */
function shortName(type: TypeInfo): string {
  return type.getTypeName().replace(/^(vec\d|mat\dx\d)<([fiu])(?:32)>$/, '$1$2');
}

/** What the array of a storage binding holds, for every way in which the TypeScript side may name it. */
const ELEMENTS: Readonly<Record<BindingType, readonly string[]>> = {
  f32: ['f32', 'vec2f'],
  u32: ['u32'],
  vec4f: ['vec4f'],
  atomic_u32: ['atomic<u32>'],
};

/** Elements that must fit a whole number of times into a row, so that no vector runs over its end. */
const LANES: Readonly<Record<string, number>> = { vec2f: 2, vec4f: 4 };

function reflect(kernel: AnyKernel): WgslReflect {
  return new WgslReflect(parseableShader(kernel));
}

function blockOf(shader: WgslReflect) {
  const block = shader.structs.find(({ name }) => name === 'Params');
  return {
    byteLength: block?.size,
    members: block?.members.map(({ name, type, offset, size }) => ({
      name,
      type: shortName(type),
      offset,
      size,
    })),
  };
}

describe('what the reflection would see', () => {
  const text =
    'struct Params { a : u32, b : vec4<f32>, c : vec3f, }\n@group(0) @binding(0) var<uniform> params : Params;';
  const { members, byteLength } = blockOf(new WgslReflect(text));

  it('computes offsets as WGSL does', () => {
    expect(members?.map(({ offset }) => offset)).toEqual([0, 16, 32]);
    expect(byteLength).toBe(48);
  });

  it('differs from a layout with another order, name or type', () => {
    expect(members?.slice(0, 2)).toEqual(defineParams({ a: 'u32', b: 'vec4f' }).members);
    expect(members?.slice(0, 2)).not.toEqual(defineParams({ b: 'vec4f', a: 'u32' }).members);
    expect(members?.slice(0, 2)).not.toEqual(defineParams({ a: 'u32', c: 'vec4f' }).members);
    expect(members?.slice(0, 2)).not.toEqual(defineParams({ a: 'i32', b: 'vec4f' }).members);
  });

  it('shows a member of 12 bytes', () => {
    expect(members?.[2]?.size).toBe(12);
  });
});

for (const kernel of KERNELS.values()) {
  describe(kernel.name, () => {
    const shader = reflect(kernel);
    const storage = [...shader.storage].sort((a, b) => a.binding - b.binding);

    it('lays its parameters out the same in TypeScript and in WGSL', () => {
      const { members, byteLength } = blockOf(shader);
      expect(members).toEqual(kernel.params.members);
      expect(byteLength).toBe(kernel.params.byteLength);
    });

    it('has parameters of 4, 8 and 16 bytes only', () => {
      const { members = [] } = blockOf(shader);
      expect(members.length).toBeGreaterThan(0);
      expect(members.filter(({ size }) => ![4, 8, 16].includes(size))).toEqual([]);
    });

    it('binds the parameters at 0 and nothing else as a uniform', () => {
      expect(shader.uniforms.map(({ group, binding, name }) => ({ group, binding, name }))).toEqual([
        { group: 0, binding: 0, name: 'params' },
      ]);
      expect([...shader.textures, ...shader.samplers]).toEqual([]);
    });

    it('binds the same names with the same access in the same order, reads before writes', () => {
      const declared = storage.map(({ group, binding, name, access }) => ({ group, binding, name, access }));
      expect(declared).toEqual(
        Object.entries(kernel.bindings).map(([name, { access }], index) => ({
          group: 0,
          binding: index + 1,
          name,
          access,
        })),
      );
      const accesses = declared.map(({ access }) => access);
      expect(accesses).toEqual([...accesses].sort());
      expect(accesses).toContain('read_write');
    });

    it('binds runtime-sized arrays of the declared elements, in whole vectors a row', () => {
      for (const variable of storage) {
        const array = variable.type as ArrayInfo;
        const type = kernel.bindings[variable.name]?.type ?? 'f32';
        const element = shortName(array.format);
        expect(array.isArray && array.count === 0, `${variable.name} is runtime-sized`).toBe(true);
        expect(ELEMENTS[type], variable.name).toContain(element);
        for (const { name, shapes } of kernel.cases()) {
          const row = shapes[variable.name]?.at(-1) ?? 0;
          expect(row % (LANES[element] ?? 1), `${name}: ${variable.name}`).toBe(0);
        }
      }
    });

    it('declares the same overrides, WORKGROUP_SIZE among them', () => {
      const names = shader.overrides.map(({ name }) => name).sort();
      expect(names).toEqual(Object.keys(kernel.overrides).sort());
      expect(names).toContain('WORKGROUP_SIZE');
      expect(shader.overrides.filter(({ type }) => type?.name !== 'u32')).toEqual([]);
    });
  });
}
