// SPDX-License-Identifier: Apache-2.0
// Files have the hash of their pixels, and what is no whole picture has none.
import assert from "node:assert/strict";
import {
  closeSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { PictureHasher } from "mien/pictures";
import { loadedOf } from "../src/hasher.js";
import { fails } from "./support/fails.js";
import { flat, jpeg, png } from "./support/files.js";
import { laidOut, named } from "./support/synthetic.js";

const hasher = await PictureHasher.load();
const plain = await PictureHasher.load({ useSimd: false });
const MIX = named("mix_rgb_1024x768");
const PNG = png(MIX);
const COLUMNS = 40;
const VALUES = Uint8Array.from(
  { length: COLUMNS * 30 },
  (_, i) => (i * i * 31 + i * 7) % 251,
);
const JPEG = jpeg(VALUES, COLUMNS);

test("a PNG and a JPEG have the hashes of their pixels", () => {
  for (const [file, pixels, format] of [
    [PNG, MIX, "png"],
    [JPEG, flat(VALUES, COLUMNS), "jpeg"],
  ]) {
    const { hash, quality, dihedral, ...about } = hasher.hashFile(file);
    assert.deepEqual({ hash, quality, dihedral }, { ...hasher.hashPixels(pixels) });
    const { width, height } = pixels;
    assert.deepEqual(about, {
      format,
      width,
      height,
      orientation: 1,
      seen: 0,
      partial: false,
      alpha: false,
      animated: false,
    });
    assert.deepEqual(plain.hashFile(file), hasher.hashFile(file));
  }
});

test("how a viewer turns it is told, and the hash is of the file as stored", () => {
  const expected = hasher.hashFile(JPEG);
  const seen = [0, 5, 2, 4, 6, 3, 7, 1];
  for (let orientation = 1; orientation <= 8; orientation++) {
    const picture = hasher.hashFile(jpeg(VALUES, COLUMNS, { orientation }));
    assert.equal(picture.orientation, orientation);
    assert.equal(picture.seen, seen[orientation - 1]);
    assert.ok(picture.hash.equals(expected.hash));
  }
});

test("alpha is dropped, or laid over white", () => {
  const pixels = laidOut(MIX, "rgba8");
  const file = png(pixels);
  const dropped = hasher.hashFile(file);
  assert.ok(dropped.alpha);
  assert.ok(dropped.hash.equals(hasher.hashPixels(MIX).hash));
  const over = hasher.hashFile(file, { alphaOnWhite: true });
  assert.ok(!over.hash.equals(dropped.hash));
});

test("a file is read slice by slice, or taken from any buffer", () => {
  const expected = hasher.hashFile(PNG);
  const large = new Uint8Array(PNG.length + 20);
  large.set(PNG, 9);
  const view = new DataView(large.buffer, 9, PNG.length);
  for (const file of [view, new Uint8Array(PNG).buffer]) {
    assert.deepEqual(hasher.hashFile(file), expected);
  }
  for (const most of [1000, 1 << 30]) {
    let offset = 0;
    const read = (from, length) => {
      assert.equal(from, offset);
      const slice = PNG.subarray(from, from + Math.min(length, most));
      offset += slice.length;
      return slice;
    };
    assert.deepEqual(hasher.hashFile({ size: PNG.length, read }), expected);
    assert.equal(offset, PNG.length);
  }
  const folder = mkdtempSync(join(tmpdir(), "mien-"));
  const path = join(folder, "picture.png");
  writeFileSync(path, PNG);
  const fd = openSync(path, "r");
  const read = (position, length) => {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(fd, bytes, { position }));
  };
  assert.deepEqual(hasher.hashFile({ size: statSync(path).size, read }), expected);
  closeSync(fd);
  rmSync(folder, { recursive: true });
});

