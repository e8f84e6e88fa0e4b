import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

// The window and the loopback server both serve the built files under a policy
// of `default-src 'self'`: nothing may be inlined, and paths are relative.
export default defineConfig({
  base: './',
  plugins: [svelte()],
  build: {
    target: 'safari17',
    sourcemap: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { port: 5173, strictPort: true },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.ts', 'src/**/*.test.svelte.ts'],
  },
  // Under test the browser build of Svelte must be picked, not the server one.
  resolve: process.env.VITEST ? { conditions: ['browser'] } : {},
});
