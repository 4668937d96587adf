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
import { report } from "./rounds.mjs";

const RGBA8 = 4, ROUNDS = 15;
const build = process.argv[2];
const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "mien-"));
process.on("exit", () => rmSync(folder, { recursive: true }));
const native = join(folder, "native");
execFileSync("cc", ["-std=c11", "-D_GNU_SOURCE", "-O2", `-I${path("../../../include")}`,
  `-I${path("../../../lib")}`, path("../native/tests/bench.c"), "-o", native,
  join(build, "lib/libmien-core.a")]);

function inModule(name, width, height, count) {
  const module = new Module(name), size = width * height * 4, at = module.alloc(size);
  const { bytes } = module;
  for (let i = 0; i < size; i++)
    bytes[at + i] = Math.imul(i, 2654435761) >>> 13;
  return () => {
    let least = Infinity;
    for (let i = 0; i < count; i++) {
      const begin = performance.now();
      module.hashPixels(at, 4 * width, width, height, RGBA8);
      least = Math.min(least, performance.now() - begin);
    }
    return least;
  };
}

function natively(kernels, width, height, count) {
  return () => Number(execFileSync(native, [kernels, width, height, count])) / 1e6;
}

for (const size of [[512, 512, 20], [4000, 3000, 2]]) {
  report(`${size[0]} x ${size[1]} RGBA`, {
    "SIMD128, Node": inModule("pixels-simd", ...size),
    "plain, Node": inModule("pixels", ...size),
    "C, native": natively("c", ...size),
    "best, native": natively("best", ...size),
  }, ROUNDS);
}
