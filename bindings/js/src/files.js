// SPDX-License-Identifier: Apache-2.0
// Files through the module: what it is given, what it calls meanwhile, and what it
// found. The layouts are those of native/mien_js.h.
import { MienError, statusName } from "./errors.js";
import { judgeProgress } from "./pixels.js";
import { readerOf } from "./source.js";
import { hashesOf } from "./stream.js";

/** The modules that decode files. */
export const FILES = {
  simd: () => new URL("../dist/pictures-simd.wasm", import.meta.url),
  plain: () => new URL("../dist/pictures.wasm", import.meta.url),
};

// Where things lie in the memory of one call.
const OUT = 0;
const OPTIONS = 320;
const ERROR = 368;
const COUNT = 496;
const CALL_SIZE = 512;

const HASHES = 64;
const ALLOW_PARTIAL = 1;
const ALPHA_ON_WHITE = 2;
const HAS_ALPHA = 1;
const IS_ANIMATED = 8;
const IS_PARTIAL = 16;

const SNIFF_SIZE = 64;

/** By number, enum mien_format. */
const FORMATS = new Map([
  [1, "jpeg"],
  [2, "png"],
  [3, "webp"],
  [4, "heic"],
  [5, "avif"],
  [6, "gif"],
  [64, "tiff"],
  [65, "bmp"],
  [66, "jpeg-xl"],
  [67, "jpeg-2000"],
  [69, "ico"],
]);

/** @typedef {import("./instance.js").Instance} Instance */
/** @typedef {import("./pictures.js").PictureOptions} PictureOptions */
/** @typedef {{purposes: number, budget: number}} Views */

/** @param {unknown} limit @param {string} what */
function judgeLimit(limit, what) {
  if (limit === undefined) return 0;
  if (!Number.isSafeInteger(limit) || Number(limit) < 1)
    throw new MienError("ARGUMENT", `${what}: a whole number above 0 is wanted`);
  return Number(limit);
}

/** @param {PictureOptions} options */
export function judgeOptions(options) {
  judgeProgress(options.progress);
  return {
    flags:
      (options.allowPartial ? ALLOW_PARTIAL : 0) |
      (options.alphaOnWhite ? ALPHA_ON_WHITE : 0),
    progress: options.progress,
    pixels: judgeLimit(options.pixels, "pixels"),
    fileBytes: judgeLimit(options.fileBytes, "fileBytes"),
    memory: judgeLimit(options.memory, "memory"),
  };
}

/** One file on its way through the module. */
export class FileCall {
  #instance;
  #at;
  #options;
  #reader;
  /** What a function of the caller threw. @type {{error: unknown} | null} */
  #thrown = null;

  /**
   * @param {() => Instance} begin
   * @param {import("./pictures.js").FileSource} file
   * @param {PictureOptions} options
   */
  constructor(begin, file, options) {
    this.#options = judgeOptions(options);
    this.#reader = readerOf(file);
    this.#instance = begin();
    this.#at = this.#instance.alloc(CALL_SIZE);
    this.#instance.bytes(this.#at, CALL_SIZE).fill(0);
  }

  end() {
    this.#instance.free(this.#at, CALL_SIZE);
  }

  hash() {
    const at = this.#at;
    this.#run({ purposes: 0, budget: 0 }, "mien_js_hash", at + OUT, 0, 0);
    return this.#picture();
  }

  /**
   * @param {Views} wanted
   * @param {number} room for views
   * @param {number} capacity
   */
  views(wanted, room, capacity) {
    const at = this.#at;
    this.#run(wanted, "mien_js_views", at + OUT, room, capacity, at + COUNT, 0, 0);
    const count = this.#instance.view(at + COUNT, 4).getUint32(0, true);
    return { picture: this.#picture(), count };
  }

  /**
   * @param {Views} wanted
   * @param {string} name
   * @param {...number} values
   */
  #run(wanted, name, ...values) {
    const instance = this.#instance;
    const at = this.#at;
    this.#write(wanted);
    // What the module calls must return: an exception would leave its memory unwiped.
    instance.read = (capacity, room) =>
      this.#safely(() => this.#read(capacity, room), -1);
    instance.progress = (done, all) => this.#safely(() => this.#tell(done, all), 0);
    let status;
    try {
      status = instance.call(name, ...values, at + OPTIONS, at + ERROR);
    } finally {
      instance.read = instance.progress = null;
    }
    if (this.#thrown) throw this.#thrown.error;
    if (status !== 0)
      throw new MienError(statusName(status), instance.text(at + ERROR + 4));
  }

  /** @param {Views} wanted */
  #write({ purposes, budget }) {
    const { flags, progress, pixels, fileBytes, memory } = this.#options;
    const view = this.#instance.view(this.#at + OPTIONS, 48);
    view.setUint32(0, flags, true);
    view.setUint32(12, progress ? 1 : 0, true);
    view.setFloat64(16, pixels, true);
    view.setFloat64(24, fileBytes, true);
    view.setFloat64(32, memory, true);
    view.setUint32(40, purposes, true);
    view.setUint32(44, budget, true);
  }

  /**
   * @param {() => number} work
   * @param {number} stop
   */
  #safely(work, stop) {
    if (this.#thrown) return stop;
    try {
      return work();
    } catch (error) {
      this.#thrown = { error };
      return stop;
    }
  }

  /**
   * @param {number} capacity
   * @param {number} room
   */
  #read(capacity, room) {
    const bytes = this.#reader(capacity);
    this.#instance.bytes(room, bytes.length).set(bytes);
    return bytes.length;
  }

  /**
   * @param {number} done
   * @param {number} all
   */
  #tell(done, all) {
    return this.#options.progress?.(done, all) === false ? 0 : 1;
  }

  /** @returns {import("./pictures.js").Picture} */
  #picture() {
    const view = this.#instance.view(this.#at + OUT, OPTIONS);
    const number = (/** @type {number} */ at) => view.getUint32(at, true);
    const flags = number(24);
    const dihedral = hashesOf(this.#instance.bytes(this.#at + OUT + HASHES, 256), 8);
    return Object.freeze({
      hash: dihedral[0],
      quality: number(32),
      dihedral,
      format: /** @type {"jpeg" | "png"} */ (FORMATS.get(number(0))),
      width: number(8),
      height: number(12),
      orientation: number(16),
      seen: number(36),
      partial: (flags & IS_PARTIAL) !== 0,
      alpha: (flags & HAS_ALPHA) !== 0,
      animated: (flags & IS_ANIMATED) !== 0,
    });
  }
}

/**
 * Tells by its first bytes of what kind a file is: "webp", "" for what is no picture.
 * @param {Instance} instance
 * @param {import("./pictures.js").FileSource} file
 */
export function sniff(instance, file) {
  const head = readerOf(file)(SNIFF_SIZE);
  const at = instance.alloc(SNIFF_SIZE);
  try {
    instance.bytes(at, head.length).set(head);
    return FORMATS.get(instance.call("mien_format_sniff", at, head.length)) ?? "";
  } finally {
    instance.free(at, SNIFF_SIZE);
  }
}
