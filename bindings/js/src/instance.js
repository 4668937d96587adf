// SPDX-License-Identifier: Apache-2.0
// A WebAssembly module at work: its functions, its memory. What it has between it and
// JavaScript stands in native/mien_js.h.
import { MienError, statusName } from "./errors.js";

const ABI = 1;
const FEATURE_SIMD = 1;
const FEATURE_PICTURES = 2;

// Memory of WebAssembly grows and never shrinks. An instance that a large picture left
// with more than this is not used for the next call.
const LARGE = 64 * 1024 * 1024;

/**
 * One instance of a module: its functions and its memory. For one call at a time.
 * What the module calls, `read` and `progress`, is set for the time of a call.
 */
export class Instance {
  /** @type {Record<string, any>} */
  #exports = {};
  #busy = false;
  /** A call was left otherwise than by its return: it is of no further use. */
  dead = false;
  /** Streams and others that have memory in it. */
  users = 0;
  /** @type {((capacity: number, at: number) => number) | null} */
  read = null;
  /** @type {((done: number, all: number) => number) | null} */
  progress = null;

  /** @param {WebAssembly.Module} module */
  static async begin(module) {
    const instance = new Instance();
    const { exports } = await WebAssembly.instantiate(module, instance.#imports());
    return instance.#judge(exports);
  }

  /**
   * The same without waiting, which older browsers refuse outside of Workers.
   * @param {WebAssembly.Module} module
   */
  static beginNow(module) {
    const instance = new Instance();
    const { exports } = new WebAssembly.Instance(module, instance.#imports());
    return instance.#judge(exports);
  }

  #imports() {
    return {
      env: {
        mien_js_read: (/** @type {number} */ capacity, /** @type {number} */ at) =>
          this.read ? this.read(capacity >>> 0, at >>> 0) : -1,
        mien_js_progress: (/** @type {number} */ done, /** @type {number} */ all) =>
          this.progress ? this.progress(done >>> 0, all >>> 0) : 1,
      },
    };
  }

  /** @param {Record<string, any>} exports */
  #judge(exports) {
    this.#exports = exports;
    if (!(exports.memory instanceof WebAssembly.Memory) || !exports.mien_js_abi)
      throw new MienError("VERSION", "that is no module of mien");
    if (this.call("mien_js_abi") !== ABI)
      throw new MienError(
        "VERSION",
        "the module is of another version of this package",
      );
    return this;
  }

  get simd() {
    return (this.call("mien_js_features") & FEATURE_SIMD) !== 0;
  }

  get pictures() {
    return (this.call("mien_js_features") & FEATURE_PICTURES) !== 0;
  }

  get version() {
    return this.text(this.call("mien_js_version"));
  }

  /** Bytes of memory. */
  get size() {
    return this.#exports.memory.buffer.byteLength;
  }

  /**
   * Calls a function of the module.
   * @param {string} name
   * @param {...number} values
   * @returns {number}
   */
  call(name, ...values) {
    if (this.dead) throw new MienError("INTERNAL", "the module stopped earlier");
    if (this.#busy) throw new MienError("STATE", "another call is not done yet");
    this.#busy = true;
    try {
      return this.#exports[name](...values) >>> 0;
    } catch (error) {
      this.dead = true;
      this.wipe();
      throw new MienError("INTERNAL", `the module stopped: ${error}`);
    } finally {
      this.#busy = false;
    }
  }

  /**
   * Calls a function that answers with a status, and throws if it is a failure.
   * @param {string} name
   * @param {...number} values
   */
  must(name, ...values) {
    const status = this.call(name, ...values);
    if (status !== 0) throw new MienError(statusName(status));
  }

  /** @param {number} size */
  alloc(size) {
    const at = this.call("mien_js_alloc", size);
    if (at === 0) throw new MienError("MEMORY");
    this.users++;
    return at;
  }

  /**
   * Wipes memory of alloc() and gives it back; 0 is none.
   * @param {number} at
   * @param {number} size
   */
  free(at, size) {
    if (at === 0) return;
    this.users--;
    if (!this.dead) this.call("mien_js_free", at, size);
  }

  /**
   * Memory, to be looked at and written to until the next call.
   * @param {number} at
   * @param {number} size
   */
  bytes(at, size) {
    return new Uint8Array(this.#exports.memory.buffer, at, size);
  }

  /**
   * The same, to read numbers.
   * @param {number} at
   * @param {number} size
   */
  view(at, size) {
    return new DataView(this.#exports.memory.buffer, at, size);
  }

  /**
   * A text that ends with a zero.
   * @param {number} at
   */
  text(at) {
    const rest = new Uint8Array(this.#exports.memory.buffer, at);
    return new TextDecoder().decode(rest.subarray(0, rest.indexOf(0)));
  }

  wipe() {
    new Uint8Array(this.#exports.memory.buffer).fill(0);
  }
}

/** A compiled module, and the instance of it that the next call is to use. */
export class Loaded {
  #module;
  #instance;

  /**
   * @param {WebAssembly.Module} module
   * @param {Instance} instance
   */
  constructor(module, instance) {
    this.#module = module;
    this.#instance = instance;
  }

  /** Bytes of memory at the moment. */
  get size() {
    return this.#instance.size;
  }

  /** After a call: does not keep the memory of one that is large. */
  rest() {
    void this.instance;
  }

  /** @returns {Instance} */
  get instance() {
    const old = this.#instance;
    const large = old.size > LARGE && old.users === 0;
    if (!old.dead && !large) return old;
    try {
      this.#instance = Instance.beginNow(this.#module);
    } catch (error) {
      // Not here, or not now: a large one will do.
      if (old.dead)
        throw new MienError("INTERNAL", `the module does not begin: ${error}`);
      return old;
    }
    if (!old.dead) {
      old.dead = true;
      old.wipe();
    }
    return this.#instance;
  }
}
