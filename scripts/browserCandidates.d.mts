export interface Candidate {
  readonly source: string;
  readonly executablePath: string;
}

export declare function findOnPath(names: readonly string[], path: string, suffix?: string): string[];
export declare function localCandidates(cache: string): Promise<Candidate[]>;
export declare function remoteSources(
  root: string,
  cache: string,
): { source: string; announce: string; obtain: () => Promise<string> }[];
export declare function icdBeside(executablePath: string): string | null;
