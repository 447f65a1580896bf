import type { Browser, LaunchOptions } from 'puppeteer';

export interface ResolvedBrowser {
  readonly executablePath: string;
  /** Flags with which it presented a WebGPU canvas. */
  readonly args: readonly string[];
  /** Additions to the environment it needs, often none. */
  readonly env: Readonly<Record<string, string>>;
  /** Its vk_swiftshader_icd.json. */
  readonly icdPath: string | null;
  /** Where it came from, in words. */
  readonly source: string;
}

export interface ResolveOptions {
  readonly log?: (line: string) => void;
}

/** The one message when nothing worked; `message` is complete and needs no stack. */
export declare class NoBrowserError extends Error {
  constructor(tried: readonly string[]);
}

export declare const BROWSER_ARGUMENTS: readonly string[];
export declare const BROWSER_ARGUMENTS_PLAIN: readonly string[];
export declare function resolveBrowser(options?: ResolveOptions): Promise<ResolvedBrowser>;
export interface ResolveIcdOptions extends ResolveOptions {
  /** false looks on this machine only, and gives null where nothing is found. */
  readonly fetch?: boolean;
}

export declare function resolveIcd(options?: ResolveIcdOptions): Promise<string | null>;
export declare function dawnEnvironment(options?: ResolveIcdOptions): Promise<Record<string, string>>;
export declare function launchBrowser(
  options?: LaunchOptions & { readonly webgpu?: boolean },
): Promise<Browser>;
