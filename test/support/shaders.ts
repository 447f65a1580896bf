/** Shaders as files: what the tests of the kernel folder read from disk, apart from what the registry holds. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Names of the files of a folder that end in `ending`, without it, in alphabetical order. */
export function stems(folder: string, ending: string): string[] {
  return readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))
    .sort();
}

export function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** The comment lines a shader begins with, without their slashes. */
export function headerOf(wgsl: string): string[] {
  const lines = wgsl.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('//'));
  return lines.slice(0, end).map((line) => line.slice(2).trim());
}

/** Library files a shader text names in its `Requires` lines, such as `lib/tiles.wgsl`. */
export function requiredBy(wgsl: string): string[] {
  return headerOf(wgsl)
    .filter((line) => line.startsWith('Requires: '))
    .flatMap((line) => line.slice('Requires: '.length).split(', '));
}
