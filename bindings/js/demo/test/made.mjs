// SPDX-License-Identifier: Apache-2.0
// Pictures for the tests, made of formulas: PNG here, JPEG and WebP by the browser.
import { writeFileSync } from "node:fs";
import { png as pngOf } from "../../test/support/files.js";
import { inScratch } from "./support.mjs";

/** A PNG of 8 bits RGB, of colour(x, y) = [red, green, blue]. */
export function png(width, height, colour) {
  const data = Buffer.alloc(3 * width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      data.set(colour(x, y), 3 * (y * width + x));
  return pngOf({ data, width, height, format: "rgb8" });
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

/** A picture as the browser writes it: "image/jpeg" or "image/webp"; `holes`: with
 *  transparent places. */
export async function byBrowser(browser, name, type, width, height, holes = false) {
  const context = await browser.newContext(), page = await context.newPage();
  const base64 = await page.evaluate(async ([kind, across, down, open]) => {
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
    if (open)
      pen.clearRect(across / 3, down / 3, across / 5, down / 5);
    const blob = await canvas.convertToBlob({ type: kind, quality: 0.8 });
    const bytes = new Uint8Array(await blob.arrayBuffer());
    let text = "";
    for (let i = 0; i < bytes.length; i += 8192)
      text += String.fromCharCode(...bytes.subarray(i, i + 8192));
    return btoa(text);
  }, [type, width, height, holes]);
  await context.close();
  return save(name, Buffer.from(base64, "base64"));
}
