/** The set-up scripts, in temporary folders: nothing is installed, fetched or started here. */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BROWSER_ARGUMENTS, BROWSER_ARGUMENTS_PLAIN, NoBrowserError } from '../scripts/browser.mjs';
import { findOnPath, icdBeside } from '../scripts/browserCandidates.mjs';
import { closingLine } from '../scripts/closingLine.mjs';
import {
  ensureInstalled,
  installFingerprint,
  STAMP_FILE,
  satisfiesRange,
} from '../scripts/ensureInstalled.mjs';
import { explainFailure, npmErrorLines } from '../scripts/npm.mjs';
import { packagedEnvironment, readTar } from '../scripts/packagedChromium.mjs';
import { scaffold } from '../scripts/scaffold.mjs';

const ROOT = resolve(import.meta.dirname, '..');
const NODE = { version: 'v20.20.2', platform: 'linux', arch: 'x64' };

let folder = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'collapse-lab-scripts-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Writes a file below the temporary folder. */
function put(path: string, content = '', mode = 0o644): string {
  const file = join(folder, path);
  mkdirSync(resolve(file, '..'), { recursive: true });
  writeFileSync(file, content, { mode });
  return file;
}

describe('satisfiesRange', () => {
  const range = '^20.19.0 || >=22.12.0';
  it.each([
    ['v20.19.0', true],
    ['20.20.2', true],
    ['v22.12.0', true],
    ['v24.1.0', true],
    ['v20.18.3', false],
    ['v21.7.3', false],
    ['v22.11.0', false],
    ['v18.20.8', false],
    ['v9.99.99', false],
  ])('%s', (version, expected) => expect(satisfiesRange(version, range)).toBe(expected));

  it('joins by spaces as and', () => {
    expect(satisfiesRange('20.5.0', '>=20.0.0 <21')).toBe(true);
    expect(satisfiesRange('21.0.0', '>=20.0.0 <21')).toBe(false);
  });

  it('refuses ranges it does not know', () => {
    expect(() => satisfiesRange('20.0.0', '~20.1')).toThrow('unsupported version range "~20.1"');
    expect(() => satisfiesRange('twenty', '>=1')).toThrow('not a version');
  });
});

describe('ensureInstalled', () => {
  const installation = { runs: 0, code: 0, stderr: '' };
  let lines: string[] = [];
  const npm = (args: readonly string[], root: string) => {
    expect(args.slice(0, 2)).toEqual(['ci', '--include=dev']);
    installation.runs += 1;
    // As npm does: the folder goes first, so an old stamp cannot survive into a failed installation.
    rmSync(join(root, 'node_modules'), { recursive: true, force: true });
    mkdirSync(join(root, 'node_modules'));
    return { code: installation.code, stdout: '', stderr: installation.stderr };
  };
  const run = (node = NODE) => ensureInstalled(folder, { node, npm, log: (line) => lines.push(line) });

  beforeEach(() => {
    Object.assign(installation, { runs: 0, code: 0, stderr: '' });
    lines = [];
    put('package.json', JSON.stringify({ engines: { node: '^20.19.0 || >=22.12.0' } }));
    put('package-lock.json', '{"lockfileVersion":3}');
  });

  it('installs once and is silent afterwards', () => {
    expect(run()).toBe(0);
    lines = [];
    expect(run()).toBe(0);
    expect(installation.runs).toBe(1);
    expect(lines).toEqual([]);
  });

  it.each([
    ['the lock file changes', () => put('package-lock.json', '{"lockfileVersion":3,"packages":{}}'), NODE],
    ['Node has another major version', () => undefined, { ...NODE, version: 'v22.12.0' }],
    ['the machine has another architecture', () => undefined, { ...NODE, arch: 'arm64' }],
    ['node_modules is deleted', () => rmSync(join(folder, 'node_modules'), { recursive: true }), NODE],
  ])('installs again when %s', (_name, change, node) => {
    run();
    change();
    expect(run(node)).toBe(0);
    expect(installation.runs).toBe(2);
  });

  it('keeps the installation when only the patch version of Node changes', () => {
    run();
    expect(run({ ...NODE, version: 'v20.19.4' })).toBe(0);
    expect(installation.runs).toBe(1);
  });

  it('tries again after a failed installation, and says what to do', () => {
    Object.assign(installation, { code: 1, stderr: 'npm error code ECONNREFUSED\n' });
    expect(run()).toBe(1);
    expect(existsSync(join(folder, STAMP_FILE))).toBe(false);
    expect(lines).toContain('npm error code ECONNREFUSED');
    expect(lines.at(-1)).toMatch(/registry cannot be reached: check the network/);
    Object.assign(installation, { code: 0, stderr: '' });
    expect(run()).toBe(0);
    expect(installation.runs).toBe(2);
    expect(readFileSync(join(folder, STAMP_FILE), 'utf8')).toBe(
      installFingerprint('{"lockfileVersion":3}', NODE),
    );
  });

  it('forgets the last installation before it starts the next', () => {
    run();
    put('package-lock.json', '{}');
    const interrupted = () => {
      expect(existsSync(join(folder, STAMP_FILE))).toBe(false);
      throw new Error('interrupted');
    };
    expect(() => ensureInstalled(folder, { node: NODE, npm: interrupted, log: () => undefined })).toThrow();
    put('package-lock.json', '{"lockfileVersion":3}');
    expect(run()).toBe(0);
    expect(installation.runs).toBe(2);
  });

  it('refuses a Node that is too old, in one sentence, without calling npm', () => {
    expect(run({ ...NODE, version: 'v18.20.8' })).toBe(1);
    expect(installation.runs).toBe(0);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/v18\.20\.8 cannot run this project .*: install the current LTS/);
  });

  it('refuses a clone without its lock file', () => {
    rmSync(join(folder, 'package-lock.json'));
    expect(run()).toBe(1);
    expect(lines).toEqual([expect.stringContaining('git checkout -- package-lock.json')]);
  });

  it('exits 1 as a program', () => {
    for (const name of ['ensureInstalled.mjs', 'npm.mjs']) {
      put(`scripts/${name}`, readFileSync(join(ROOT, 'scripts', name), 'utf8'));
    }
    put('package.json', JSON.stringify({ engines: { node: '>=999' } }));
    const result = spawnSync(process.execPath, [join(folder, 'scripts/ensureInstalled.mjs')], {
      encoding: 'utf8',
    });
    expect(result.status).toBe(1);
    expect(result.stderr).toContain('it needs >=999');
  });
});

