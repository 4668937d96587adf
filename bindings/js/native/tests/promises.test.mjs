// SPDX-License-Identifier: Apache-2.0
// What the modules promise besides hashes: little memory, no trace of a picture in it, and
// a status for whatever goes wrong.
//
// The large photo is made by sample_photo of meson's build in $MIEN_BUILD.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "node:test";
import { Module, MODULES, PICTURES } from "./module.mjs";
import { noise, png } from "./png.mjs";
import { traces } from "./search.mjs";

const ARGUMENT = 1, MEMORY = 2, IO = 3, FORMAT = 4, LIMIT = 6, CORRUPT = 7, CANCELLED = 9;
const WIDTH = 400, HEIGHT = 300;
const pixels = noise(WIDTH * HEIGHT * 3);
const file = png(WIDTH, HEIGHT, pixels);
const MIB = 1 << 20;

for (const name of MODULES) {
  test(`${name}: no trace of pixels is left`, () => {
    const module = new Module(name), at = module.alloc(pixels.length);
    module.bytes.set(pixels, at);
    assert.equal(module.hashPixels(at, 3 * WIDTH, WIDTH, HEIGHT, 2).status, 0);
    assert.ok(traces(module.bytes, pixels) >= pixels.length - 8, "the search finds nothing");
    module.free(at, pixels.length);
    assert.equal(traces(module.bytes, pixels), 0);
  });
}

