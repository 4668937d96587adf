// SPDX-License-Identifier: Apache-2.0
// Rows of pixels on their way into the module, a portion at a time, so that a picture
// needs not its own size there.
import { MienError, statusName } from "./errors.js";
import { Hash } from "./hash.js";
import { Shape, bytesOf, judgeThere } from "./pixels.js";

const PORTION = 256 * 1024;
const HASH = 32;
const PDQ = 36;
const DIHEDRAL = 8;
// Two numbers, struct mien_pdq and eight hashes; see native/mien_js.h.
const SLOT = 8 + PDQ + DIHEDRAL * HASH;
const AGAIN = 15;

/** @typedef {import("./instance.js").Instance} Instance */

/** What the streams for PDQ and those for views have in common. */
export class Rows {
  /** Of the module, in whose memory it lives. */
  instance;
  /** The stream of the C library, or 0 when it has ended. */
  handle = 0;
  /** Where results are written to. */
  slot = 0;
  #shape;
  #kind;
  #scratch = 0;
  #scratchSize = 0;
  #portion = 0;
  #portionRows;
  #done = 0;

  /**
   * @param {Instance} instance
   * @param {"mien_pdq" | "mien_views"} kind
   * @param {Shape} shape
   * @param {...number} mode if the kind has one
   */
  constructor(instance, kind, shape, ...mode) {
    const { width, height, format, row } = shape;
    this.instance = instance;
    this.#shape = shape;
    this.#kind = kind;
    this.#portionRows = Math.min(height, Math.max(1, Math.floor(PORTION / row)));
    try {
      this.slot = instance.alloc(SLOT);
      instance.must(`${kind}_scratch_size`, this.slot, width, height, ...mode);
      const size = this.#number();
      this.#scratch = instance.alloc(size);
      this.#scratchSize = size;
      this.#portion = instance.alloc(this.#portionRows * row);
      instance.must(
        `${kind}_begin`,
        this.slot,
        this.#scratch,
        size,
        width,
        height,
        format,
        ...mode,
      );
      this.handle = this.#number();
    } catch (error) {
      this.end();
      throw error;
    }
  }

  #number() {
    return this.instance.view(this.slot, 4).getUint32(0, true);
  }

  /** Rows that were pushed. */
  get rows() {
    return this.#done;
  }

  /** The rows are wanted once more. */
  restart() {
    this.#done = 0;
  }

  /** Throws when it has ended. */
  judge() {
    if (this.handle === 0) throw new MienError("STATE", "the stream has ended");
  }

  /**
   * @param {ArrayBuffer | ArrayBufferView} rows
   * @param {number} [stride]
   */
  push(rows, stride) {
    this.judge();
    const step = this.#shape.stride(stride);
    const bytes = bytesOf(rows, "rows");
    const rest = bytes.length % step;
    // The last row may end where its pixels do.
    if (rest !== 0 && rest < this.#shape.row)
      throw new MienError("ARGUMENT", "rows: not whole ones");
    const count = Math.floor(bytes.length / step) + (rest === 0 ? 0 : 1);
    if (count > this.#shape.height - this.#done)
      throw new MienError("STATE", "more rows than the picture has");
    this.pushAll(bytes, step, count);
  }

  /**
   * Pushes rows that were judged, and tells how far it is.
   * @param {Uint8Array} bytes
   * @param {number} stride
   * @param {number} count
   * @param {import("./index.js").HashOptions["progress"]} [progress]
   */
  pushAll(bytes, stride, count, progress) {
    for (let row = 0; row < count; row += this.#portionRows) {
      judgeThere(bytes, row * stride + 1, "data");
      const now = Math.min(this.#portionRows, count - row);
      this.#pushPortion(bytes.subarray(row * stride), stride, now);
      if (progress?.(this.#done, this.#shape.height) === false)
        throw new MienError("CANCELLED");
    }
  }

  /**
   * @param {Uint8Array} bytes
   * @param {number} stride
   * @param {number} count
   */
  #pushPortion(bytes, stride, count) {
    const { row } = this.#shape;
    const room = this.instance.bytes(this.#portion, count * row);
    if (stride === row) {
      room.set(bytes.subarray(0, count * row));
    } else {
      for (let i = 0; i < count; i++)
        room.set(bytes.subarray(i * stride, i * stride + row), i * row);
    }
    this.instance.must(`${this.#kind}_push`, this.handle, this.#portion, row, count);
    this.instance.bytes(this.#portion, count * row).fill(0);
    this.#done += count;
  }

  /** Ends it, and wipes what it had. */
  end() {
    const { instance } = this;
    if (this.handle !== 0 && !instance.dead)
      instance.call(`${this.#kind}_abandon`, this.handle);
    this.handle = 0;
    instance.free(this.#portion, this.#portionRows * this.#shape.row);
    instance.free(this.#scratch, this.#scratchSize);
    instance.free(this.slot, SLOT);
    this.#portion = this.#scratch = this.slot = 0;
  }
}

/**
 * Hashes that the module wrote.
 * @param {Uint8Array} bytes
 * @param {number} count
 * @returns {readonly Hash[]}
 */
export function hashesOf(bytes, count) {
  const hashes = [];
  for (let i = 0; i < count; i++)
    hashes.push(Hash.fromBytes(bytes.subarray(i * HASH, (i + 1) * HASH)));
  return Object.freeze(hashes);
}

/** Rows into PDQ: PdqStream. */
export class PdqRows {
  #rows;

  /**
   * @param {Instance} instance
   * @param {Shape} shape
   * @param {number} mode
   */
  constructor(instance, shape, mode) {
    this.#rows = new Rows(instance, "mien_pdq", shape, mode);
  }

  get rows() {
    return this.#rows.rows;
  }

  /**
   * @param {ArrayBuffer | ArrayBufferView} rows
   * @param {number} [stride]
   */
  push(rows, stride) {
    this.#rows.push(rows, stride);
  }

  /** @returns {import("./index.js").Pdq} */
  finish() {
    const pdq = this.#tryFinish();
    if (!pdq) throw new MienError("AGAIN");
    return pdq;
  }

  abandon() {
    this.#rows.end();
  }

  /**
   * Hashes a whole picture, twice if need be, and ends the stream.
   * @param {{shape: Shape, stride: number, bytes: Uint8Array}} pixels
   * @param {import("./index.js").HashOptions["progress"]} progress
   */
  hash({ shape, stride, bytes }, progress) {
    try {
      for (;;) {
        this.#rows.pushAll(bytes, stride, shape.height, progress);
        const pdq = this.#tryFinish();
        if (pdq) return pdq;
      }
    } finally {
      this.abandon();
    }
  }

  /** Null when the rows are wanted once more. */
  #tryFinish() {
    const rows = this.#rows;
    rows.judge();
    const { instance, slot } = rows;
    const out = slot + 8;
    const status = instance.call("mien_pdq_finish", rows.handle, out, out + PDQ, 0);
    if (status === AGAIN) {
      rows.restart();
      return null;
    }
    if (status !== 0) throw new MienError(statusName(status));
    const dihedral = hashesOf(instance.bytes(out + PDQ, DIHEDRAL * HASH), DIHEDRAL);
    const quality = instance.view(out + HASH, 4).getUint32(0, true);
    rows.handle = 0;
    rows.end();
    return Object.freeze({ hash: dihedral[0], quality, dihedral });
  }
}
