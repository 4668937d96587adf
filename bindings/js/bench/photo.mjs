// SPDX-License-Identifier: Apache-2.0
// How long the hash of a JPEG photo of 12 megapixels takes, its decoding included: the
// modules in Node beside the command, with libjpeg-turbo's SIMD code and without, in
// rounds that take turns. (The command's time is that of its process.) Prints the fastest
// of all rounds, and the median of the ratios within rounds.
//
//     node bindings/js/bench/photo.mjs BUILD        meson's build
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Module } from "../native/tests/module.mjs";
import { report } from "./rounds.mjs";

const build = process.argv[2];
const folder = mkdtempSync(join(tmpdir(), "mien-"));
process.on("exit", () => rmSync(folder, { recursive: true }));
const photo = join(folder, "photo.jpg");
execFileSync(join(build, "tests/e2e/sample_photo"), [photo, "3", "4000", "3000"]);
const bytes = readFileSync(photo);

function timed(act) {
  return () => {
    const begin = performance.now();
    act();
    return performance.now() - begin;
  };
}

const inModule = (name) => {
  const module = new Module(name);
  return timed(() => module.hashFile(bytes));
};
const natively = (env) => timed(() => execFileSync(join(build, "tools/mien/mien"),
  ["hash", photo], { env: { ...process.env, ...env } }));

report(`JPEG of 4000 x 3000, ${(bytes.length / (1 << 20)).toFixed(1)} MiB`, {
  "SIMD128, Node": inModule("pictures-simd"),
  "plain, Node": inModule("pictures"),
  "command, C": natively({ JSIMD_FORCENONE: "1" }),
  "command": natively({}),
}, 7);
