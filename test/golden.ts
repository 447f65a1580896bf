/**
 * Loader and comparator of the golden reference set: expected values computed in float64 by PyTorch, SciPy and scikit-learn.
 *
 * A topic is a folder with `golden.json` and .npy files. The first folder that has it is used, of: GOLDEN_DIR, `shared/golden`
 * beside the repository, and `test/golden`, which holds only the small arrays. A case whose arrays are not there lists them in
 * `missing`, for the caller to skip visibly.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface GoldenArray {
  data: Float32Array;
  shape: readonly number[];
}

export interface GoldenEntry {
  /** Shape of the full array, [] for a scalar. */
  shape: readonly number[];
  /** Expected values: of the full array, or of the elements `indices` alone. */
  values: Float64Array;
  /** Flat row-major indices, where only some elements are stored. */
  indices: readonly number[] | null;
  /** Largest allowed |got - value| of each value; null where the entry states no tolerance. */
  allowed: Float64Array | null;
  /** Positions in `values` that are not judged because float32 cannot hold them. */
  unjudged: ReadonlySet<number>;
  /** The value exceeds float32, so an infinite result is accepted. */
  mayOverflow: boolean;
}

export interface GoldenCase {
  id: string;
  description: string;
  params: Readonly<Record<string, unknown>>;
  inputs: ReadonlyMap<string, GoldenArray>;
  expected: ReadonlyMap<string, GoldenEntry>;
  /** What is expected but no entry: statistics over many draws, as the file has them. */
  statistics: Readonly<Record<string, unknown>>;
  /** Files and recipes that this copy of the set cannot provide; not empty means: skip. */
  missing: readonly string[];
}

export interface GoldenComparison {
  ok: boolean;
  /** False where the entry states no tolerance, so that nothing was compared. */
  judged: boolean;
  /** Largest error as a multiple of the allowed one. */
  ratio: number;
  /** The worst element, both values and the error. */
  message: string;
}

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));

function goldenFolders(): string[] {
  const named = process.env.GOLDEN_DIR;
  // A mistyped folder must not quietly become another one.
  if (named && !existsSync(named)) throw new Error(`GOLDEN_DIR ${named} does not exist`);
  return [
    ...(named ? [named] : []),
    join(REPOSITORY, '..', 'shared', 'golden'),
    join(REPOSITORY, 'test', 'golden'),
  ].filter((folder) => existsSync(folder));
}

/** Names of the topics found in any of the folders, sorted; empty when there is no golden set. */
export function goldenTopics(): string[] {
  const topics = goldenFolders().flatMap((folder) =>
    readdirSync(folder).filter((name) => existsSync(join(folder, name, 'golden.json'))),
  );
  return [...new Set(topics)].sort();
}

/** The cases of a topic with all their numbers; none when the topic is absent. */
export function loadGolden(topic: string): GoldenCase[] {
  const folder = goldenFolders()
    .map((parent) => join(parent, topic))
    .find((candidate) => existsSync(join(candidate, 'golden.json')));
  if (folder === undefined) return [];
  const { cases } = JSON.parse(readFileSync(join(folder, 'golden.json'), 'utf8')) as { cases: RawCase[] };
  return cases.map((raw) => parseCase(raw, folder));
}

/** Input `name` of a case. @throws Error when the case has no such input. */
export function goldenInput(golden: GoldenCase, name: string): GoldenArray {
  const input = golden.inputs.get(name);
  if (input === undefined) throw new Error(`${golden.id} has no input ${name}`);
  return input;
}

/** Numeric parameter `name` of a case. @throws Error when it is absent or not a number. */
export function goldenParameter(golden: GoldenCase, name: string): number {
  const value = golden.params[name];
  if (typeof value !== 'number') throw new Error(`${golden.id} has no number ${name}`);
  return value;
}

/** Compares a result, the whole array or a scalar, with an entry, within the entry's own tolerance. */
export function compareGolden(entry: GoldenEntry, got: number | ArrayLike<number>): GoldenComparison {
  const { values, indices, allowed, unjudged, mayOverflow } = entry;
  if (allowed === null) return { ok: true, judged: false, ratio: 0, message: 'no tolerance stated' };
  const result = typeof got === 'number' ? [got] : got;
  const size = entry.shape.reduce((product, length) => product * length, 1);
  if (result.length !== size) {
    const message = `${result.length} values for shape [${entry.shape.join(', ')}]`;
    return { ok: false, judged: true, ratio: Infinity, message };
  }
  let ratio = 0;
  let message = 'equal';
  values.forEach((expected, k) => {
    const index = indices?.[k] ?? k;
    const value = result[index] ?? Number.NaN;
    if (unjudged.has(k) || Object.is(value, expected) || value === expected) return;
    if (mayOverflow && !Number.isFinite(value)) return;
    const error = Math.abs(value - expected);
    const excess = Number.isFinite(error) ? error / (allowed[k] ?? 0) : Infinity;
    if (excess > ratio) {
      ratio = excess;
      message = `element ${index}: got ${value}, expected ${expected}, error ${error}, allowed ${allowed[k]}`;
    }
  });
  return { ok: ratio <= 1, judged: true, ratio, message };
}

