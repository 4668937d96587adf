// SPDX-License-Identifier: Apache-2.0
// The pictures of tests/vectors/synthetic.tsv, from the formulas that it gives.
import { createHash } from "node:crypto";
import { join } from "node:path";
import { ROOT, table } from "./places.js";

export const VECTORS = table(join(ROOT, "tests/vectors/synthetic.tsv"));

/** A triangle wave of period 2p between 0 and 255. */
function tri(t, p) {
  const m = t % (2 * p);
  return Math.floor(((m < p ? m : 2 * p - m) * 255) / p);
}

/** Noise: a hash of a place and a channel. */
function noise(x, y, c) {
  let h =
    Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca77) ^ Math.imul(c, 0xc2b2ae3d);
  h ^= h >>> 15;
  h = Math.imul(h, 0x2c1b3c6d);
  h ^= h >>> 12;
  h = Math.imul(h, 0x297a2d39);
  return (h ^ (h >>> 15)) >>> 0;
}

const div = (a, b) => Math.floor(a / b);

function rings(x, y) {
  const square = (x - 150) * (x - 150) + (y - 150) * (y - 150);
  return div(square, 500) & 1 ? 220 : 40;
}

function waves(x, y, w, h, c) {
  if (c === 0) return (tri(3 * x + y, 97) + tri(5 * y + x, 61)) >> 1;
  if (c === 1) return (tri(x + 2 * y, 131) + tri(7 * x, 53)) >> 1;
  return tri(2 * x + 3 * y, 211);
}

/** 16 x 16 patches with a little noise on them. */
function mix(x, y, w, h, c) {
  const patch = noise(div(x * 16, w), div(y * 16, h), c) & 255;
  return div(patch * 15, 16) + (noise(x, y, c + 3) & 15);
}

const FORMULAS = {
  "v=0": () => 0,
  "v=128": () => 128,
  "v=255": () => 255,
  "(r,g,b)=(10,200,90)": (x, y, w, h, c) => [10, 200, 90][c],
  "v=x*255/(w-1)": (x, y, w) => div(x * 255, w - 1),
  "v=y*255/(h-1)": (x, y, w, h) => div(y * 255, h - 1),
  "v=(x+y)*255/(w+h-2)": (x, y, w, h) => div((x + y) * 255, w + h - 2),
  "v=(((x/8)^(y/8))&1)?255:0": (x, y) => (((x >> 3) ^ (y >> 3)) & 1 ? 255 : 0),
  "v=(((x/64)+(y/64))&1)?235:16": (x, y) => (((x >> 6) + (y >> 6)) & 1 ? 235 : 16),
  "v=((x/32)&1)?255:0  (1-D image: all DCT terms are rounding noise)": (x) =>
    (x >> 5) & 1 ? 255 : 0,
  "(r,g,b)=((y/20)&1)?(250,240,30):(20,30,200)": (x, y, w, h, c) =>
    (div(y, 20) & 1 ? [250, 240, 30] : [20, 30, 200])[c],
  "v=(((x-150)*(x-150)+(y-150)*(y-150))/500)&1?220:40 (int32)": rings,
  "v=((x*x+3*y*y)>>8)&255": (x, y) => ((x * x + 3 * y * y) >> 8) & 255,
  "c=0: (tri(3x+y,97)+tri(5y+x,61))/2; c=1: (tri(x+2y,131)+tri(7x,53))/2; c=2: tri(2x+3y,211)":
    waves,
  "v=H3(x/16,y/16,0)&255": (x, y) => noise(x >> 4, y >> 4, 0) & 255,
  mix,
};
const XORSHIFT = {
  "xorshift32 s=2463534242; per byte in raster order: s^=s<<13; s^=s>>17; s^=s<<5; v=s>>24": 2463534242,
  "xorshift32 s=1; per byte R,G,B interleaved raster order; v=s>>24": 1,
};

/** The picture of a vector: {data, width, height, format}. */
export function picture({ name, w, h, channels, formula, ...line }) {
  const width = Number(w),
    height = Number(h),
    depth = Number(channels);
  const data = new Uint8Array(width * height * depth);
  if (formula in XORSHIFT) {
    let state = XORSHIFT[formula];
    for (let i = 0; i < data.length; i++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      data[i] = state >>> 24;
    }
  } else {
    const value = FORMULAS[formula];
    for (let y = 0, i = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        for (let c = 0; c < depth; c++) data[i++] = value(x, y, width, height, c);
  }
  const digest = createHash("sha256").update(data).digest("hex");
  if (digest !== line.sha256_of_interleaved_bytes)
    throw new Error(`${name}: not what the reference hashed`);
  return { data, width, height, format: depth === 1 ? "gray8" : "rgb8" };
}

/** The picture of the vector of that name. */
export function named(name) {
  return picture(VECTORS.find((vector) => vector.name === name));
}

/** The same picture in another format and with gaps behind its rows. */
export function laidOut({ data, width, height }, format, gap = 0) {
  const order = {
    rgb8: [0, 1, 2],
    bgr8: [2, 1, 0],
    rgba8: [0, 1, 2, -1],
    bgra8: [2, 1, 0, -1],
  }[format];
  const stride = width * order.length + gap;
  const out = new Uint8Array(stride * height).fill(0x5a);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      order.forEach((from, to) => {
        const value = from < 0 ? (x * 7 + y) & 255 : data[(y * width + x) * 3 + from];
        out[y * stride + x * order.length + to] = value;
      });
  return { data: out, width, height, format, stride };
}