test("what reading throws comes out, and the next call works", () => {
  const mine = new Error("mine");
  const its = (error) => error === mine;
  const throws = () => {
    throw mine;
  };
  const half = (offset, length) =>
    offset > 20000 ? throws() : PNG.subarray(offset, offset + length);
  assert.throws(() => hasher.hashFile({ size: PNG.length, read: throws }), its);
  assert.throws(() => hasher.hashFile({ size: PNG.length, read: half }), its);
  assert.throws(
    () => hasher.viewsFile({ size: PNG.length, read: half }, { purpose: "bank" }),
    its,
  );
  assert.throws(() => hasher.hashFile(PNG, { progress: throws }), its);
  assert.throws(
    () => hasher.hashFile(PNG, { progress: () => false }),
    fails("CANCELLED"),
  );
  const bad = [
    null,
    "bytes",
    7,
    new Uint8Array(new SharedArrayBuffer(8)),
    new Float64Array(8),
  ];
  for (const value of bad)
    assert.throws(
      () => hasher.hashFile({ size: 100, read: () => value }),
      fails("ARGUMENT"),
    );
  const more = (offset, length) => new Uint8Array(length + 1);
  assert.throws(() => hasher.hashFile({ size: 1e6, read: more }), fails("ARGUMENT"));
  const inside = () => void hasher.hashFile(PNG);
  assert.throws(() => hasher.hashFile(PNG, { progress: inside }), fails("STATE"));
  assert.ok(hasher.hashFile(PNG).hash.equals(hasher.hashPixels(MIX).hash));
});

test("arguments are judged before anything is read", () => {
  const read = () => assert.fail("something was read");
  const file = { size: 100, read };
  for (const bad of [
    null,
    undefined,
    "x",
    7,
    {},
    { size: 5 },
    [1],
    { ...file, size: -1 },
    { ...file, size: NaN },
    { ...file, size: "9" },
  ])
    assert.throws(() => hasher.hashFile(bad), fails("ARGUMENT"));
  for (const bad of [
    { pixels: 0 },
    { pixels: -1 },
    { fileBytes: 1.5 },
    { memory: NaN },
    { memory: Infinity },
    { pixels: "9" },
    { progress: 7 },
  ])
    assert.throws(() => hasher.hashFile(file, bad), fails("ARGUMENT"));
  for (const bad of [
    undefined,
    {},
    { purpose: "both" },
    { purpose: "bank", budget: -1 },
    { purpose: "bank", budget: 2 ** 32 },
    { purpose: "query", budget: 0.5 },
  ])
    assert.throws(() => hasher.viewsFile(file, bad), fails("ARGUMENT"));
  assert.throws(() => hasher.viewsPixels(MIX, { purpose: "all" }), fails("ARGUMENT"));
});

test("other files are refused by what they are", () => {
  const says = (status, detail) => (error) =>
    fails(status)(error) && detail.test(error.detail);
  const of = (text) => Buffer.from(text.padEnd(100, "\0"), "latin1");
  assert.throws(
    () => hasher.hashFile(of("RIFF\x40\0\0\0WEBPVP8 ")),
    says("UNSUPPORTED", /WebP/),
  );
  assert.throws(() => hasher.hashFile(of("GIF89a")), says("UNSUPPORTED", /GIF/));
  assert.throws(
    () => hasher.hashFile(of("\0\0\0\x18ftypavif")),
    says("UNSUPPORTED", /AVIF/),
  );
  assert.throws(() => hasher.hashFile(of("hello")), fails("FORMAT"));
  assert.throws(() => hasher.hashFile(new Uint8Array(0)), fails("FORMAT"));
});

test("limits are kept", () => {
  assert.throws(() => hasher.hashFile(PNG, { pixels: 1024 * 768 - 1 }), fails("LIMIT"));
  assert.throws(() => hasher.hashFile(PNG, { fileBytes: 1000 }), fails("LIMIT"));
  assert.throws(() => hasher.hashFile(PNG, { memory: 1000 }), fails("LIMIT"));
  hasher.hashFile(PNG, {
    pixels: 1024 * 768,
    fileBytes: PNG.length,
    memory: 2 ** 53 - 1,
  });
});

