// SPDX-License-Identifier: Apache-2.0
// The photos and formats of ../shared: hashes, views and failures are those of the mien
// command of the same sources.
import assert from "node:assert/strict";
import { openAsBlob, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { DIHEDRAL, MienError } from "mien";
import { PictureHasher } from "mien/pictures";
import { HashWorker } from "mien/worker";
import { SHARED, files, mien, withoutShared } from "./support/places.js";

const skip = withoutShared;
const hasher = await PictureHasher.load();

const hexes = (hashes) => hashes.map(String);
const inOrder = (dihedral) => DIHEDRAL.map((name) => dihedral[name]);

/** What JavaScript says of a file, as the command writes it. */
function said(path) {
  try {
    const picture = hasher.hashFile(readFileSync(path));
    return { ...picture, hash: picture.hash.hex, dihedral: hexes(picture.dihedral) };
  } catch (error) {
    assert.ok(error instanceof MienError, `${path}: ${error}`);
    return { error: error.status.toLowerCase() };
  }
}

/** What the command said. */
function expected(line) {
  if (line.error) return { error: line.error };
  return {
    format: line.format.toLowerCase(),
    hash: line.hash,
    quality: line.quality,
    width: line.width,
    height: line.height,
    orientation: line.orientation,
    partial: line.partial,
    seen: DIHEDRAL.indexOf(line.seen),
    dihedral: inOrder(line.dihedral),
  };
}

// Of files with coefficients that no encoder makes, libjpeg-turbo's kernels for x86
// give other pixels than its C does.
const PLAIN = { JSIMD_FORCENONE: "1" };
// A width that a row's size in 32 bits cannot hold: libpng refuses it first.
const NARROW = new Set(["png_dims_2147483647.png"]);

for (const [folder, least] of [
  ["photos", 150],
  ["formats", 400],
  ["malformed", 200],
]) {
  test(`every JPEG and PNG of ${folder}`, { skip }, () => {
    const words = ["hash", "-r", "--all", "--format", "json", join(SHARED, folder)];
    const lines = mien(words, folder === "malformed" ? PLAIN : {});
    let compared = 0;
    for (const [path, line] of lines) {
      const { alpha, animated, ...is } = said(path);
      // Formats that the command decodes and this module does not.
      if (is.error === "unsupported") continue;
      if (NARROW.has(basename(path)))
        assert.deepEqual([is.error, line.error], ["corrupt", "limit"]);
      else assert.deepEqual(is, expected(line), path);
      compared++;
    }
    assert.ok(compared >= least, `only ${compared} files`);
  });
}

test("the views of photos", { skip }, () => {
  const paths = files("photos").filter(
    (path, i) => i % 9 === 0 && /\.(jpe?g|png)$/i.test(path),
  );
  const lines = mien(["hash", "--views", "bank", "--format", "json", ...paths]);
  assert.ok(paths.length >= 15);
  for (const path of paths) {
    const { views } = hasher.viewsFile(readFileSync(path), { purpose: "bank" });
    assert.deepEqual(
      views.map(({ name, quality, hashes }) => [name, quality, ...hexes(hashes)]),
      lines
        .get(path)
        .views.map((view) => [view.view, view.quality, ...inOrder(view.dihedral)]),
      path,
    );
  }
});

test("in a Worker, of a file that is read slice by slice", { skip }, async () => {
  const path = files("photos").sort((a, b) => statSync(b).size - statSync(a).size)[0];
  const line = mien(["hash", "--all", "--format", "json", path]).get(path);
  const worker = new HashWorker();
  try {
    const { hash, decodedBy } = await worker.hashFile(await openAsBlob(path));
    assert.deepEqual([hash.hex, decodedBy], [line.hash, "file"]);
  } finally {
    worker.close();
  }
});