describe('npm messages', () => {
  it.each([
    [1, 'npm error code ENOTFOUND', /registry cannot be reached/],
    [1, 'npm error code E404', /registry refused/],
    [1, 'npm error code EUSAGE', /npm install/],
    [1, 'npm error code ENOSPC', /disk is full/],
    [1, 'npm error code EACCES', /cannot be written/],
    [1, 'npm error something new', /delete node_modules/],
    [127, 'spawn npm ENOENT', /npm could not be started/],
  ])('status %i, "%s"', (code, stderr, expected) => expect(explainFailure(code, stderr)).toMatch(expected));

  it('keeps the lines that say something', () => {
    const stderr = [
      'npm warn old',
      'npm error code E1',
      'npm error     at f (x.js:1:1)',
      'npm error A complete log of this run can be found in: y',
    ];
    expect(npmErrorLines(stderr.join('\r\n'))).toEqual(['npm error code E1']);
    expect(npmErrorLines('killed\n\n')).toEqual(['killed']);
  });
});

describe('closingLine', () => {
  const file = (status: string, ...outcomes: string[]) => ({
    status,
    assertionResults: outcomes.map((outcome) => ({ status: outcome })),
  });

  it('counts tests', () => {
    const report = {
      testResults: [
        file('passed', 'passed', 'passed', 'pending'),
        file('failed', 'failed', 'passed', 'todo'),
      ],
    };
    expect(closingLine(report, 1)).toBe('3 passed, 1 failed, 2 skipped');
  });

  it('counts a file that could not be loaded', () => {
    expect(closingLine({ testResults: [file('passed', 'passed'), file('failed')] }, 1)).toBe(
      '1 passed, 1 failed, 0 skipped',
    );
  });

  it('never says "0 failed" of a failed run', () => {
    expect(closingLine({ testResults: [file('passed', 'passed')] }, 1)).toBe('1 passed, 1 failed, 0 skipped');
    expect(closingLine(null, 2)).toBe('0 passed, 1 failed, 0 skipped');
    expect(closingLine({ testResults: [file('passed', 'passed')] }, 0)).toBe('1 passed, 0 failed, 0 skipped');
  });
});

