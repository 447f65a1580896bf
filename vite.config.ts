import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Relative URLs: the built site works from any sub-path and from a file server's folder.
  base: './',
  build: { target: 'es2022', chunkSizeWarningLimit: 900 },
  worker: { format: 'es' },
  // Named so that the dependency scan never reloads the page in the middle of a run.
  optimizeDeps: {
    include: ['three/webgpu', 'three/tsl', 'three/addons/controls/OrbitControls.js', 'lil-gui', 'uplot', 'temml', 'papaparse'],
  },
  test: {
    // Dawn reads VK_ICD_FILENAMES from the process environment; threads would share and lose it.
    pool: 'forks',
    // One browser and one GPU test file at a time: two software adapters on two cores only slow each other.
    fileParallelism: false,
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