test("damage is CORRUPT, and hashed only where that was allowed", () => {
  for (const file of [PNG, JPEG]) {
    const cut = file.subarray(0, file.length >> 1);
    assert.throws(() => hasher.hashFile(cut), fails("CORRUPT"));
    const picture = hasher.hashFile(cut, { allowPartial: true });
    assert.ok(picture.partial && picture.width > 0);
    assert.ok(!picture.hash.equals(hasher.hashFile(file).hash));
  }
  const broken = Buffer.from(PNG);
  broken[PNG.length >> 1] ^= 1;
  assert.throws(
    () => hasher.hashFile(broken),
    (error) => fails("CORRUPT")(error) && /^PNG: /.test(error.detail),
  );
});

test("files cut anywhere and with any byte changed never stop the module", () => {
  const small = jpeg(VALUES.subarray(0, 64), 8);
  const statuses = new Set();
  const attempt = (bytes) => {
    try {
      hasher.hashFile(bytes);
      statuses.add("OK");
    } catch (error) {
      statuses.add(error.status ?? String(error));
    }
  };
  for (const file of [small, png(flat(VALUES.subarray(0, 16), 4))])
    for (let i = 0; i < file.length; i++) {
      attempt(file.subarray(0, i));
      const changed = Buffer.from(file);
      changed[i] ^= 0x80 >> (i % 8);
      attempt(changed);
      changed[i] = 255;
      attempt(changed);
    }
  assert.deepEqual(
    [...statuses].filter(
      (status) => !["OK", "FORMAT", "UNSUPPORTED", "LIMIT", "CORRUPT"].includes(status),
    ),
    [],
  );
  assert.ok(hasher.memory < 64 * 2 ** 20);
});

test("progress counts the rows of a file", () => {
  const seen = [];
  hasher.hashFile(PNG, { progress: (done, all) => void seen.push([done, all]) });
  assert.ok(seen.length >= 768 / 64);
  assert.deepEqual(seen.at(-1), [768, 768]);
});

test("views: for a bank with eight hashes, for looking up with one", () => {
  const { picture, views } = hasher.viewsFile(PNG, { purpose: "bank" });
  assert.deepEqual(picture, hasher.hashFile(PNG));
  assert.equal(views[0].name, "whole");
  assert.deepEqual(views[0].hashes, picture.dihedral);
  assert.ok(views.length > 10 && views.every((view) => view.hashes.length === 8));
  assert.equal(new Set(views.map((view) => view.name)).size, views.length);
  assert.ok(
    views.some((view) => view.name.startsWith("window-") && view.place.width > 0),
  );
  assert.deepEqual(hasher.viewsPixels(MIX, { purpose: "bank" }), views);
  assert.deepEqual(plain.viewsFile(PNG, { purpose: "bank" }).views, views);
  const query = hasher.viewsFile(PNG, { purpose: "query", budget: 20 });
  assert.equal(query.views.length, 20);
  assert.ok(query.views.slice(1).every((view) => view.hashes.length === 1));
  const few = hasher.viewsPixels(MIX, { purpose: "bank", budget: 24 });
  assert.deepEqual(few, views.slice(0, 3));
  assert.throws(
    () => hasher.viewsPixels(MIX, { purpose: "bank", progress: () => false }),
    fails("CANCELLED"),
  );
});

test("bytes that progress gives away end the call, and the next is fine", () => {
  for (const [name, data, options] of [
    ["hashPixels", new Uint8Array(MIX.data), { mode: "full" }],
    ["hashPixels", new Uint8Array(MIX.data), { mode: "guarded" }],
    ["viewsPixels", new Uint8Array(MIX.data), { purpose: "bank" }],
    ["hashFile", new Uint8Array(PNG), {}],
  ]) {
    const progress = () => {
      if (data.length > 0) structuredClone(data.buffer, { transfer: [data.buffer] });
    };
    const its = name === "hashFile" ? data : { ...MIX, data };
    assert.throws(() => hasher[name](its, { ...options, progress }), fails("ARGUMENT"));
  }
  assert.ok(hasher.hashFile(PNG).hash.equals(hasher.hashPixels(MIX).hash));
});

