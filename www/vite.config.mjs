import { defineConfig } from "vite";

export default defineConfig({
  // Relative addresses, so that the built page can lie in any directory of a server.
  base: "./",
  build: { target: "es2022" },
  // The package lies beside this directory, where the development server does not look by itself.
  server: { fs: { allow: [".."] } },
});