describe('browser candidates', () => {
  it('passes over a folder of PATH that cannot be entered', () => {
    // A file where a folder should be answers ENOTDIR, as a folder of another user answers EACCES: no entry, no crash.
    expect(findOnPath(['chromium'], process.execPath, '')).toEqual([]);
  });

  it('takes names in order of preference and folders in the order of PATH', () => {
    const first = put('a/google-chrome');
    const second = put('b/chromium');
    put('b/google-chrome');
    mkdirSync(join(folder, 'a/chromium'));
    const path = ['', join(folder, 'absent'), join(folder, 'a'), join(folder, 'b')].join(delimiter);
    expect(findOnPath(['chromium', 'chrome', 'google-chrome'], path, '')).toEqual([second, first]);
    expect(findOnPath(['chromium'], '', '')).toEqual([]);
  });

  it('finds the Vulkan driver beside the program that a link leads to', () => {
    const program = put('opt/browser/chrome');
    mkdirSync(join(folder, 'bin'));
    symlinkSync(program, join(folder, 'bin/chrome'));
    expect(icdBeside(join(folder, 'bin/chrome'))).toBeNull();
    const icd = put('opt/browser/vk_swiftshader_icd.json');
    expect(icdBeside(join(folder, 'bin/chrome'))).toBe(icd);
    expect(icdBeside(join(folder, 'bin/absent'))).toBeNull();
  });

  it('gives the packaged browser its libraries and fonts, and other browsers nothing', () => {
    const program = put('packaged/chromium');
    expect(packagedEnvironment(program)).toEqual({});
    put('packaged/lib/libnss3.so');
    const fonts = put('packaged/fonts.conf');
    const environment = packagedEnvironment(program);
    expect(environment.FONTCONFIG_FILE).toBe(fonts);
    expect(environment.LD_LIBRARY_PATH?.split(':')[0]).toBe(join(folder, 'packaged/lib'));
  });

  it('leaves every WebGPU flag out of the plain set', () => {
    expect(BROWSER_ARGUMENTS).toEqual(expect.arrayContaining([...BROWSER_ARGUMENTS_PLAIN]));
    expect(BROWSER_ARGUMENTS_PLAIN.filter((flag) => /gpu|vulkan|angle/i.test(flag))).toEqual([]);
  });

  it('names the remedy and everything tried', () => {
    const { message } = new NoBrowserError(['/x/chromium (PATH): the WebGPU adapter is null']);
    expect(message).toContain('apt-get install chromium');
    expect(message).toContain('COLLAPSE_LAB_BROWSER');
    expect(message).toContain('/x/chromium (PATH): the WebGPU adapter is null');
  });
});

describe('readTar', () => {
  const header = (name: string, size: number, type: string, mode = '0000644') => {
    const block = Buffer.alloc(512);
    block.write(name, 0);
    block.write(`${mode}\0`, 100);
    block.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
    block.write(type, 156);
    return block;
  };
  const padded = (text: string) => Buffer.concat([Buffer.from(text)], Math.ceil(text.length / 512) * 512);

  it('reads files and passes over folders and links', () => {
    const long = 'x'.repeat(513);
    const archive = Buffer.concat([
      header('lib/', 0, '5'),
      header('lib/a', long.length, '0', '0000755'),
      padded(long),
      header('link', 0, '2'),
      header('b', 2, '0'),
      padded('ok'),
      Buffer.alloc(1024),
    ]);
    const files = readTar(archive).map(({ name, mode, data }) => [name, mode, data.toString()]);
    expect(files).toEqual([
      ['lib/a', 0o755, long],
      ['b', 0o644, 'ok'],
    ]);
  });

  it('refuses a truncated archive', () => {
    expect(() => readTar(header('a', 10_000, '0'))).toThrow('truncated tar archive at byte 0');
  });
});

describe('scaffold', () => {
  const plan = (name: string | undefined) => ({
    name,
    pattern: /^[a-z]+$/,
    rule: 'Use small letters.',
    files: (stem: string) => ({ [`shaders/${stem}.wgsl`]: 'w', [`src/kernels/${stem}.ts`]: 't' }),
  });
  let lines: string[] = [];
  const run = (name: string | undefined) => {
    lines = [];
    return scaffold(folder, plan(name), (line) => lines.push(line));
  };

  it('writes both files once', () => {
    expect(run('scale')).toBe(0);
    expect(readFileSync(join(folder, 'src/kernels/scale.ts'), 'utf8')).toBe('t');
    expect(run('scale')).toBe(1);
    expect(lines).toEqual([
      'shaders/scale.wgsl and src/kernels/scale.ts exist already: choose another name.',
    ]);
  });

  it('writes nothing when one of the files exists', () => {
    put('src/kernels/scale.ts', 'mine');
    expect(run('scale')).toBe(1);
    expect(existsSync(join(folder, 'shaders/scale.wgsl'))).toBe(false);
    expect(readFileSync(join(folder, 'src/kernels/scale.ts'), 'utf8')).toBe('mine');
  });

  it.each([undefined, '', 'Scale', '../x', 'a/b', 'a\nb'])('refuses the name %j', (name) => {
    expect(run(name)).toBe(1);
    expect(lines).toEqual(['Use small letters.']);
    expect(existsSync(join(folder, 'shaders'))).toBe(false);
  });
});

