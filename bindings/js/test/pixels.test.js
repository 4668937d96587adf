// SPDX-License-Identifier: Apache-2.0
// Hashes of pixels are those of the reference, with SIMD128 and without.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { DIHEDRAL, Hash, Hasher } from "mien";
import { Instance, Loaded } from "../src/instance.js";
import { Shape } from "../src/pixels.js";
import { PdqRows } from "../src/stream.js";
import { fails } from "./support/fails.js";
import { VECTORS, laidOut, named, picture } from "./support/synthetic.js";

const HASHERS = [
  ["SIMD128", await Hasher.load()],
  ["plain", await Hasher.load({ useSimd: false })],
];
const [, hasher] = HASHERS[0];
const MIX = named("mix_rgb_1024x768");
const PICTURES = VECTORS.map((vector) => [vector, picture(vector)]);

test("the module with SIMD128 is used, or that without", () => {
  assert.deepEqual(
    HASHERS.map(([, { simd }]) => simd),
    [true, false],
  );
  assert.match(hasher.version, /^\d+\.\d+\.\d+$/);
});

for (const [name, its] of HASHERS) {
  test(`${VECTORS.length} vectors of the reference, ${name}`, () => {
    assert.equal(VECTORS.length, 48);
    for (const [vector, pixels] of PICTURES) {
      const full = its.hashPixels(pixels);
      assert.equal(full.quality, Number(vector.full_q), vector.name);
      const expected = DIHEDRAL.map(
        (_, i) => vector[`full_${i === 0 ? "orig" : DIHEDRAL[i].toLowerCase()}`],
      );
      assert.deepEqual(full.dihedral.map(String), expected, vector.name);
      assert.equal(full.hash, full.dihedral[0]);
      const cli = its.hashPixels(pixels, { mode: "cli512" });
      assert.equal(cli.hash.hex, vector.cli512_orig, vector.name);
      assert.equal(cli.quality, Number(vector.cli512_q), vector.name);
    }
  });
}

test("the fast modes are alike with and without SIMD128", () => {
  for (const [vector, pixels] of PICTURES) {
    for (const mode of ["approximate", "guarded"]) {
      const [a, b] = HASHERS.map(([, its]) => its.hashPixels(pixels, { mode }));
      assert.deepEqual(a, b, `${vector.name} ${mode}`);
    }
  }
});

test("guarded gives what full gives, where it looks again", () => {
  let again = 0;
  for (const [vector, pixels] of PICTURES) {
    let calls = 0;
    const guarded = hasher.hashPixels(pixels, {
      mode: "guarded",
      progress: (done) => void (calls += Number(done === pixels.height)),
    });
    if (calls < 2) continue;
    again++;
    assert.deepEqual(guarded, hasher.hashPixels(pixels), vector.name);
  }
  assert.ok(again > 0, "some vector is in doubt");
});

test("formats, strides and views of buffers lie as they say", () => {
  const { hash } = hasher.hashPixels(MIX);
  for (const format of ["rgb8", "bgr8", "rgba8", "bgra8"])
    for (const gap of [0, 1, 37]) {
      const pixels = laidOut(MIX, format, gap);
      const other = hasher.hashPixels(pixels);
      assert.ok(other.hash.equals(hash), `${format} ${gap}`);
      // Cut where the last pixel ends, and in the midst of a larger buffer.
      const used = pixels.data.length - gap;
      const large = new Uint8Array(used + 20).fill(255);
      large.set(pixels.data.subarray(0, used), 9);
      for (const data of [
        large.subarray(9, 9 + used),
        new DataView(large.buffer, 9, used),
        new Uint8ClampedArray(large.buffer, 9, used),
        Buffer.from(large.buffer, 9, used),
        large.slice(9, 9 + used).buffer,
      ])
        assert.ok(
          hasher.hashPixels({ ...pixels, data }).hash.equals(hash),
          `${format} ${gap}`,
        );
    }
});

test("an ImageData is taken as it is", () => {
  const { data, width, height } = laidOut(MIX, "rgba8");
  const image = {
    data: new Uint8ClampedArray(data),
    width,
    height,
    colorSpace: "srgb",
  };
  assert.ok(hasher.hashPixels(image).hash.equals(hasher.hashPixels(MIX).hash));
});

test("the caller's pixels are not touched", () => {
  const copy = MIX.data.slice();
  hasher.hashPixels(MIX);
  assert.deepEqual(MIX.data, copy);
});

