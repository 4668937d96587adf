// SPDX-License-Identifier: Apache-2.0
import { MienError } from "./errors.js";
import { Loaded } from "./instance.js";
import { load } from "./module.js";
import { Shape, judgeMode, judgePixels, judgeProgress } from "./pixels.js";
import { PdqRows } from "./stream.js";

/** For those of this package. @type {(hasher: any) => Loaded} */
let loadedOf;

export class Hasher {
  #loaded;

  static {
    loadedOf = (hasher) => hasher.#loaded;
  }

  /**
   * @param {import("./index.js").LoadOptions} [options]
   * @returns {Promise<Hasher>}
   */
  static async load(options = {}) {
    return new Hasher(
      await load(options, {
        simd: () => new URL("../dist/pixels-simd.wasm", import.meta.url),
        plain: () => new URL("../dist/pixels.wasm", import.meta.url),
      }),
    );
  }

  /**
   * @param {Loaded} loaded
   * @protected
   */
  constructor(loaded) {
    if (!(loaded instanceof Loaded))
      throw new MienError("ARGUMENT", "a Hasher is made by Hasher.load()");
    this.#loaded = loaded;
    /** @readonly */
    this.simd = loaded.instance.simd;
    /** @readonly */
    this.version = loaded.instance.version;
  }

  get memory() {
    return this.#loaded.size;
  }

  /**
   * @param {import("./index.js").Pixels} pixels
   * @param {import("./index.js").HashOptions} [options]
   * @returns {import("./index.js").Pdq}
   */
  hashPixels(pixels, { mode, progress } = {}) {
    const judged = judgePixels(pixels);
    const number = judgeMode(mode);
    judgeProgress(progress);
    try {
      const rows = new PdqRows(this.#loaded.instance, judged.shape, number);
      return rows.hash(judged, progress);
    } finally {
      this.#loaded.rest();
    }
  }

  /**
   * @param {number} width
   * @param {number} height
   * @param {import("./index.js").PixelFormat} [format]
   * @param {import("./index.js").Mode} [mode]
   * @returns {import("./index.js").PdqStream}
   */
  stream(width, height, format, mode) {
    const shape = new Shape(width, height, format);
    return new PdqRows(this.#loaded.instance, shape, judgeMode(mode));
  }
}

export { loadedOf };
