// SPDX-License-Identifier: Apache-2.0
// Views: what they are wanted for, and how the module writes them (native/mien_js.h).
import { MienError } from "./errors.js";
import { Rows, hashesOf } from "./stream.js";

export const VIEWS_MAX = 384;
const VIEW = 304;
export const VIEWS_SIZE = VIEWS_MAX * VIEW;
const NAME_SIZE = 24;
const OPTIONS_SIZE = 12;
const TOP_LEFT = 1;

/** By name, the number (mien/views.h). */
const PURPOSES = new Map([
  ["bank", 1],
  ["query", 2],
]);

/** @typedef {import("./instance.js").Instance} Instance */

/** @param {{purpose?: unknown, budget?: unknown}} options */
export function judgeViews({ purpose, budget = 0 } = {}) {
  const purposes = PURPOSES.get(/** @type {string} */ (purpose));
  if (purposes === undefined)
    throw new MienError("ARGUMENT", 'purpose: "bank" or "query" is wanted');
  if (!Number.isInteger(budget) || Number(budget) < 0 || Number(budget) > 0xffffffff)
    throw new MienError("ARGUMENT", "budget: a whole number is wanted");
  return { purposes, budget: Number(budget) };
}

/**
 * Reads `count` views.
 * @param {Instance} instance
 * @param {number} at
 * @param {number} count
 * @returns {import("./pictures.js").View[]}
 */
export function viewsOf(instance, at, count) {
  const name = instance.alloc(NAME_SIZE);
  try {
    return Array.from({ length: count }, (_, i) =>
      viewOf(instance, at + i * VIEW, name),
    );
  } finally {
    instance.free(name, NAME_SIZE);
  }
}

/**
 * @param {Instance} instance
 * @param {number} at
 * @param {number} name room for it
 */
function viewOf(instance, at, name) {
  const numbers = instance.view(at, 48);
  const number = (/** @type {number} */ where) => numbers.getUint32(where, true);
  const float = (/** @type {number} */ where) => numbers.getFloat32(where, true);
  const view = {
    quality: number(8),
    hashes: hashesOf(instance.bytes(at + 48, 256), number(12)),
    place: Object.freeze({
      x: float(16),
      y: float(20),
      width: float(24),
      height: float(28),
      degrees: float(32),
    }),
  };
  instance.must("mien_view_name", name, number(0), number(4));
  return Object.freeze({ name: instance.text(name), ...view });
}

/** Rows into views. */
export class ViewRows {
  #rows;
  #wanted;

  /**
   * @param {Instance} instance
   * @param {import("./pixels.js").Shape} shape
   * @param {ReturnType<typeof judgeViews>} wanted
   */
  constructor(instance, shape, wanted) {
    this.#rows = new Rows(instance, "mien_views", shape);
    this.#wanted = wanted;
  }

  /** @param {ArrayBuffer | ArrayBufferView} rows */
  push(rows) {
    this.#rows.push(rows);
  }

  /**
   * The views of a whole picture; ends the stream.
   * @param {ReturnType<typeof import("./pixels.js").judgePixels>} pixels
   * @param {import("./index.js").HashOptions["progress"]} progress
   */
  hash({ shape, stride, bytes }, progress) {
    try {
      this.#rows.pushAll(bytes, stride, shape.height, progress);
      return this.finish();
    } finally {
      this.abandon();
    }
  }

  finish() {
    const rows = this.#rows;
    const { instance } = rows;
    rows.judge();
    const at = { views: 0, options: 0 };
    try {
      at.views = instance.alloc(VIEWS_SIZE);
      at.options = instance.alloc(OPTIONS_SIZE);
      const options = instance.view(at.options, OPTIONS_SIZE);
      options.setUint32(0, OPTIONS_SIZE, true);
      options.setUint32(4, this.#wanted.purposes, true);
      options.setUint32(8, this.#wanted.budget, true);
      instance.must(
        "mien_views_finish",
        rows.handle,
        at.views,
        VIEWS_MAX,
        rows.slot,
        TOP_LEFT,
        at.options,
      );
      rows.handle = 0;
      const count = instance.view(rows.slot, 4).getUint32(0, true);
      return viewsOf(instance, at.views, count);
    } finally {
      instance.free(at.options, OPTIONS_SIZE);
      instance.free(at.views, VIEWS_SIZE);
    }
  }

  abandon() {
    this.#rows.end();
  }
}