test("what cannot be a picture is refused before anything is computed", () => {
  const good = { data: new Uint8Array(100 * 50 * 4), width: 100, height: 50 };
  const detached = new Uint8Array(100 * 50 * 4);
  structuredClone(detached.buffer, { transfer: [detached.buffer] });
  const bad = {
    width: [
      0,
      -1,
      1.5,
      NaN,
      Infinity,
      1048577,
      2 ** 32 + 100,
      "100",
      null,
      undefined,
      {},
      100n,
    ],
    height: [0, -1, 50.5, NaN, 51, 2 ** 31, [50]],
    stride: [399, 0, -400, NaN, 400.5, 401, 2 ** 52, "400", null],
    format: ["rgb", "RGBA8", "", 4, null, "toString", "__proto__"],
    data: [
      new Uint8Array(100 * 50 * 4 - 1),
      null,
      undefined,
      "x",
      [1, 2],
      detached,
      detached.buffer,
      new DataView(new ArrayBuffer(20000), 1),
      new Float32Array(100 * 50 * 4),
      new BigInt64Array(100 * 50),
      new Uint8Array(new SharedArrayBuffer(20000)),
      new SharedArrayBuffer(20000),
      new ArrayBuffer(20000, { maxByteLength: 30000 }),
      new Uint8Array(new ArrayBuffer(20000, { maxByteLength: 30000 })),
    ],
  };
  const told = () => assert.fail("something was computed");
  hasher.hashPixels(good);
  for (const [key, values] of Object.entries(bad))
    for (const value of values)
      assert.throws(
        () => hasher.hashPixels({ ...good, [key]: value }, { progress: told }),
        fails("ARGUMENT"),
        `${key} ${typeof value}`,
      );
  assert.throws(() => hasher.hashPixels(null), fails("ARGUMENT"));
  for (const mode of ["fast", "", 0, null, "toString"])
    assert.throws(
      () => hasher.hashPixels(good, { mode, progress: told }),
      fails("ARGUMENT"),
    );
  assert.throws(() => hasher.hashPixels(good, { progress: 7 }), fails("ARGUMENT"));
});

test("sides below 5 pixels have no hash, and one column of a million has one", () => {
  const tiny = hasher.hashPixels({ data: new Uint8Array(64), width: 4, height: 4 });
  assert.equal(tiny.quality, 0);
  assert.equal(tiny.hash.hex, "0".repeat(64));
  const data = new Uint8Array(1048576 * 5).fill(7);
  const high = hasher.hashPixels({ data, width: 5, height: 1048576, format: "gray8" });
  assert.ok(high.hash instanceof Hash);
});

test("progress counts the rows, and may stop the work", () => {
  const seen = [];
  hasher.hashPixels(MIX, { progress: (done, all) => void seen.push([done, all]) });
  assert.ok(seen.length > 3);
  assert.ok(
    seen.every(([done, all], i) => all === 768 && done > (seen[i - 1]?.[0] ?? 0)),
  );
  assert.equal(seen.at(-1)[0], 768);
  let calls = 0;
  const stop = () => ++calls < 2;
  assert.throws(() => hasher.hashPixels(MIX, { progress: stop }), fails("CANCELLED"));
  assert.equal(calls, 2);
  const mine = new Error("mine");
  assert.throws(
    () =>
      hasher.hashPixels(MIX, {
        progress: () => {
          throw mine;
        },
      }),
    (error) => error === mine,
  );
  hasher.hashPixels(MIX, { progress: () => 0 }); // only false stops
});

test("a call inside progress is a call of its own", () => {
  const expected = hasher.hashPixels(MIX).hash.hex;
  const inner = [];
  const outer = hasher.hashPixels(MIX, {
    progress: () => void inner.push(hasher.hashPixels(MIX).hash.hex),
  });
  assert.deepEqual(new Set([outer.hash.hex, ...inner]), new Set([expected]));
});

test("rows that come in portions of any size have the hash of the whole", () => {
  const expected = hasher.hashPixels(MIX);
  const { data, width, height, format } = MIX;
  for (const portion of [1, 7, 100, 700, 768]) {
    const stream = hasher.stream(width, height, format);
    for (let row = 0; row < height; row += portion) {
      assert.equal(stream.rows, row);
      stream.push(data.subarray(row * width * 3, (row + portion) * width * 3));
    }
    assert.equal(stream.rows, height);
    assert.deepEqual(stream.finish(), expected);
  }
  const wide = laidOut(MIX, "bgra8", 5);
  const stream = hasher.stream(width, height, "bgra8");
  stream.push(wide.data.subarray(0, wide.stride * 300), wide.stride);
  stream.push(new Uint8Array(0));
  stream.push(
    wide.data.subarray(wide.stride * 300, wide.stride * height - 5),
    wide.stride,
  );
  assert.ok(stream.finish().hash.equals(expected.hash));
});

test("several streams and calls do not disturb each other", () => {
  const pictures = [MIX, named("chirp_gray_1024x1024")];
  const streams = pictures.map((p) => hasher.stream(p.width, p.height, p.format));
  const expected = pictures.map((p) => hasher.hashPixels(p));
  pictures.forEach((p, i) => streams[i].push(p.data));
  assert.deepEqual(
    streams.map((stream) => stream.finish()),
    expected,
  );
});

