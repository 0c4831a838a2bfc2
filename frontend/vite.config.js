import { svelte } from '@sveltejs/vite-plugin-svelte';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { defineConfig } from 'vite';

const OUT = '../src/attache/web/static';

/** Write down what the pages were built from, so that a test can tell when they are old. */
const told = {
  name: 'told',
  closeBundle() {
    const digest = createHash('sha256');
    const files = readdirSync('src', { recursive: true, withFileTypes: true });
    const names = files.filter((file) => file.isFile()).map((file) => `${file.parentPath}/${file.name}`);
    for (const name of [...names, 'index.html', 'package.json', 'public/icon.svg'].sort()) digest.update(readFileSync(name));
    writeFileSync(`${OUT}/source.sha256`, `${digest.digest('hex')}\n`);
  },
};

// The pages are shipped inside the Python package: what `npm run build` writes is committed.
export default defineConfig({
  plugins: [svelte(), told],
  build: {
    outDir: OUT,
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  server: { proxy: { '/api': 'http://localhost:8765' } },
});
