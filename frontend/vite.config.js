import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

// The pages are shipped inside the Python package: what `npm run build` writes is committed.
export default defineConfig({
  plugins: [svelte()],
  build: {
    outDir: '../src/attache/web/static',
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  server: { proxy: { '/api': 'http://localhost:8765' } },
});
