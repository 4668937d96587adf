// SPDX-License-Identifier: Apache-2.0
// JPEG and PNG files: the modules give what the command-line tool gives, and where it
// gives nothing, they fail in the same way. So do the pieces of a file, and its views.
//
//     node files.mjs MIEN FOLDER...
//
// The tool's libjpeg-turbo is told to use no SIMD code, as the modules have none: with
// coefficients that no picture has, and fuzzers make, its SIMD code gives other pixels
// than its C code (without JSIMD_FORCENONE, only such files differ).
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { Module, PICTURES } from "./module.mjs";

const DIHEDRAL = ["original", "rot90", "rot180", "rot270", "flipX", "flipY", "flipPlus1",
  "flipMinus1"];
const STATUS = ["ok", "argument", "memory", "io", "format", "unsupported", "limit", "corrupt",
  "version", "cancelled", "state", "internal"];

const [mien, ...folders] = process.argv.slice(2);

function ofTheTool(extra = []) {
  const run = spawnSync(mien, ["hash", "-r", "--all", "--quiet", "--format", "json",
    ...extra, ...folders], {
    maxBuffer: 1 << 30, encoding: "utf8", env: { JSIMD_FORCENONE: "1", ...process.env } });
  return run.stdout.split("\n").filter(Boolean).map((line) => JSON.parse(line));
}

const failures = [];
let hashed = 0, refused = 0, others = 0;

function compare(module, line) {
  const bytes = readFileSync(line.name);
  const got = module.hashFile(bytes);
  module.feed(bytes, 7000);
  const fed = module.hashFile(null);
  if (JSON.stringify(got) !== JSON.stringify(fed))
    return "the pieces of a file give something else than the whole";
  if (/made without (GIF|WebP|HEIC|AVIF)$/.test(got.detail)) {
    others++;
    return got.status === STATUS.indexOf("unsupported") ? null : got.detail;
  }
  if (line.error !== undefined) {
    refused++;
    // With 32 bits to a size, libpng itself refuses rows beyond that.
    return STATUS[got.status] === line.error || got.detail === "PNG: Invalid IHDR data" ? null : `${STATUS[got.status]}: ${got.detail}`;
  }
  hashed++;
  if (got.status !== 0)
    return `${STATUS[got.status]}: ${got.detail}`;
  const same = DIHEDRAL.every((name, i) => got.hashes[i] === line.dihedral[name]) &&
    got.quality === line.quality && got.width === line.width &&
    got.height === line.height && got.orientation === line.orientation &&
    DIHEDRAL[got.seen] === line.seen;
  return same ? null : `other values: ${JSON.stringify(got)}`;
}

const lines = ofTheTool();
for (const name of PICTURES) {
  const module = new Module(name);
  for (const line of lines) {
    const problem = compare(module, line);
    if (problem !== null)
      failures.push(`${name}: ${line.name}: ${problem}`);
  }
}
console.log(`${hashed / PICTURES.length} hashed, ${refused / PICTURES.length} refused, ` +
  `${others / PICTURES.length} of other formats, ${failures.length} differ`);
console.log(failures.slice(0, 20).join("\n"));
process.exitCode = failures.length > 0 || hashed === 0 ? 1 : 0;
