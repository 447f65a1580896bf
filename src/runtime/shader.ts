/** Shader text: the kernel as written, then the library files it names, so that line numbers stay true. */

const LIBRARY = import.meta.glob<string>('../../shaders/lib/*.wgsl', {
  query: '?raw',
  import: 'default',
  eager: true,
});

const REQUIREMENT = /^\/\/ Requires: (.+)$/gm;

function requirements(wgsl: string): string[] {
  return [...wgsl.matchAll(REQUIREMENT)].flatMap((match) => (match[1] ?? '').split(',').map((n) => n.trim()));
}

/** Library files a shader needs, in the order of their inclusion. @throws Error naming a file that does not exist */
function libraryOf(wgsl: string): ReadonlyMap<string, string> {
  const included = new Map<string, string>();
  const pending = requirements(wgsl);
  for (let name = pending.shift(); name !== undefined; name = pending.shift()) {
    if (included.has(name)) continue;
    const text = LIBRARY[`../../shaders/${name}`];
    if (text === undefined) throw new Error(`shaders/${name} does not exist`);
    included.set(name, text);
    pending.push(...requirements(text));
  }
  return included;
}

/**
 * Appends every library file named in a `// Requires: lib/name.wgsl` line, once each, following requirements of
 * requirements. @throws Error naming a file that does not exist
 */
export function assembleShader(wgsl: string): string {
  return [wgsl, ...libraryOf(wgsl).values()].join('\n');
}

/** Where a line (from 1) of the assembled shader was written: `shaders/<stem>.wgsl:37` or `shaders/lib/tiles.wgsl:7`. */
export function sourceLine(stem: string, wgsl: string, line: number): string {
  let file = `${stem}.wgsl`;
  let first = 1;
  let length = wgsl.split('\n').length;
  for (const [name, text] of libraryOf(wgsl)) {
    if (line < first + length) break;
    file = name;
    first += length;
    length = text.split('\n').length;
  }
  return `shaders/${file}:${line - first + 1}`;
}
