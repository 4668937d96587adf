// SPDX-License-Identifier: Apache-2.0
// Small picture files, made here.
import { deflateSync } from "node:zlib";

const CRC = Int32Array.from({ length: 256 }, (_, byte) => {
  for (let bit = 0; bit < 8; bit++) byte = (byte >>> 1) ^ (byte & 1 ? 0xedb88320 : 0);
  return byte;
});

function crc32(bytes) {
  let crc = ~0;
  for (let i = 0; i < bytes.length; i++)
    crc = (crc >>> 8) ^ CRC[(crc ^ bytes[i]) & 255];
  return ~crc >>> 0;
}

function chunk(type, data) {
  const head = Buffer.alloc(4),
    tail = Buffer.alloc(4);
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  head.writeUInt32BE(data.length);
  tail.writeUInt32BE(crc32(body));
  return Buffer.concat([head, body, tail]);
}

const COLOUR_TYPE = { gray8: [0, 1], rgb8: [2, 3], rgba8: [6, 4] };

// Of each pass of Adam7: the first pixel and the steps.
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
];

/** The rows of PNG, each with filter 0. */
function lines({ data, width, height }, depth, [x0, y0, dx, dy]) {
  const columns = Math.ceil((width - x0) / dx);
  const rows = Math.ceil((height - y0) / dy);
  if (columns < 1 || rows < 1) return Buffer.alloc(0);
  const out = Buffer.alloc((columns * depth + 1) * rows);
  for (let j = 0, to = 0; j < rows; j++) {
    const from = (y0 + j * dy) * width * depth;
    to++;
    if (dx === 1) {
      out.set(data.subarray(from, from + columns * depth), to);
      to += columns * depth;
      continue;
    }
    for (let i = 0; i < columns; i++)
      for (let c = 0; c < depth; c++)
        out[to++] = data[from + (x0 + i * dx) * depth + c];
  }
  return out;
}

/** A PNG of pixels in the format gray8, rgb8 or rgba8. */
export function png(pixels, { interlaced = false, level = 1 } = {}) {
  const [type, depth] = COLOUR_TYPE[pixels.format];
  const head = Buffer.alloc(13);
  head.writeUInt32BE(pixels.width, 0);
  head.writeUInt32BE(pixels.height, 4);
  head.set([8, type, 0, 0, interlaced ? 1 : 0], 8);
  const passes = interlaced ? ADAM7 : [[0, 0, 1, 1]];
  const rows = Buffer.concat(passes.map((pass) => lines(pixels, depth, pass)));
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows, { level })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

// Bits of the entropy-coded part, with a zero behind each 255.
class Bits {
  bytes = [];
  #value = 0;
  #count = 0;

  put(value, count) {
    for (let bit = count - 1; bit >= 0; bit--) {
      this.#value = (this.#value << 1) | ((value >> bit) & 1);
      if (++this.#count < 8) continue;
      this.bytes.push(this.#value);
      if (this.#value === 255) this.bytes.push(0);
      this.#value = this.#count = 0;
    }
  }

  end() {
    while (this.#count !== 0) this.put(1, 1);
  }
}

const segment = (marker, ...bytes) => [
  255,
  marker,
  (bytes.length + 2) >> 8,
  (bytes.length + 2) & 255,
  ...bytes,
];

/** An EXIF segment that says how a viewer turns the picture, 1 to 8. */
const exif = (orientation) =>
  segment(
    0xe1,
    ...Buffer.from("Exif\0\0MM\0*\0\0\0\x08", "latin1"),
    0,
    1,
    0x01,
    0x12,
    0,
    3,
    0,
    0,
    0,
    1,
    0,
    orientation,
    0,
    0,
    0,
    0,
    0,
    0,
  );

/**
 * A grey JPEG whose blocks of 8 x 8 pixels have one value each: so it decodes to
 * exactly flat().
 */
export function jpeg(values, columns, { orientation = 0 } = {}) {
  const rows = values.length / columns;
  const size = [
    (rows * 8) >> 8,
    (rows * 8) & 255,
    (columns * 8) >> 8,
    (columns * 8) & 255,
  ];
  const bits = new Bits();
  let before = 0;
  for (const value of values) {
    // DC is 8 times the value; the table divides it by 8.
    const difference = value - 128 - before;
    before = value - 128;
    const length = 32 - Math.clz32(Math.abs(difference));
    bits.put(length, 4); // the code of a category is its number, in 4 bits
    bits.put(difference < 0 ? difference + (1 << length) - 1 : difference, length);
    bits.put(0, 1); // no more in this block
  }
  bits.end();
  return Buffer.from([
    255,
    0xd8,
    ...(orientation ? exif(orientation) : []),
    ...segment(0xdb, 0, ...Array(64).fill(8)),
    ...segment(0xc0, 8, ...size, 1, 1, 0x11, 0),
    ...segment(0xc4, 0, 0, 0, 0, 12, ...Array(12).fill(0), ...Array(12).keys()),
    ...segment(0xc4, 0x10, 1, ...Array(15).fill(0), 0),
    ...segment(0xda, 1, 1, 0, 0, 63, 0),
    ...bits.bytes,
    255,
    0xd9,
  ]);
}

/** The pixels of such a JPEG. */
export function flat(values, columns) {
  const rows = values.length / columns;
  const width = columns * 8,
    height = rows * 8;
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      data[y * width + x] = values[(y >> 3) * columns + (x >> 3)];
  return { data, width, height, format: "gray8" };
}

/** A BMP of pixels in the format rgb8, whose rows lie bottom-up. */
export function bmp({ data, width, height }) {
  const row = Math.ceil((width * 3) / 4) * 4;
  const out = Buffer.alloc(54 + row * height);
  out.write("BM");
  out.writeUInt32LE(out.length, 2);
  out.writeUInt32LE(54, 10);
  out.writeUInt32LE(40, 14);
  out.writeInt32LE(width, 18);
  out.writeInt32LE(height, 22);
  out.writeUInt16LE(1, 26);
  out.writeUInt16LE(24, 28);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++)
        out[54 + (height - 1 - y) * row + x * 3 + c] =
          data[(y * width + x) * 3 + 2 - c];
  return out;
}