interface RawEntry {
  shape: number[];
  v?: unknown;
  file?: string;
  sub_index?: number[];
  sub_v?: unknown;
  undefined?: boolean;
  tol?: number;
  tol_kind?: string;
  rtol?: number;
  rtol_for_abs_above?: number;
  rtol_per_index?: (number | null)[];
  tol_times?: number;
  tol_times_of?: string;
  f32_nonfinite?: boolean;
  float32_range?: { indices?: number[] };
}

interface RawCase {
  id: string;
  desc: string;
  params: Record<string, unknown>;
  inputs: Record<string, { file?: string; recipe?: string; shape: number[] }>;
  expected: Record<string, unknown>;
}

function parseCase(raw: RawCase, folder: string): GoldenCase {
  const missing: string[] = [];
  const readArray = (file: string): NpyArray | null => {
    const path = join(folder, file);
    if (existsSync(path)) return parseNpy(readFileSync(path));
    missing.push(file);
    return null;
  };
  const inputs = new Map<string, GoldenArray>();
  for (const [name, { file, recipe, shape }] of Object.entries(raw.inputs)) {
    const stored = file === undefined ? null : readArray(file);
    const made = recipe === undefined ? null : makeRecipe(recipe);
    if (recipe !== undefined && made === null) missing.push(recipe);
    const data = stored === null ? made : Float32Array.from(stored.data);
    if (data !== null) inputs.set(name, { data, shape });
  }
  const values = new Map<string, Float64Array>();
  const entries = Object.entries(raw.expected).filter((pair): pair is [string, RawEntry] => isEntry(pair[1]));
  const statistics = Object.fromEntries(Object.entries(raw.expected).filter(([, value]) => !isEntry(value)));
  for (const [key, entry] of entries) {
    const stored = entry.file === undefined ? null : readArray(entry.file);
    values.set(key, stored === null ? numbers(entry.sub_v ?? entry.v) : Float64Array.from(stored.data));
  }
  const expected = new Map<string, GoldenEntry>();
  for (const [key, entry] of entries) {
    expected.set(key, {
      shape: entry.shape,
      values: values.get(key) ?? new Float64Array(),
      indices: entry.sub_index ?? null,
      allowed: allowedErrors(entry, key, values),
      unjudged: new Set(entry.float32_range?.indices),
      mayOverflow: entry.f32_nonfinite ?? false,
    });
  }
  return { id: raw.id, description: raw.desc, params: raw.params, inputs, expected, statistics, missing };
}

/** Some cases keep statistics beside the entries; an entry has a shape and a value. */
function isEntry(value: unknown): value is RawEntry {
  return typeof value === 'object' && value !== null && 'shape' in value;
}

/** Nested lists of numbers, null and "NaN" or "Infinity" strings, flattened. */
function numbers(value: unknown): Float64Array {
  const flat = (item: unknown): number[] => {
    if (Array.isArray(item)) return item.flatMap(flat);
    return [item === null || item === undefined ? Number.NaN : Number(item)];
  };
  return Float64Array.from(flat(value));
}

/** The tolerance rules of the golden set's README, as one absolute bound for each value. */
function allowedErrors(
  entry: RawEntry,
  key: string,
  siblings: ReadonlyMap<string, Float64Array>,
): Float64Array | null {
  const { tol, rtol, tol_times: times } = entry;
  if (entry.undefined === true) return null;
  const values = siblings.get(key) ?? new Float64Array();
  const each = (bound: (magnitude: number, k: number) => number): Float64Array =>
    values.map((value, k) => bound(Math.abs(value), k));
  if (entry.rtol_per_index !== undefined) {
    const perIndex = entry.rtol_per_index;
    return each((magnitude, k) => (perIndex[k] ?? Infinity) * magnitude);
  }
  if (times !== undefined) {
    const name = /^sqrt\((\w+)\)$/.exec(entry.tol_times_of ?? '')?.[1] ?? '';
    const variance = siblings.get(name);
    if (variance === undefined) throw new Error(`${key}: no entry for the scale ${entry.tol_times_of}`);
    return each((_, k) => times * Math.sqrt(variance[k] ?? Number.NaN));
  }
  if (tol !== undefined) {
    const above = entry.rtol_for_abs_above ?? Infinity;
    return each((magnitude) => {
      const absolute = entry.tol_kind === 'mixed' ? tol * (1 + magnitude) : tol;
      return magnitude > above && rtol !== undefined ? Math.min(absolute, rtol * magnitude) : absolute;
    });
  }
  return rtol === undefined ? null : each((magnitude) => rtol * magnitude);
}

