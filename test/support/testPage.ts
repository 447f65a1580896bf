/**
 * A page of test/pages in a real browser, for one test file. Calls go as strings because a function handed to
 * `page.evaluate` is rewritten by the test runner.
 */
import type { Browser, Page } from 'puppeteer';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { launchBrowser } from '../../scripts/browser.mjs';

export interface TestPage {
  /** Open from the first test on. */
  readonly page: Page;
  /** Calls a member of the page's global, such as `open('en', 'dark')`. */
  run<T>(call: string): Promise<T>;
}

/** Opens test/pages/<file>, which announces itself as `globalThis.<name>`; after each test it must have had no errors. */
export function useTestPage(
  file: string,
  name: string,
  viewport: { readonly width: number; readonly height: number },
): TestPage {
  let server: ViteDevServer | undefined;
  let browser: Browser | undefined;
  let opened: Page | undefined;
  const errors: string[] = [];

  beforeAll(async () => {
    server = await createServer({
      configFile: 'vite.config.ts',
      logLevel: 'error',
      server: { port: 0, hmr: false },
    });
    await server.listen();
    browser = await launchBrowser();
    const page = await browser.newPage();
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    const address = server.httpServer?.address();
    if (!address || typeof address !== 'object') throw new Error('the server has no port');
    await page.setViewport(viewport);
    await page.goto(`http://localhost:${address.port}/test/pages/${file}`);
    await page.waitForFunction(`globalThis.${name} !== undefined`);
    opened = page;
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  afterEach(() => {
    expect(errors).toEqual([]);
  });

  return {
    get page() {
      if (!opened) throw new Error(`${file} is not open yet`);
      return opened;
    },
    async run<T>(call: string): Promise<T> {
      return (await this.page.evaluate(`${name}.${call}`)) as T;
    },
  };
}