for (const name of PICTURES) {

  test(`${name}: no trace of a file is left, nor of its pixels`, () => {
    const interlaced = png(WIDTH, HEIGHT, pixels, { interlaced: true }); // cut short, then
    const module = new Module(name);
    const look = (what) => {
      assert.equal(traces(module.bytes, pixels), 0, `${what}: pixels`);
      assert.equal(traces(module.bytes, file.subarray(41)), 0, `${what}: the file`);
    };
    module.feed(file);
    assert.equal(module.hashFile(null).status, 0);
    look("a file in pieces");
    assert.equal(module.hashFile(file).status, 0);
    look("a file");
    assert.equal(module.viewsFile(file, { purposes: 1 }).status, 0);
    look("views");
    assert.equal(module.hashFile(interlaced).status, CORRUPT);
    look("an interlaced file");
    assert.equal(module.hashFile(file.subarray(0, file.length / 2)).status, CORRUPT);
    look("half a file");
    module.progress = () => 0;
    assert.equal(module.hashFile(file, { progress: true }).status, CANCELLED);
    look("a file that nobody wants any more");
  });

  test(`${name}: a file in pieces is a file`, () => {
    const module = new Module(name), whole = module.hashFile(file);
    for (const most of [1, 7, 4096, Infinity]) {
      const given = module.feed(file, most);
      assert.deepEqual(module.hashFile(null), whole);
      assert.equal(given(), file.length);
      assert.equal(whole.fileBytes, file.length);
    }
    module.feed(file);
    const options = { purposes: 2, budget: 50 };
    const fed = module.viewsFile(null, options);
    assert.ok(fed.views.length > 10 && fed.views.length <= 50);
    assert.deepEqual(fed, module.viewsFile(file, options));
  });

  test(`${name}: it says how far it is, and stops when it is told to`, () => {
    const module = new Module(name), heard = [];
    module.progress = (done, all) => heard.push([done, all]);
    assert.equal(module.hashFile(file, { progress: true }).status, 0);
    assert.ok(heard.length >= HEIGHT / 64);
    assert.deepEqual(heard.at(-1), [HEIGHT, HEIGHT]);
    assert.ok(heard.every(([done], i) => i === 0 || done >= heard[i - 1][0]));
    heard.length = 0;
    assert.equal(module.hashFile(file).status, 0);
    assert.equal(heard.length, 0);
    module.progress = (done) => done < 100 ? 1 : 0;
    const stopped = module.hashFile(file, { progress: true });
    assert.deepEqual(stopped, { status: CANCELLED, errorStatus: CANCELLED,
                                detail: "the caller's callback said stop" });
  });

  test(`${name}: whatever goes wrong has a status`, () => {
    const module = new Module(name);
    const status = (bytes, options) => module.hashFile(bytes, options).status;
    assert.equal(status(Buffer.from("no picture at all")), FORMAT);
    assert.equal(status(Buffer.alloc(0)), FORMAT);
    assert.equal(status(file, { pixels: WIDTH * HEIGHT - 1 }), LIMIT);
    assert.equal(status(file, { pixels: WIDTH * HEIGHT }), 0);
    assert.equal(status(file, { fileBytes: file.length - 1 }), LIMIT);
    assert.equal(status(file, { fileBytes: file.length }), 0);
    assert.equal(status(file, { memory: 10000 }), LIMIT);
    for (const wrong of [NaN, -1, Infinity, 2 ** 53 + 2])
      assert.equal(status(file, { memory: wrong }), ARGUMENT);
    assert.equal(status(file, { flags: 1 << 20 }), ARGUMENT);
    assert.equal(status(file, { mode: 9 }), ARGUMENT);
    assert.equal(module.viewsFile(file, {}).status, ARGUMENT);
    module.read = () => -1;
    assert.equal(status(null), IO);
    module.read = (capacity) => capacity + 1;
    assert.equal(status(null), IO);
    // More than the module can ever have; and once more than it will be allowed.
    const large = png(29000, 29000, noise(10), { interlaced: true });
    assert.equal(status(large, { pixels: 1e9, memory: 4e9 }), MEMORY);
    assert.equal(status(large, { pixels: 1e9 }), LIMIT);
    assert.equal(status(large), LIMIT);
    assert.ok(module.bytes.length < 32 * MIB);
    assert.equal(status(file), 0); // and it goes on
  });

  test(`${name}: every mode, and alpha over white`, () => {
    const module = new Module(name), exact = module.hashFile(file);
    for (const mode of [1, 2, 3]) {
      const at = module.alloc(pixels.length);
      module.bytes.set(pixels, at);
      const direct = module.hashPixels(at, 3 * WIDTH, WIDTH, HEIGHT, 2, mode);
      module.free(at, pixels.length);
      module.feed(file);
      for (const { hashes, quality, mode: said } of
        [module.hashFile(file, { mode }), module.hashFile(null, { mode })]) {
        assert.equal(said, mode);
        assert.equal(quality, exact.quality);
        // A stream in doubt wants its rows again; a file is then hashed exactly at once.
        assert.deepEqual(hashes, direct.status === 0 ? direct.hashes : exact.hashes);
      }
    }
    const clear = noise(WIDTH * HEIGHT * 4), white = 2;
    for (let i = 3; i < clear.length; i += 4)
      clear[i] = 0;
    const transparent = png(WIDTH, HEIGHT, clear, { alpha: true });
    assert.equal(module.hashFile(transparent).quality, 100);
    assert.equal(module.hashFile(transparent, { flags: white }).quality, 0);
  });
}

test("a photo of 108 megapixels takes little memory, and leaves no trace in it",
  { skip: process.env.MIEN_BUILD ? false : "needs $MIEN_BUILD" }, (t) => {
    const folder = mkdtempSync(join(tmpdir(), "mien-"));
    t.after(() => rmSync(folder, { recursive: true }));
    const photo = join(folder, "photo.jpg");
    const program = join(process.env.MIEN_BUILD, "tests/e2e/sample_photo");
    assert.equal(spawnSync(program, [photo, "7", "12000", "9000"]).status, 0);
    const input = openSync(photo);
    for (const name of PICTURES) {
      const module = new Module(name), before = module.bytes.length;
      let from = 0;
      module.read = (capacity, to) => {
        const got = readSync(input, module.bytes, to, capacity, from);
        from += got;
        return got;
      };
      const picture = module.hashFile(null);
      assert.deepEqual([picture.status, picture.width, picture.quality], [0, 12000, 100]);
      assert.ok(module.bytes.length <= 16 * MIB);
      const part = readFileSync(photo).subarray(10000, MIB);
      assert.equal(traces(module.bytes, part), 0);
      t.diagnostic(`${name}: ${before / MIB} MiB before, ${module.bytes.length / MIB} MiB ` +
        `after; the file has ${(from / MIB).toFixed(1)} MiB`);
    }
    closeSync(input);
  });
