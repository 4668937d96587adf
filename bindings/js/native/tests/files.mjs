// SPDX-License-Identifier: Apache-2.0
// JPEG and PNG files: the modules give what the command-line tool gives, and where it
// gives nothing, they fail in the same way. So do the pieces of a file.
//
//     node files.mjs MIEN FOLDER...
//
// The tool's libjpeg-turbo is told to use no SIMD code, as the modules have none: with
// coefficients that no picture has, and fuzzers make, its SIMD code gives other pixels
// than its C code (without JSIMD_FORCENONE, only such files differ). What it makes of
// damage is not the same everywhere either, here with words of 32 bits: of a fuzzer's
// JPEG files, no part is compared.
//
// A part of the files is compared, since test/shared.test.js of the package hashes them
// all; every one with MIEN_ALL=1.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { Module, PICTURES } from "./module.mjs";

const DIHEDRAL = ["original", "rot90", "rot180", "rot270", "flipX", "flipY", "flipPlus1",
  "flipMinus1"];
const STATUS = ["ok", "argument", "memory", "io", "format", "unsupported", "limit", "corrupt",
  "version", "cancelled", "state", "internal"];
const PARTIAL = 16; // MIEN_IMAGE_PARTIAL
const BANK = 1, QUERY = 2; // MIEN_VIEWS_*

const [mien, ...folders] = process.argv.slice(2);

function ofTheTool(options, paths) {
  const run = spawnSync(mien, ["hash", "--quiet", "--format", "json", ...options, ...paths], {
    maxBuffer: 1 << 30, encoding: "utf8", env: { JSIMD_FORCENONE: "1", ...process.env } });
  return run.stdout.split("\n").filter(Boolean).map((line) => JSON.parse(line));
}

// What the tool says of a file, as the module would say it.
function expected(line) {
  if (line.error !== undefined)
    return { status: line.error };
  const { width, height, orientation, partial, quality } = line;
  const picture = { status: "ok", width, height, orientation, partial, quality };
  if (line.views === undefined)
    return { ...picture, seen: line.seen, hashes: DIHEDRAL.map((name) => line.dihedral[name]) };
  const hashesOf = ({ hash, dihedral }) =>
    dihedral === undefined ? [hash] : DIHEDRAL.map((name) => dihedral[name]);
  return { ...picture, views: line.views.map((view) =>
    ({ view: view.view, quality: view.quality, hashes: hashesOf(view) })) };
}

// What the module says of it.
function found(module, bytes, options) {
  const got = options.purposes ? module.viewsFile(bytes, options)
                               : module.hashFile(bytes, options);
  if (got.status !== 0)
    return { status: STATUS[got.status], detail: got.detail };
  const { width, height, orientation, quality, seen, hashes, flags } = got.picture ?? got;
  const picture = { status: "ok", width, height, orientation,
                    partial: (flags & PARTIAL) !== 0, quality };
  if (!options.purposes)
    return { ...picture, seen: DIHEDRAL[seen], hashes };
  const name = module.alloc(24);
  const views = got.views.map(({ kind, number, quality, hashes }) => {
    assert.equal(module.call.mien_view_name(name, kind, number), 0);
    // To look up, the tool prints one hash of each view, of the whole picture, too.
    const printed = options.purposes === QUERY ? hashes.slice(0, 1) : hashes;
    return { view: module.text(name), quality, hashes: printed };
  });
  module.free(name, 24);
  return { ...picture, views };
}

// Each with every so many of the files, and that many times fewer of them.
const FEWER = process.env.MIEN_ALL ? 1 : 4;
const WAYS = [
  { say: "hashes", tool: ["--all"], options: {}, every: 1 },
  { say: "partial pictures", tool: ["--all", "--allow-partial"], options: { flags: 1 }, every: 3,
    but: /\/afl-jpeg/ },
  { say: "alpha over white", tool: ["--all", "--alpha-on-white"], options: { flags: 2 }, every: 3 },
  { say: "512 x 512", tool: ["--all", "--cli512"], options: { mode: 1 }, every: 3 },
  { say: "views for a bank", tool: ["--views", "bank"], options: { purposes: BANK }, every: 10 },
  { say: "views to look up", tool: ["--views", "query"], options: { purposes: QUERY }, every: 10 },
];

const files = ofTheTool(["-r"], folders).map(({ name }) => name);
let wrong = 0;
for (const { say, tool, options, every, but } of WAYS) {
  const lines = ofTheTool(tool, files.filter((name, i) =>
    i % (FEWER * every) === 0 && !but?.test(name)));
  const count = { hashed: 0, refused: 0, "of other formats": 0, "that differ": 0 };
  for (const [i, line] of lines.entries()) {
    const bytes = readFileSync(line.name), want = expected(line);
    for (const name of PICTURES) {
      const module = PICTURES[name] ??= new Module(name);
      const { detail, ...got } = found(module, bytes, options);
      let same = true;
      if (i % 5 === 0) {
        module.feed(bytes, 7000);
        const { detail: _, ...fed } = found(module, null, options);
        same = JSON.stringify(got) === JSON.stringify(fed);
      }
      if (/made without (GIF|WebP|HEIC|AVIF)$/.test(detail)) {
        count["of other formats"]++;
      } else {
        count[want.status === "ok" ? "hashed" : "refused"]++;
        same &&= JSON.stringify(got) === JSON.stringify(want) ||
          // With 32 bits to a size, libpng itself refuses rows beyond that.
          want.status === "limit" && detail === "PNG: Invalid IHDR data";
      }
      if (!same && count["that differ"]++ < 3)
        console.log(`${name}: ${line.name}: ${detail ?? ""} ${JSON.stringify(got)}`);
    }
  }
  console.log(`${say}: ` + Object.entries(count)
    .map(([what, n]) => `${n / PICTURES.length} ${what}`).join(", "));
  wrong += count["that differ"] + (count.hashed === 0);
}
process.exitCode = wrong > 0 ? 1 : 0;
