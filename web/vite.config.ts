import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

// oxlint-disable-next-line import/no-default-export -- vite reads the default export
export default defineConfig({
  plugins: [svelte()],
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2023', modulePreload: { polyfill: false } },
  server: { proxy: { '/api': 'http://127.0.0.1:7341' } },
})
