import { defineConfig } from 'vitest/config';

/** For the built site; the dev server injects inline styles of its own. lil-gui's stylesheet is bundled, so no 'unsafe-inline'. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

export default defineConfig({
  // Relative URLs: the built site works from any sub-path and from a file server's folder.
  base: './',
  build: { target: 'es2022', chunkSizeWarningLimit: 900 },
  worker: { format: 'es' },
  plugins: [
    {
      name: 'content-security-policy',
      apply: 'build',
      transformIndexHtml: () => [
        {
          tag: 'meta',
          attrs: { 'http-equiv': 'Content-Security-Policy', content: CONTENT_SECURITY_POLICY },
          injectTo: 'head-prepend',
        },
      ],
    },
  ],
  // Named so that the dependency scan never reloads the page in the middle of a run.
  optimizeDeps: {
    include: [
      'three/webgpu',
      'three/tsl',
      'three/addons/controls/OrbitControls.js',
      'lil-gui',
      'uplot',
      'temml',
      'papaparse',
    ],
  },
  test: {
    // Dawn's Vulkan loader is found through the environment of the process, which forks inherit.
    globalSetup: ['scripts/vitestSetup.mjs'],
    pool: 'forks',
    // One browser and one GPU test file at a time: two software adapters on two cores only slow each other.
    fileParallelism: false,
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
