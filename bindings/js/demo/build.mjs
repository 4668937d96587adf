// SPDX-License-Identifier: Apache-2.0
// Makes dist/mien.html: the page, in one file that needs nothing else.
//
//     node demo/build.mjs [FILE]
//
// Module scripts, fetch() and Workers by address do not work from a file: address, so
// everything lies in the file: the script, the style, the texts, the Worker as a text
// that becomes a blob: address, and the WebAssembly modules in base64. The policy in
// the head names the script and the style by their hashes and allows no request: so the
// browser runs no other script, and sends nothing that this one would ask it to fetch.
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { readHelpLines } from "./build/help.mjs";
import { packagesIn, readLicences } from "./build/licences.mjs";
import { readTexts } from "./build/texts.mjs";

const here = new URL("./", import.meta.url);
const path = (name) => fileURLToPath(new URL(name, here));

const MODULES = { simd: "../dist/pictures-simd.wasm", plain: "../dist/pictures.wasm" };
const TARGET = ["chrome108", "firefox115", "safari16.4"];

/** Modules that exist only here: import texts from "built:texts". */
function built(made) {
  return {
    name: "built",
    setup(its) {
      its.onResolve({ filter: /^built:/ }, ({ path: name }) =>
        ({ path: name.slice("built:".length), namespace: "built" }));
      its.onLoad({ filter: /.*/, namespace: "built" }, async ({ path: name }) =>
        ({ contents: JSON.stringify(await made[name]()), loader: "json" }));
    },
  };
}

// A script in one piece; the packages in it are noted in `packages`.
async function bundle(entry, packages, plugins = []) {
  const { outputFiles: [script], metafile } = await build({
    entryPoints: [entry], bundle: true, write: false, format: "iife", plugins,
    target: TARGET, minify: true, charset: "utf8", legalComments: "none",
    logLevel: "warning", metafile: true,
    // The ways of the package to find its own files, and those of Node.js: not gone
    // here, where all that is loaded is given.
    logOverride: { "empty-import-meta": "silent" }, external: ["node:*"],
  });
  packagesIn(metafile).forEach((name) => packages.add(name));
  return script.text;
}

async function modules() {
  const all = {};
  for (const [name, file] of Object.entries(MODULES))
    all[name] = (await readFile(new URL(file, here))).toString("base64");
  return all;
}

// "</script" would end the element; in a script it can only stand in a text.
const inElement = (script) => script.replaceAll("</script", "<\\/script");

const hashOf = (text) =>
  `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

export function policy(script, style) {
  return [
    "default-src 'none'", `script-src ${hashOf(script)} 'wasm-unsafe-eval'`,
    `style-src ${hashOf(style)}`, "worker-src blob:", "img-src data:",
    "connect-src 'none'", "form-action 'none'", "base-uri 'none'",
  ].join("; ");
}

export async function makePage() {
  const packages = new Set();
  const script = inElement(await bundle(path("src/main.js"), packages, [built({
    "texts": readTexts,
    "help": readHelpLines,
    "worker": () => bundle(path("../src/worker-main.js"), packages),
    "modules": modules,
  })]));
  const style = await readFile(new URL("page.css", here), "utf8");
  const licences = inElement(await readLicences([...packages].sort()));
  const parts = { policy: policy(script, style), style, script, licences };
  const template = await readFile(new URL("page.html", here), "utf8");
  return template.replace(/\{\{(\w+)\}\}/g, (_, name) => parts[name]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const out = process.argv[2] ?? path("dist/mien.html");
  const page = await makePage();
  await mkdir(new URL("dist/", here), { recursive: true });
  await writeFile(out, page);
  console.log(`${out}: ${Math.round(Buffer.byteLength(page) / 1024)} KiB`);
}
