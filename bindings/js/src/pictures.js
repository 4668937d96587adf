// SPDX-License-Identifier: Apache-2.0
// Hashes of picture files. See pictures.d.ts.
import { MienError } from "./errors.js";
import { FILES, FileCall } from "./files.js";
import { Hasher, loadedOf } from "./hasher.js";
import { load } from "./module.js";
import { judgePixels, judgeProgress } from "./pixels.js";
import { VIEWS_MAX, VIEWS_SIZE, ViewRows, judgeViews, viewsOf } from "./views.js";

export class PictureHasher extends Hasher {
  /**
   * @param {import("./index.js").LoadOptions} [options]
   * @returns {Promise<PictureHasher>}
   */
  static async load(options = {}) {
    const loaded = await load(options, FILES);
    if (!loaded.instance.pictures)
      throw new MienError("UNSUPPORTED", "the module only hashes pixels");
    return new PictureHasher(loaded);
  }

  #begin = () => loadedOf(this).instance;

  /**
   * @param {import("./pictures.js").FileSource} file
   * @param {import("./pictures.js").PictureOptions} [options]
   */
  hashFile(file, options = {}) {
    const call = new FileCall(this.#begin, file, options);
    try {
      return call.hash();
    } finally {
      call.end();
      loadedOf(this).rest();
    }
  }

  /**
   * @param {import("./pictures.js").FileSource} file
   * @param {import("./pictures.js").ViewsOptions} options
   */
  viewsFile(file, options) {
    const wanted = judgeViews(options);
    const call = new FileCall(this.#begin, file, options);
    const instance = this.#begin();
    let room = 0;
    try {
      room = instance.alloc(VIEWS_SIZE);
      const { picture, count } = call.views(wanted, room, VIEWS_MAX);
      return { picture, views: viewsOf(instance, room, count) };
    } finally {
      instance.free(room, VIEWS_SIZE);
      call.end();
      loadedOf(this).rest();
    }
  }

  /**
   * @param {import("./index.js").Pixels} pixels
   * @param {import("./pictures.js").PixelViewsOptions} options
   */
  viewsPixels(pixels, options) {
    const judged = judgePixels(pixels);
    const wanted = judgeViews(options);
    judgeProgress(options.progress);
    try {
      const rows = new ViewRows(this.#begin(), judged.shape, wanted);
      return rows.hash(judged, options.progress);
    } finally {
      loadedOf(this).rest();
    }
  }
}
