import { defineConfig } from "vite";

// Relative addresses, so that the console works below whatever path it is served at; names without a hash of the
// content, so that a change shows as a change of the same files.
export default defineConfig({
  base: "./",
  build: {
    outDir: "../static",
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    rollupOptions: {
      output: {
        entryFileNames: "console.js",
        assetFileNames: "console[extname]",
      },
    },
  },
  server: { proxy: { "/api": "http://127.0.0.1:8111" } },
});
