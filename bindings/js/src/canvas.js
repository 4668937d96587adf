// SPDX-License-Identifier: Apache-2.0
// In a Worker of a browser: files that the module does not decode, by the browser's own
// decoder and a canvas.
//
// What is read back from a canvas is not always what was drawn: browsers that protect
// from fingerprinting change it (Brave and Safari a little, Firefox and Tor all of it).
// A hash of that would protect nobody, so a known picture is drawn first.
import { MienError } from "./errors.js";
import { judgeOptions } from "./files.js";

/** What browsers may decode that the module does not. */
const TRIED = new Set([
  "webp",
  "heic",
  "avif",
  "gif",
  "tiff",
  "bmp",
  "jpeg-xl",
  "jpeg-2000",
  "ico",
]);

// The defaults of mien/decode.h.
const PIXELS = 200e6;
const FILE_BYTES = 256 * 1024 * 1024;
const MEMORY = 1024 * 1024 * 1024;

const BAND = 1024 * 1024;
const CANARY = 64;
/** With the colours of the file. @type {any} */
const AS_IT_IS = { colorSpaceConversion: "none", premultiplyAlpha: "none" };

/** @param {string} format */
export function mayDecode(format) {
  return TRIED.has(format);
}

/**
 * Whether a pixel stays: some browsers draw nothing on a canvas that is too large.
 * @param {OffscreenCanvasRenderingContext2D} drawing
 * @param {number} x
 * @param {number} y
 */
function holds(drawing, x, y) {
  drawing.fillRect(x, y, 1, 1);
  const [, , , alpha] = drawing.getImageData(x, y, 1, 1).data;
  drawing.clearRect(x, y, 1, 1);
  return alpha !== 0;
}

/**
 * @param {number} width
 * @param {number} height
 */
function context(width, height) {
  const canvas = new OffscreenCanvas(width, height);
  const drawing = canvas.getContext("2d", {
    willReadFrequently: true,
    colorSpace: "srgb",
  });
  if (!drawing || !holds(drawing, width - 1, height - 1))
    throw new MienError("UNSUPPORTED", "this browser has no canvas of that size");
  drawing.imageSmoothingEnabled = false;
  return drawing;
}

/**
 * As stored, not as a viewer turns it, but where the browser has no such thing.
 * @param {ImageBitmapSource} source
 */
async function bitmapOf(source) {
  try {
    return await createImageBitmap(source, { ...AS_IT_IS, imageOrientation: "none" });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return createImageBitmap(source, AS_IT_IS);
  }
}

/** A pattern in which every byte tells. */
function pattern() {
  const image = new ImageData(CANARY, CANARY);
  let state = 2463534242;
  for (let i = 0; i < image.data.length; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    image.data[i] = i % 4 === 3 ? 255 : state >>> 24;
  }
  return image;
}

/** Throws when a canvas does not give back what was drawn. */
async function judgeCanvas() {
  if (typeof OffscreenCanvas !== "function" || typeof createImageBitmap !== "function")
    throw new MienError("UNSUPPORTED", "this browser cannot decode it in a Worker");
  const drawn = pattern();
  const bitmap = await bitmapOf(drawn);
  const drawing = context(CANARY, CANARY);
  drawing.drawImage(bitmap, 0, 0);
  bitmap.close();
  const { data } = drawing.getImageData(0, 0, CANARY, CANARY);
  if (data.some((byte, i) => byte !== drawn.data[i]))
    throw new MienError(
      "UNSUPPORTED",
      "this browser changes what is read from a canvas",
    );
}

/**
 * @param {Blob} blob
 * @param {string} format
 */
async function decoded(blob, format) {
  try {
    return await bitmapOf(blob);
  } catch {
    throw new MienError("UNSUPPORTED", `${format}: this browser does not decode it`);
  }
}

/** A picture that the browser decoded, in bands of rows. */
export class CanvasPicture {
  #bitmap;
  #white;
  /** Whether a pixel was seen that is not opaque. */
  alpha = false;

  /**
   * @param {Blob} blob
   * @param {string} format
   * @param {import("./pictures.js").PictureOptions} options
   */
  static async open(blob, format, options) {
    const { pixels, fileBytes, memory } = judgeOptions(options);
    if (blob.size > (fileBytes || FILE_BYTES))
      throw new MienError("LIMIT", "more bytes than allowed");
    await judgeCanvas();
    const bitmap = await decoded(blob, format);
    const count = bitmap.width * bitmap.height;
    if (count > (pixels || PIXELS) || 4 * count > (memory || MEMORY)) {
      bitmap.close();
      throw new MienError("LIMIT", "more pixels than allowed");
    }
    return new CanvasPicture(bitmap, options.alphaOnWhite === true);
  }

  /**
   * @param {ImageBitmap} bitmap
   * @param {boolean} white
   */
  constructor(bitmap, white) {
    this.#bitmap = bitmap;
    this.#white = white;
    this.width = bitmap.width;
    this.height = bitmap.height;
  }

  /**
   * Gives all rows to a stream, from the top down.
   * @param {{push(rows: Uint8ClampedArray): void}} stream
   * @param {(done: number, all: number) => void} progress
   */
  rows(stream, progress) {
    const { width, height } = this;
    const band = Math.min(height, Math.max(1, Math.floor(BAND / (4 * width))));
    const drawing = context(width, band);
    try {
      for (let top = 0; top < height; top += band) {
        const rows = Math.min(band, height - top);
        const { data } = this.#band(drawing, top, rows);
        stream.push(data);
        data.fill(0);
        progress(top + rows, height);
      }
    } finally {
      drawing.clearRect(0, 0, width, band);
      drawing.canvas.width = drawing.canvas.height = 0;
    }
  }

  /**
   * @param {OffscreenCanvasRenderingContext2D} drawing
   * @param {number} top
   * @param {number} rows
   */
  #band(drawing, top, rows) {
    const { width } = this;
    drawing.clearRect(0, 0, width, rows);
    drawing.drawImage(this.#bitmap, 0, top, width, rows, 0, 0, width, rows);
    const image = drawing.getImageData(0, 0, width, rows);
    if (this.alpha && !this.#white) return image;
    const alpha = hasAlpha(image.data);
    this.alpha ||= alpha;
    if (!alpha || !this.#white) return image;
    image.data.fill(0);
    drawing.globalCompositeOperation = "destination-over";
    drawing.fillStyle = "white";
    drawing.fillRect(0, 0, width, rows);
    drawing.globalCompositeOperation = "source-over";
    return drawing.getImageData(0, 0, width, rows);
  }

  end() {
    this.#bitmap.close();
  }
}

/** @param {Uint8ClampedArray} data */
function hasAlpha(data) {
  for (let i = 3; i < data.length; i += 4) if (data[i] !== 255) return true;
  return false;
}
