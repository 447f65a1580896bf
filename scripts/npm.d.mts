export declare function runNpm(
  args: readonly string[],
  cwd: string,
): { code: number; stdout: string; stderr: string };
export declare function programPath(root: string, packageName: string, program?: string): string;
export declare function npmErrorLines(stderr: string, limit?: number): string[];
export declare function explainFailure(code: number, stderr: string): string;
