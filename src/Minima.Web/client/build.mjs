// Makes one script and one style sheet of src/: node build.mjs FOLDER
import { build } from "esbuild";

const folder = process.argv[2];
if (!folder)
  throw new Error("Usage: node build.mjs FOLDER");
await build({
  entryPoints: { client: "src/main.ts" },
  outdir: folder,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["es2022"],
  charset: "utf8",
  legalComments: "none",
  // What the charting library expects of its surroundings.
  define: { global: "globalThis", "process.env.NODE_ENV": '"production"' },
  // A style sheet of maps, which are not drawn.
  alias: { "maplibre-gl/dist/maplibre-gl.css": "./src/none.css" },
  logLevel: "warning",
});
