/**
 * Uniform parameter blocks, described once in TypeScript and once in WGSL; a test compares the two.
 * Only 4-, 8- and 16-byte members: with these, WGSL's offsets follow from the member order alone.
 */

/** WGSL member types a parameter block may hold, with size (= alignment) in bytes. */
const MEMBER_BYTES = { u32: 4, i32: 4, f32: 4, vec2u: 8, vec2f: 8, vec4u: 16, vec4f: 16 } as const;

export type MemberType = keyof typeof MEMBER_BYTES;

export type MemberValue<T extends MemberType> = T extends 'vec2u' | 'vec2f'
  ? readonly [number, number]
  : T extends 'vec4u' | 'vec4f'
    ? readonly [number, number, number, number]
    : number;

export type ParamTypes = Readonly<Record<string, MemberType>>;
export type ParamValues<P extends ParamTypes = ParamTypes> = { readonly [K in keyof P]: MemberValue<P[K]> };

export interface MemberLayout {
  readonly name: string;
  readonly type: MemberType;
  readonly offset: number;
  readonly size: number;
}

/** The byte layout of one parameter block. */
export interface ParamLayout<P extends ParamTypes = ParamTypes> {
  readonly types: P;
  readonly members: readonly MemberLayout[];
  /** Size of the WGSL struct: the end of the last member rounded up to the widest member's alignment. */
  readonly byteLength: number;
}

/** Lays members out in order, as WGSL does. */
export function defineParams<const P extends ParamTypes>(types: P): ParamLayout<P> {
  const members: MemberLayout[] = [];
  let offset = 0;
  let widest = 4;
  for (const [name, type] of Object.entries(types)) {
    const size = MEMBER_BYTES[type];
    offset = Math.ceil(offset / size) * size;
    members.push({ name, type, offset, size });
    offset += size;
    widest = Math.max(widest, size);
  }
  return { types, members, byteLength: Math.ceil(Math.max(offset, 4) / widest) * widest };
}

/**
 * Writes values into a block at `byteOffset`.
 * @throws RangeError naming the member when it has too few or too many components, an integer is fractional or beyond
 * its 32 bits, or a float is not finite
 */
export function writeParams(
  layout: ParamLayout,
  values: Readonly<Record<string, unknown>>,
  target: DataView,
  byteOffset: number,
): void {
  for (const { name, type, offset, size } of layout.members) {
    const value = values[name];
    const lanes = (Array.isArray(value) ? value : [value]) as readonly unknown[];
    if (4 * lanes.length !== size) {
      throw new RangeError(
        `parameter ${name} must have the ${size / 4} components of ${type}, got ${lanes.length}`,
      );
    }
    for (const [lane, number] of lanes.entries()) {
      if (typeof number !== 'number' || !Number.isFinite(number)) {
        throw new RangeError(`parameter ${name} must be a finite ${type}, got ${String(number)}`);
      }
      const at = byteOffset + offset + 4 * lane;
      if (type === 'u32' || type === 'vec2u' || type === 'vec4u') {
        if (!Number.isInteger(number) || number < 0 || number > 0xffffffff) {
          throw new RangeError(`parameter ${name} must be an unsigned 32-bit integer, got ${number}`);
        }
        target.setUint32(at, number, true);
      } else if (type === 'i32') {
        if (number !== (number | 0)) {
          throw new RangeError(`parameter ${name} must be a signed 32-bit integer, got ${number}`);
        }
        target.setInt32(at, number, true);
      } else target.setFloat32(at, number, true);
    }
  }
}