interface NpyArray {
  data: ArrayLike<number>;
  shape: number[];
}

const NPY_TYPES = { '<f4': Float32Array, '<f8': Float64Array, '<i4': Int32Array } as const;

/** The .npy files of the golden set: C order, little endian (NumPy format, versions 1 to 3). */
function parseNpy(file: Buffer): NpyArray {
  const wide = file.readUInt8(6) > 1;
  const begin = wide ? 12 : 10;
  const end = begin + (wide ? file.readUInt32LE(8) : file.readUInt16LE(8));
  const header = file.toString('latin1', begin, end);
  const type = /'descr': *'([^']+)'/.exec(header)?.[1] ?? '';
  const shape = /'shape': *\(([^)]*)\)/.exec(header)?.[1];
  if (!(type in NPY_TYPES) || shape === undefined || !/'fortran_order': *False/.test(header)) {
    throw new Error(`unsupported .npy header ${header.trim()}`);
  }
  // A copy: the file's buffer may start at an offset that the element size does not divide.
  const bytes = Uint8Array.from(file.subarray(end)).buffer;
  const data = new NPY_TYPES[type as keyof typeof NPY_TYPES](bytes);
  return {
    data,
    shape: shape
      .split(',')
      .filter((length) => length.trim() !== '')
      .map(Number),
  };
}

/** A procedural input; null for a recipe that is not known here. */
function makeRecipe(recipe: string): Float32Array | null {
  return makeSphere(recipe) ?? makeScaled(recipe);
}

/** `sphere(seed=S, n=N, d=D, mean=M)`: n rows, shifted and made unit. */
function makeSphere(recipe: string): Float32Array | null {
  const match = /^sphere\(seed=(\d+), n=(\d+), d=(\d+), mean=([-\d.]+)\)$/.exec(recipe);
  if (match === null) return null;
  const [seed = 0, n = 0, d = 0, mean = 0] = match.slice(1).map(Number);
  const points = new Float32Array(n * d);
  for (let i = 0; i < n; i++) {
    const shifted = Float64Array.from({ length: d }, (_, k) => bellShaped(seed, i * d + k) + mean);
    const norm = Math.sqrt(shifted.reduce((sum, value) => sum + value * value, 0));
    points.set(
      shifted.map((value) => value / norm),
      i * d,
    );
  }
  return points;
}

const SCALED_RECIPE =
  /^(?:layer l=1\.\.(?<layers>\d+): )?scaled\(seed=(?<seed>\d+)(?<each>\+l)?, n=(?<rows>\d+)\*(?<columns>\d+), scale=(?<scale>[\d.]+)\) as \S+ x \S+$/;

/** `scaled(seed=S, n=R*C, scale=X) as R x C`, or one such matrix a layer, stacked: `layer l=1..L: scaled(seed=S+l, ...`. */
function makeScaled(recipe: string): Float32Array | null {
  const found = SCALED_RECIPE.exec(recipe)?.groups;
  if (found === undefined || (found.layers === undefined) !== (found.each === undefined)) return null;
  const size = Number(found.rows) * Number(found.columns);
  const scale = Math.fround(Number(found.scale));
  return Float32Array.from({ length: Number(found.layers ?? 1) * size }, (_, k) => {
    const layer = found.layers === undefined ? 0 : 1 + Math.floor(k / size);
    return bellShaped(Number(found.seed) + layer, k % size) * scale;
  });
}

/** Sum of four 22-bit uniforms, centred and scaled to (-2, 2); exact in float32. */
function bellShaped(seed: number, index: number): number {
  let sum = 0;
  for (let k = 0; k < 4; k++) sum += hash(seed, 4 * index + k) >>> 10;
  return (sum - 2 * (2 ** 22 - 1)) / 2 ** 22;
}

/** 32-bit counter hash with the finaliser of MurmurHash3. */
function hash(seed: number, counter: number): number {
  let x = Math.imul(counter, 0x9e3779b1) + Math.imul(seed, 0x85ebca77);
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
