// SPDX-License-Identifier: Apache-2.0
// The gate for pixels: what the caller gives is judged here, completely, before
// anything is computed.
import { MienError } from "./errors.js";

export const SIDE_MAX = 1048576;

/** By name, the number and the bytes of a pixel (mien/image.h). */
const FORMATS = new Map([
  ["gray8", { number: 1, size: 1 }],
  ["rgb8", { number: 2, size: 3 }],
  ["bgr8", { number: 3, size: 3 }],
  ["rgba8", { number: 4, size: 4 }],
  ["bgra8", { number: 5, size: 4 }],
]);

/** By name, the number (enum mien_pdq_mode). */
const MODES = new Map([
  ["full", 0],
  ["cli512", 1],
  ["approximate", 2],
  ["guarded", 3],
]);

const byteLength = /** @type {(this: unknown) => number} */ (
  Object.getOwnPropertyDescriptor(ArrayBuffer.prototype, "byteLength")?.get
);

/** Whether it is an ArrayBuffer, of any frame. @param {unknown} buffer */
function isArrayBuffer(buffer) {
  try {
    byteLength.call(buffer);
    return true;
  } catch {
    return false;
  }
}

/**
 * The bytes of a buffer or a view of one, where they are. Memory that somebody else
 * could change meanwhile is refused, and numbers that are no bytes.
 * @param {ArrayBuffer | ArrayBufferView} data
 * @param {string} what
 */
export function bytesOf(data, what) {
  /** @type {any} */
  const view = ArrayBuffer.isView(data) ? data : null;
  /** @type {any} */
  const buffer = view ? view.buffer : data;
  if (!isArrayBuffer(buffer))
    throw new MienError(
      "ARGUMENT",
      `${what}: an ArrayBuffer or a view of one is wanted`,
    );
  if (buffer.resizable)
    throw new MienError("ARGUMENT", `${what}: the buffer is resizable`);
  if (view && /^(Float|BigInt|BigUint)/.test(view[Symbol.toStringTag]))
    throw new MienError("ARGUMENT", `${what}: bytes are wanted`);
  try {
    return view
      ? new Uint8Array(buffer, view.byteOffset, view.byteLength)
      : new Uint8Array(buffer);
  } catch {
    throw new MienError("ARGUMENT", `${what}: the buffer is detached`);
  }
}

/**
 * Throws when a function of the caller has given the bytes away since they were judged.
 * @param {Uint8Array} bytes
 * @param {number} least that there were
 * @param {string} what
 */
export function judgeThere(bytes, least, what) {
  if (bytes.length < least)
    throw new MienError("ARGUMENT", `${what}: the buffer is detached`);
}

/** @param {unknown} side @param {string} what */
function judgeSide(side, what) {
  if (!Number.isInteger(side) || Number(side) < 1 || Number(side) > SIDE_MAX)
    throw new MienError("ARGUMENT", `${what}: 1 to ${SIDE_MAX} pixels`);
}

/** The shape of a picture. */
export class Shape {
  /**
   * @param {number} width
   * @param {number} height
   * @param {import("./index.js").PixelFormat} [format]
   */
  constructor(width, height, format = "rgba8") {
    judgeSide(width, "width");
    judgeSide(height, "height");
    const found = FORMATS.get(format);
    if (!found) throw new MienError("ARGUMENT", "format: unknown");
    this.width = width;
    this.height = height;
    this.format = found.number;
    /** Bytes of a row without what may lie behind it. */
    this.row = width * found.size;
    Object.freeze(this);
  }

  /** @param {number} [stride] */
  stride(stride = this.row) {
    if (!Number.isSafeInteger(stride) || stride < this.row)
      throw new MienError("ARGUMENT", "stride: shorter than a row");
    return stride;
  }
}

/**
 * Judges a whole picture.
 * @param {import("./index.js").Pixels} pixels
 */
export function judgePixels(pixels) {
  if (typeof pixels !== "object" || pixels === null)
    throw new MienError("ARGUMENT", "pixels: an object is wanted");
  const shape = new Shape(pixels.width, pixels.height, pixels.format);
  const stride = shape.stride(pixels.stride);
  const bytes = bytesOf(pixels.data, "data");
  if (bytes.length < stride * (shape.height - 1) + shape.row)
    throw new MienError("ARGUMENT", "data: less than the picture");
  return { shape, stride, bytes };
}

/** @param {import("./index.js").Mode} [mode] */
export function judgeMode(mode = "full") {
  const number = MODES.get(mode);
  if (number === undefined) throw new MienError("ARGUMENT", "mode: unknown");
  return number;
}

/** @param {unknown} progress */
export function judgeProgress(progress) {
  if (progress !== undefined && typeof progress !== "function")
    throw new MienError("ARGUMENT", "progress: a function is wanted");
}
