/** The built site: served from a sub-path by any static server, under its own content security policy. */
import { createReadStream, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import type { Browser } from 'puppeteer';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../scripts/browser.mjs';
import { openPage, SMALL } from './support';

const SUB_PATH = '/some/where/';
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};
const BUILD_PATIENCE_MS = 240_000;

let folder: string;
let server: Server;
let browser: Browser;
let url: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'collapse-lab-site-'));
  await build({
    configFile: 'vite.config.ts',
    logLevel: 'error',
    build: { outDir: folder, emptyOutDir: true },
  });
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const name = pathname.endsWith('/') ? `${pathname}index.html` : pathname;
    const file = join(folder, normalize(name.slice(SUB_PATH.length)));
    if (!name.startsWith(SUB_PATH) || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader('content-type', TYPES[extname(file)] ?? 'application/octet-stream');
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((listening) => {
    server.listen(0, 'localhost', listening);
  });
  url = `http://localhost:${(server.address() as AddressInfo).port}${SUB_PATH}`;
  browser = await launchBrowser();
}, BUILD_PATIENCE_MS);

afterAll(async () => {
  await browser?.close();
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Violations reach the document as events, whatever the console shows. */
const WATCH_POLICY = `
  globalThis.violations = [];
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) =>
    violations.push([violatedDirective, blockedURI, sourceFile].join(' ')));`;

describe('the built site', () => {
  it('carries a policy that allows nothing from elsewhere and no inline script or style', () => {
    const html = readFileSync(join(folder, 'index.html'), 'utf8');
    const policy =
      /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)?.[1]?.replaceAll('&#39;', "'") ??
      '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(html).not.toMatch(/(src|href)="\//);
    expect(readdirSync(folder)).toContain('favicon.svg');
  });

  it('runs, teaches, checks itself and reads a file from a sub-path without a violation or an error', async () => {
    await using page = await openPage(browser, url, { link: SMALL, before: WATCH_POLICY });
    await page.until('collapseLab.app.state().step >= 2');
    await page.app('pause()');
    expect((await page.state()).backend).toBe('webgpu');
    await page.until(`document.querySelector('.notes math') !== null`);
    await page.app(`load([new File(['1,0,a\\n0,1,b\\n1,1,a\\n'], 'small.csv')])`);
    expect((await page.state()).controls.n).toBe(3);
    for (const language of ['zh', 'en']) {
      await page.run(`document.querySelector('[data-language=${language}]').click()`);
    }
    await page.press('?');
    await page.until(`document.querySelector('dialog.help').open`);
    await page.page.keyboard.press('Escape');
    const rows = await page.app<{ passed: boolean }[]>('selfCheck()');
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.every(({ passed }) => passed)).toBe(true);
    await page.page.keyboard.press('Escape');
    expect((await page.picture()).colours).toBeGreaterThan(100);
    expect(await page.run('violations')).toEqual([]);
    expect(page.problems).toEqual([]);
  });

  it('runs its CPU reference worker under the policy too', async () => {
    const before = `${WATCH_POLICY} GPU.prototype.requestAdapter = async () => null;`;
    const tolerated = /GPU stall due to ReadPixels|software WebGL/i;
    await using page = await openPage(browser, url, { link: 'n=64&batch=64&rotate=0', before, tolerated });
    await page.until('collapseLab.app.state().step >= 2');
    expect((await page.state()).backend).toBe('reference');
    expect(await page.run('violations')).toEqual([]);
    expect(page.problems).toEqual([]);
  });
});
