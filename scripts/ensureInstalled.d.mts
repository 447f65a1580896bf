export interface NodeIdentity {
  readonly version: string;
  readonly platform: string;
  readonly arch: string;
}

export declare const STAMP_FILE: string;
export declare function satisfiesRange(version: string, range: string): boolean;
export declare function installFingerprint(lock: string | Buffer, node: NodeIdentity): string;
export declare function ensureInstalled(
  root: string,
  options?: {
    readonly node?: NodeIdentity;
    readonly npm?: (args: readonly string[], cwd: string) => { code: number; stdout: string; stderr: string };
    readonly log?: (line: string) => void;
  },
): number;
