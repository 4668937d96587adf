// SPDX-License-Identifier: Apache-2.0
// Pictures for the tests, made of formulas: PNG here, JPEG and WebP by the browser.
import { writeFileSync } from "node:fs";
import * as zlib from "node:zlib";
import { inScratch } from "./support.mjs";

// crc32() of zlib is younger than Node.js 20.
function crcOf(bytes) {
  if (zlib.crc32)
    return zlib.crc32(bytes);
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++)
      crc = crc >>> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
  }
  return ~crc >>> 0;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]), ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crcOf(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

/** A PNG of 8 bits RGB, of colour(x, y) = [red, green, blue]. */
export function png(width, height, colour) {
  const rows = Buffer.alloc(height * (1 + 3 * width)), head = Buffer.alloc(13);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      rows.set(colour(x, y), y * (1 + 3 * width) + 1 + 3 * x);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), chunk("IHDR", head),
                        chunk("IDAT", zlib.deflateSync(rows)),
                        chunk("IEND", Buffer.alloc(0))]);
}

/** Waves that no other seed has. */
export const waves = (seed) => (x, y) => [
  128 + 127 * Math.sin(x / (9 + seed) + y / 31 + seed),
  128 + 127 * Math.sin(x * y / (700 + 90 * seed)),
  128 + 127 * Math.cos(y / (7 + seed) - x / 45)].map(Math.round);

export function save(name, bytes) {
  const file = inScratch(name);
  writeFileSync(file, bytes);
  return file;
}

/** Two pictures of good quality. */
export function madePictures() {
  return [save("one.png", png(320, 240, waves(1))),
          save("two.png", png(200, 300, waves(4)))];
}

/** One without details. */
export function dullPicture() {
  return save("dull.png", png(128, 128, () => [90, 90, 90]));
}

/** One that ends in the middle. */
export function brokenPicture() {
  const whole = png(320, 240, waves(2));
  return save("broken.png", whole.subarray(0, whole.length / 2));
}

/** A picture as the browser writes it: "image/jpeg" or "image/webp". */
export async function byBrowser(browser, name, type, width, height) {
  const context = await browser.newContext(), page = await context.newPage();
  const base64 = await page.evaluate(async ([kind, across, down]) => {
    const canvas = new OffscreenCanvas(across, down), pen = canvas.getContext("2d");
    const shade = pen.createLinearGradient(0, 0, across, down);
    for (let i = 0; i <= 40; i++)
      shade.addColorStop(i / 40, `hsl(${i * 67 % 360} 70% ${20 + i * 29 % 60}%)`);
    pen.fillStyle = shade;
    pen.fillRect(0, 0, across, down);
    for (let i = 0; i < 60; i++) {
      pen.fillStyle = `hsl(${i * 41 % 360} 60% ${10 + i * 13 % 80}%)`;
      pen.fillRect(i * 37 % 97 / 97 * across, i * 53 % 89 / 89 * down, across / 9,
                   down / 7);
    }
    const blob = await canvas.convertToBlob({ type: kind, quality: 0.8 });
    const bytes = new Uint8Array(await blob.arrayBuffer());
    let text = "";
    for (let i = 0; i < bytes.length; i += 8192)
      text += String.fromCharCode(...bytes.subarray(i, i + 8192));
    return btoa(text);
  }, [type, width, height]);
  await context.close();
  return save(name, Buffer.from(base64, "base64"));
}