test("a stream is used in its order", () => {
  const stream = hasher.stream(100, 50, "gray8");
  const rows = new Uint8Array(100 * 20);
  assert.throws(() => stream.finish(), fails("STATE"));
  stream.push(rows);
  assert.throws(() => stream.push(new Uint8Array(100 * 31)), fails("STATE"));
  assert.throws(() => stream.push(new Uint8Array(150)), fails("ARGUMENT"));
  assert.throws(() => stream.push(rows, 99), fails("ARGUMENT"));
  assert.throws(() => stream.push(null), fails("ARGUMENT"));
  assert.equal(stream.rows, 20);
  assert.throws(() => stream.finish(), fails("STATE"));
  stream.push(new Uint8Array(100 * 30));
  stream.finish();
  assert.throws(() => stream.push(rows), fails("STATE"));
  assert.throws(() => stream.finish(), fails("STATE"));
  stream.abandon();
  assert.throws(() => hasher.stream(0, 1), fails("ARGUMENT"));
  assert.throws(() => hasher.stream(1, 1, "rgb"), fails("ARGUMENT"));
  assert.throws(() => hasher.stream(1, 1, "rgb8", "fast"), fails("ARGUMENT"));
});

test("a guarded stream in doubt asks for its rows once more", () => {
  const pixels = named("const128_gray_512x512");
  const stream = hasher.stream(512, 512, "gray8", "guarded");
  stream.push(pixels.data);
  assert.throws(() => stream.finish(), fails("AGAIN"));
  assert.equal(stream.rows, 0);
  stream.push(pixels.data);
  assert.deepEqual(stream.finish(), hasher.hashPixels(pixels));
});

test("a picture needs little memory, and a large one leaves none behind", async () => {
  const its = await Hasher.load();
  const data = new Uint8Array(4000 * 3000 * 4).fill(90);
  its.hashPixels({ data, width: 4000, height: 3000 });
  assert.ok(its.memory < 4 * 2 ** 20, `${its.memory} bytes for 12 megapixels`);
  // The wider a picture, the more of it is held while it is hashed.
  let most = 0;
  its.hashPixels(
    { data: new Uint8Array(1048576 * 8), width: 1048576, height: 8, format: "gray8" },
    { progress: () => void (most = Math.max(most, its.memory)) },
  );
  assert.ok(most > 64 * 2 ** 20, `${most} bytes meanwhile`);
  assert.ok(its.memory < 64 * 2 ** 20, `${its.memory} bytes afterwards`);
});

test("a module that stopped is wiped, and another takes its place", async () => {
  const module = await WebAssembly.compile(
    await readFile(new URL("../dist/pixels.wasm", import.meta.url)),
  );
  const instance = await Instance.begin(module);
  const loaded = new Loaded(module, instance);
  const stream = new PdqRows(loaded.instance, new Shape(100, 50), 0);
  stream.push(new Uint8Array(100 * 10 * 4).fill(77));
  // Far outside of its memory.
  assert.throws(
    () => instance.call("mien_hash_distance", 0x70000000, 0x70000000),
    fails("INTERNAL"),
  );
  assert.ok(instance.bytes(0, instance.size).every((byte) => byte === 0));
  assert.throws(() => stream.push(new Uint8Array(400)), fails("INTERNAL"));
  stream.abandon();
  assert.notEqual(loaded.instance, instance);
  const next = new PdqRows(loaded.instance, new Shape(100, 50), 0);
  next.push(new Uint8Array(100 * 50 * 4));
  assert.equal(next.finish().quality, 0);
});

test("a module is given as bytes, as itself, and by an address", async () => {
  const url = new URL("../dist/pixels.wasm", import.meta.url);
  const bytes = await readFile(url);
  const module = await WebAssembly.compile(bytes);
  const copy = new Uint8Array(bytes).buffer;
  const path = decodeURIComponent(url.pathname);
  for (const plain of [
    bytes,
    copy,
    module,
    url,
    url.href,
    path,
    `data:application/wasm;base64,${bytes.toString("base64")}`,
  ]) {
    const its = await Hasher.load({ plain, useSimd: false });
    assert.ok(its.hashPixels(MIX).hash.equals(hasher.hashPixels(MIX).hash));
  }
  assert.equal((await Hasher.load({ plain: module })).simd, false);
  await assert.rejects(Hasher.load({ simd: new Uint8Array(9) }), fails("UNSUPPORTED"));
  await assert.rejects(Hasher.load({ simd: new URL("none.wasm", url) }), fails("IO"));
  const empty = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
  await assert.rejects(Hasher.load({ simd: empty }), fails("VERSION"));
  assert.throws(() => new Hasher(), fails("ARGUMENT"));
});
