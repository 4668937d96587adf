// SPDX-License-Identifier: Apache-2.0
// A picture that nobody took, for practice: the one of `mien case new --practice`
// (tools/mien/case_made_up.c), light and dark without any order, as a PNG file.

const SIDE = 256;
const CELL = 16; // pixels between two points of the lattice
const POINTS = SIDE / CELL + 2;

// 0 to 255 for each point of the lattice.
function lattice(x, y) {
  let h = Math.imul(y * POINTS + x, 0x9E3779B1);
  h = Math.imul(h ^ h >>> 15, 0x2C1B3C6D);
  h = Math.imul(h ^ h >>> 12, 0x297A2D39);
  return (h ^ h >>> 15) & 0xFF;
}

// The light at a pixel: between the four points around it, in proportion.
function light(x, y) {
  const column = Math.floor(x / CELL), row = Math.floor(y / CELL);
  const right = x % CELL, down = y % CELL;
  const across = (line) =>
    lattice(column, line) * (CELL - right) + lattice(column + 1, line) * right;
  const sum = across(row) * (CELL - down) + across(row + 1) * down;
  return Math.floor(sum / (CELL * CELL));
}

// The rows as PNG wants them: each behind a byte that says that it is not filtered.
function rows() {
  const bytes = new Uint8Array(SIDE * (SIDE + 1));
  for (let y = 0; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++)
      bytes[y * (SIDE + 1) + 1 + x] = light(x, y);
  return bytes;
}

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++)
      crc = crc >>> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
  }
  return ~crc >>> 0;
}

const big32 = (value) => [24, 16, 8, 0].map((shift) => value >>> shift & 255);
const ascii = (text) => [...text].map((letter) => letter.charCodeAt(0));

function chunk(type, data) {
  const body = new Uint8Array([...ascii(type), ...data]);
  return [...big32(data.length), ...body, ...big32(crc32(body))];
}

/** The file. */
export async function madeUpPicture() {
  const packed = new Blob([rows()]).stream()
    .pipeThrough(new CompressionStream("deflate"));
  const data = new Uint8Array(await new Response(packed).arrayBuffer());
  return new Blob([new Uint8Array([
    0x89, ...ascii("PNG\r\n"), 0x1A, 0x0A,
    ...chunk("IHDR", [...big32(SIDE), ...big32(SIDE), 8, 0, 0, 0, 0]),
    ...chunk("IDAT", data), ...chunk("IEND", []),
  ])], { type: "image/png" });
}
