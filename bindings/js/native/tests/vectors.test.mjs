// SPDX-License-Identifier: Apache-2.0
// Every module gives the hashes of tests/vectors/synthetic.tsv.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { Module, MODULES } from "./module.mjs";

const here = (path) => new URL(path, import.meta.url);
const GRAY8 = 1, RGB8 = 2, BGR8 = 3, RGBA8 = 4, BGRA8 = 5;
const FULL = 0, CLI512 = 1;

// The pictures, by the same C code as elsewhere.
const maker = new WebAssembly.Instance(
  new WebAssembly.Module(readFileSync(here("../../../../build-js/synthetic.wasm")))).exports;

function make({ width, height, channels, formula }) {
  const size = width * height * channels;
  const text = maker.malloc(formula.length + 1), pixels = maker.malloc(size);
  new Uint8Array(maker.memory.buffer).set(Buffer.from(`${formula}\0`), text);
  assert.equal(maker.mien_synthetic(pixels, width, height, channels, text), 1, formula);
  return new Uint8Array(maker.memory.buffer).slice(pixels, pixels + size);
}

const [head, ...lines] = readFileSync(here("../../../../tests/vectors/synthetic.tsv"), "utf8")
  .split("\n").filter(Boolean).map((line) => line.split("\t"));
const vectors = lines.map((fields) => {
  const vector = Object.fromEntries(head.map((name, i) => [name, fields[i]]));
  const [width, height, channels] = [vector.w, vector.h, vector.channels].map(Number);
  const picture = { width, height, channels, formula: vector.formula };
  const dihedral = head.filter((name) => /^full_(?!q$)/.test(name)).map((name) => vector[name]);
  return { name: vector.name, ...picture, pixels: make(picture), dihedral,
           quality: Number(vector.full_q), cli512: vector.cli512_orig,
           cli512Quality: Number(vector.cli512_q) };
});

// The same picture in other formats of its pixels.
function spread(pixels, order) {
  const to = new Uint8Array(pixels.length / 3 * order.length).fill(99);
  for (let from = 0, at = 0; from < pixels.length; from += 3, at += order.length)
    for (let i = 0; i < 3; i++)
      to[at + i] = pixels[from + order[i]];
  return to;
}
const formats = vectors.flatMap((vector) => vector.channels === 1
  ? [[vector, GRAY8, vector.pixels]]
  : [[vector, RGB8, vector.pixels],
    [vector, BGR8, spread(vector.pixels, [2, 1, 0])],
    [vector, RGBA8, spread(vector.pixels, [0, 1, 2, 3])],
    [vector, BGRA8, spread(vector.pixels, [2, 1, 0, 3])]]);

for (const name of MODULES) {
  test(`${name}: the synthetic vectors`, () => {
    const module = new Module(name);
    for (const [vector, format, pixels] of formats) {
      const at = module.alloc(pixels.length), stride = pixels.length / vector.height;
      module.bytes.set(pixels, at);
      const hash = (mode) =>
        module.hashPixels(at, stride, vector.width, vector.height, format, mode);
      const full = hash(FULL), cli512 = hash(CLI512);
      assert.deepEqual(full,
        { status: 0, quality: vector.quality, hashes: vector.dihedral }, vector.name);
      assert.deepEqual([cli512.hashes[0], cli512.quality],
        [vector.cli512, vector.cli512Quality], vector.name);
      module.free(at, pixels.length);
    }
    assert.equal(vectors.length, 48);
  });
}

test("the modules say what they are", () => {
  const said = MODULES.map((name) => {
    const { call } = new Module(name);
    assert.equal(call.mien_js_abi(), 1);
    return call.mien_js_features();
  });
  assert.deepEqual(said, [0, 1, 2, 3]);
});

test("the modules for pixels import nothing, those for pictures two functions", () => {
  const load = (name) => readFileSync(here(`../../dist/${name}.wasm`));
  for (const name of MODULES) {
    const imports = WebAssembly.Module.imports(new WebAssembly.Module(load(name)));
    assert.deepEqual(imports.map(({ name }) => name).sort(),
      name.startsWith("pixels") ? [] : ["mien_js_progress", "mien_js_read"]);
  }
});