test("a large picture that is held whole leaves no large memory behind", () => {
  const width = 5000,
    height = 4700;
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i++) data[i] = (i * 31) ^ (i >> 13);
  const pixels = { data, width, height, format: "rgb8" };
  let most = 0;
  const picture = hasher.hashFile(png(pixels, { interlaced: true, level: 0 }), {
    progress: () => void (most = Math.max(most, hasher.memory)),
  });
  assert.ok(most > 64 * 2 ** 20);
  assert.ok(hasher.memory < 4 * 2 ** 20, `${hasher.memory} bytes afterwards`);
  assert.ok(picture.hash.equals(hasher.hashPixels(pixels).hash));
});

test("nor do the views of very wide pixels", async () => {
  const its = await PictureHasher.load();
  const wide = { data: new Uint8Array(1048576 * 8), width: 1048576, height: 8 };
  let most = 0;
  its.viewsPixels(
    { ...wide, format: "gray8" },
    {
      purpose: "query",
      progress: () => void (most = Math.max(most, its.memory)),
    },
  );
  assert.ok(most > 64 * 2 ** 20, `${most} bytes meanwhile`);
  assert.ok(its.memory < 4 * 2 ** 20, `${its.memory} bytes afterwards`);
});

test("nothing of a picture is left in the module's memory", async () => {
  const its = await PictureHasher.load();
  const noise = named("xorshift_rgb_640x480");
  const file = png(noise, { level: 0 });
  // Of some rows a part, as it is in the file and as decoders give it.
  const parts = Array.from({ length: 30 }, (_, i) =>
    Buffer.from(noise.data.buffer, i * 16 * noise.width * 3 + 99, 12),
  );
  const { instance } = loadedOf(its);
  const clean = (what) => {
    const memory = Buffer.from(instance.bytes(0, instance.size));
    assert.ok(!parts.some((part) => memory.includes(part)), what);
  };
  const stop = { progress: () => false };
  const half = file.subarray(0, file.length >> 1);
  const gone = (offset, length) => {
    if (offset > half.length) throw new Error("gone");
    return file.subarray(offset, offset + length);
  };
  for (const [what, work] of [
    ["pixels", () => its.hashPixels(noise)],
    ["pixels, stopped", () => its.hashPixels(noise, stop)],
    ["a file", () => its.hashFile(file)],
    ["a file, stopped", () => its.hashFile(file, stop)],
    ["a damaged file", () => its.hashFile(half)],
    ["a file that goes", () => its.hashFile({ size: file.length, read: gone })],
    ["views", () => its.viewsFile(file, { purpose: "bank" })],
    [
      "views of pixels, stopped",
      () => its.viewsPixels(noise, { purpose: "bank", ...stop }),
    ],
  ]) {
    try {
      work();
    } catch {
      // as it may
    }
    clean(what);
  }
  const stream = its.stream(noise.width, noise.height, "rgb8");
  stream.push(noise.data.subarray(0, 640 * 3 * 300));
  stream.abandon();
  clean("a stream");
  assert.equal(loadedOf(its).instance, instance);
  // The search finds what is there.
  const at = instance.alloc(noise.data.length);
  instance.bytes(at, noise.data.length).set(noise.data);
  assert.throws(() => clean("pixels"));
});

test("a module that only hashes pixels is no PictureHasher", async () => {
  const simd = new URL("../dist/pixels-simd.wasm", import.meta.url);
  await assert.rejects(PictureHasher.load({ simd }), fails("UNSUPPORTED"));
});
