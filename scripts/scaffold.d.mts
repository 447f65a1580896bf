export declare function scaffold(
  root: string,
  plan: {
    readonly name: string | undefined;
    readonly pattern: RegExp;
    readonly rule: string;
    readonly files: (name: string) => Record<string, string>;
  },
  log?: (line: string) => void,
): number;