describe('the scaffolds as programs', () => {
  const program = (name: string, ...args: string[]) => {
    for (const file of [name, 'scaffold.mjs', 'stages.mjs', 'npm.mjs']) {
      put(`scripts/${file}`, readFileSync(join(ROOT, 'scripts', file), 'utf8'));
    }
    const experiment = 'src/experiments/experiment.ts';
    put(experiment, readFileSync(join(ROOT, experiment), 'utf8'));
    const result = spawnSync(process.execPath, [join(folder, 'scripts', name), ...args], {
      encoding: 'utf8',
    });
    return { status: result.status, lines: result.stdout.trim().split('\n') };
  };

  it.each(['RowScale', 'row-scale', '_row', 'row__scale', '1row', 'row_'])('newKernel refuses %s', (name) => {
    const { status, lines } = program('newKernel.mjs', name);
    expect(status).toBe(1);
    expect(lines).toEqual([expect.stringContaining('snake_case')]);
  });

  it.each(['Ranks', 'mine', 'hypersphere|ranks', ''])('newExperiment refuses "%s"', (name) => {
    const { status, lines } = program('newExperiment.mjs', name);
    expect(status).toBe(1);
    expect(lines).toEqual([expect.stringMatching(/hypersphere, .*: name one of them/)]);
  });

  it('write code that the formatter, the linter and the strict compiler accept', () => {
    expect(program('newKernel.mjs', 'row_scale').status).toBe(0);
    expect(program('newExperiment.mjs', 'binomial').status).toBe(0);
    expect(readFileSync(join(folder, 'shaders/row_scale.wgsl'), 'utf8')).toMatch(/^\/\/ row_scale: /);
    // Both roots count as one: the new files' relative imports find the sources of the project.
    const config = {
      extends: join(ROOT, 'tsconfig.json'),
      compilerOptions: {
        rootDirs: [folder, ROOT],
        typeRoots: [join(ROOT, 'node_modules/@types')],
        types: ['node'],
      },
      files: ['node_modules/vite/client.d.ts', 'node_modules/@webgpu/types/dist/index.d.ts'].map((file) =>
        join(ROOT, file),
      ),
      include: ['src/kernels/row_scale.ts', 'src/experiments/binomial/*.ts'],
    };
    put('tsconfig.json', JSON.stringify(config));
    const written = ['src/kernels/row_scale.ts', 'src/experiments/binomial'].map((path) =>
      join(folder, path),
    );
    const biome = [join(ROOT, 'node_modules/@biomejs/biome/bin/biome'), 'ci', '--colors=off'];
    const style = spawnSync(process.execPath, [...biome, `--config-path=${ROOT}`, ...written], {
      encoding: 'utf8',
    });
    // In one string, so that a failure shows what it found.
    expect(`${style.status} ${style.stdout}${style.stderr}`).toMatch(/^0 Checked 4 files/);

    // The control: a mistake that only a compiler which resolved the project's types can see.
    put(
      'src/experiments/binomial/wrong.ts',
      "import { EXPERIMENT_IDS } from '../experiment';\nexport const wrong: 'none' = EXPERIMENT_IDS[0];\n",
    );
    const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
    const options = { cwd: folder, encoding: 'utf8' } as const;
    const { stdout } = spawnSync(process.execPath, [compiler, '--noEmit', '--pretty', 'false'], options);
    // Errors of the project's own files, outside this folder, are another check's matter.
    const errors = stdout.split('\n').filter((line) => line.includes('error TS') && !line.startsWith('..'));
    expect(errors).toEqual([
      expect.stringMatching(/^src\/experiments\/binomial\/wrong\.ts\(2,14\): error TS2322/),
    ]);
  });
});
