export declare function packagedChromiumPath(cache: string): string;
export declare function packagedEnvironment(executablePath: string): Record<string, string>;
export declare function readTar(archive: Buffer): { name: string; mode: number; data: Buffer }[];
export declare function fetchPackagedChromium(cache: string): Promise<string>;
