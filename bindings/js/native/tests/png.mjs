// SPDX-License-Identifier: Apache-2.0
// PNG files for tests.
import { crc32 as zlibCrc, deflateSync } from "node:zlib";

function crc32(bytes) {
  if (zlibCrc !== undefined) // since Node 20.15
    return zlibCrc(bytes);
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++)
      crc = crc >>> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
  }
  return ~crc >>> 0;
}

function chunk(type, data) {
  const bytes = Buffer.concat([Buffer.alloc(4), Buffer.from(type), data, Buffer.alloc(4)]);
  bytes.writeUInt32BE(data.length);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, -4)), bytes.length - 4);
  return bytes;
}

/** RGB, or with alpha; `pixels` may be of another size than the header says. */
export function png(width, height, pixels, { alpha = false, interlaced = false } = {}) {
  const row = width * (alpha ? 4 : 3), rows = Math.floor(pixels.length / row);
  const filtered = Buffer.alloc(rows * (row + 1));
  for (let y = 0; y < rows; y++)
    filtered.set(pixels.subarray(y * row, (y + 1) * row), y * (row + 1) + 1);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([8, alpha ? 6 : 2, 0, 0, interlaced ? 1 : 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10]), chunk("IHDR", header),
    chunk("IDAT", deflateSync(filtered, { level: 1 })), chunk("IEND", Buffer.alloc(0))]);
}

/** Pixels that look like nothing else: pseudo-random bytes. */
export function noise(size, seed = 1) {
  const bytes = Buffer.alloc(size);
  for (let i = 0, state = seed; i < size; i++) {
    state = Math.imul(state, 0x9E3779B1) + 0x85EBCA77 | 0;
    bytes[i] = (state ^ state >>> 15) >>> 8;
  }
  return bytes;
}
