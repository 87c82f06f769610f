// Builds src/amparo/web/static/web/ from src/. The results are committed, so that running Amparo
// needs no Node; the .gz beside each is what WhiteNoise sends.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { compile } from "sass";

const here = fileURLToPath(new URL(".", import.meta.url));
const out = fileURLToPath(new URL("../src/amparo/web/static/web/", import.meta.url));

const css = compile(`${here}src/amparo.scss`, {
  loadPaths: [here, `${here}src`],
  style: "compressed",
  quietDeps: true,
  silenceDeprecations: ["import"],
}).css
  // Backwards compatibility of MOJ's own, which asks for images that we do not ship.
  .replace(/\.moj-timeline__document[^{}]*\{[^{}]*\}/g, "");
const unwanted = /GDS Transport|@font-face|url\((?!"?data:)/.exec(css);
if (unwanted) throw new Error(`the style sheet must not hold ${unwanted[0]}`);
writeFileSync(`${out}amparo.css`, `${css.trim()}\n`);

await build({
  absWorkingDir: here,
  entryPoints: ["src/amparo.js"],
  outfile: `${out}amparo.js`,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2020",
  legalComments: "none",
  define: { "process.env.NODE_ENV": '"production"' },
});

for (const name of ["amparo.css", "amparo.js", "icon.svg"]) {
  const built = readFileSync(`${out}${name}`);
  const squeezed = gzipSync(built, { level: 9 });
  squeezed[9] = 255; // the system's mark, so that every machine builds the same bytes
  writeFileSync(`${out}${name}.gz`, squeezed);
  console.log(name, built.length, "bytes,", squeezed.length, "gzipped");
}
