// SPDX-License-Identifier: Apache-2.0
// How long a hash of RGBA pixels takes: the modules in Node beside the C library, in short
// rounds that take turns. Prints the fastest of all rounds, and the median of the ratios
// within rounds.
//
//     node bindings/js/bench/pixels.mjs BUILD      meson's build, for lib/libmien-core.a
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Module } from "../native/tests/module.mjs";

const RGBA8 = 4, ROUNDS = 15;
const build = process.argv[2];
const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "mien-"));
process.on("exit", () => rmSync(folder, { recursive: true }));
const native = join(folder, "native");
execFileSync("cc", ["-std=c11", "-D_GNU_SOURCE", "-O2", `-I${path("../../../include")}`,
  `-I${path("../../../lib")}`, path("../native/tests/bench.c"), "-o", native,
  join(build, "lib/libmien-core.a")]);

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

function inModule(name, width, height) {
  const module = new Module(name), size = width * height * 4, at = module.alloc(size);
  const { bytes } = module;
  for (let i = 0; i < size; i++)
    bytes[at + i] = Math.imul(i, 2654435761) >>> 13;
  return (count) => {
    let least = Infinity;
    for (let i = 0; i < count; i++) {
      const begin = performance.now();
      module.hashPixels(at, 4 * width, width, height, RGBA8);
      least = Math.min(least, performance.now() - begin);
    }
    return least;
  };
}

for (const [width, height, count] of [[512, 512, 20], [4000, 3000, 2]]) {
  const natively = (kernels) => (count) => {
    const [time, name] = execFileSync(native, [kernels, width, height, count],
      { encoding: "utf8" }).trim().split(" ");
    natively.best = name;
    return Number(time) / 1e6;
  };
  const ways = {
    "SIMD128, Node": inModule("pixels-simd", width, height),
    "plain, Node": inModule("pixels", width, height),
    "C, native": natively("c"),
    "best, native": natively("best"),
  };
  Object.values(ways).forEach((way) => way(5)); // V8 compiles again while it runs
  const times = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++)
    for (const [name, way] of Object.entries(ways))
      times[name].push(way(count));
  console.log(`${width} x ${height} RGBA`);
  const [reference] = Object.values(times);
  for (const [name, list] of Object.entries(times)) {
    const ratio = median(list.map((time, i) => time / reference[i]));
    const label = name.startsWith("best") ? `${natively.best}, native` : name;
    console.log(`  ${label.padEnd(16)}${Math.min(...list).toFixed(2).padStart(9)} ms` +
      `${ratio.toFixed(2).padStart(8)}`);
  }
}
