// SPDX-License-Identifier: Apache-2.0
// What runs in the Worker of worker.js, in browsers and in Node: does one job after
// another, and wipes what it was given.
import { openInWorker } from "./blob.js";
import { CanvasPicture, mayDecode } from "./canvas.js";
import { MienError } from "./errors.js";
import { sniff } from "./files.js";
import { loadedOf } from "./hasher.js";
import { packError, packPdq, packView } from "./messages.js";
import { inNode, nodeModule } from "./module.js";
import { Shape, judgeMode } from "./pixels.js";
import { PictureHasher } from "./pictures.js";
import { PdqRows } from "./stream.js";
import { ViewRows, judgeViews } from "./views.js";

/** @typedef {import("./pictures.js").FileSource} FileSource */

/** @type {(message: unknown) => void} */
let post = () => {};
/** @type {Promise<PictureHasher> | null} */
let loading = null;

/**
 * @param {number} done
 * @param {number} all
 */
function progress(done, all) {
  post({ kind: "progress", done, all });
}

/**
 * @param {PictureHasher} hasher
 * @param {any} message
 */
function hashPixels(hasher, { file, width, height, format, stride, mode }) {
  try {
    const pixels = { data: file, width, height, format, stride };
    return packPdq(hasher.hashPixels(pixels, { mode, progress }));
  } finally {
    file.fill(0);
  }
}

/**
 * @param {PictureHasher} hasher
 * @param {any} message
 */
async function hashFile(hasher, { kind, file, options }) {
  const slices = file instanceof Uint8Array ? null : await openInWorker(file);
  const source = slices ?? file;
  try {
    const format = sniff(loadedOf(hasher).instance, source);
    if (inNode || !mayDecode(format)) return byModule(hasher, kind, source, options);
    const blob = slices ? file : new Blob([file]);
    return await byCanvas(hasher, kind, blob, format, options);
  } finally {
    if (slices) slices.wipe();
    else file.fill(0);
  }
}

/**
 * @param {PictureHasher} hasher
 * @param {string} kind
 * @param {FileSource} source
 * @param {any} options
 */
function byModule(hasher, kind, source, options) {
  const decodedBy = "file";
  if (kind === "file") {
    const picture = hasher.hashFile(source, { ...options, progress });
    return { ...packPdq(picture), decodedBy };
  }
  const { picture, views } = hasher.viewsFile(source, { ...options, progress });
  return { picture: { ...packPdq(picture), decodedBy }, views: views.map(packView) };
}

/**
 * @param {PictureHasher} hasher
 * @param {string} kind
 * @param {Blob} blob
 * @param {string} format
 * @param {any} options
 */
async function byCanvas(hasher, kind, blob, format, options) {
  const canvas = await CanvasPicture.open(blob, format, options);
  try {
    const shape = new Shape(canvas.width, canvas.height);
    const { instance } = loadedOf(hasher);
    if (kind === "file") {
      const rows = new PdqRows(instance, shape, judgeMode());
      return { ...packPdq(drain(canvas, rows)), ...about(canvas, format) };
    }
    const views = drain(canvas, new ViewRows(instance, shape, judgeViews(options)));
    const { hashes, quality } = views[0];
    const picture = { hash: hashes[0], dihedral: hashes, quality };
    return {
      picture: { ...packPdq(picture), ...about(canvas, format) },
      views: views.map(packView),
    };
  } finally {
    canvas.end();
    loadedOf(hasher).rest();
  }
}

/**
 * All rows of the picture through the stream.
 * @template T
 * @param {CanvasPicture} canvas
 * @param {{push(rows: ArrayBufferView): void, finish(): T, abandon(): void}} rows
 */
function drain(canvas, rows) {
  try {
    canvas.rows(rows, progress);
    return rows.finish();
  } finally {
    rows.abandon();
  }
}

/**
 * What is known of a picture that the browser decoded.
 * @param {CanvasPicture} canvas
 * @param {string} format
 */
function about({ width, height, alpha }, format) {
  return {
    format,
    width,
    height,
    orientation: 1,
    seen: 0,
    partial: false,
    alpha,
    animated: false,
    decodedBy: "canvas",
  };
}

/** @param {any} message */
async function heard(message) {
  if (message.kind === "module") {
    // Compiled already, as the one that fits.
    loading = PictureHasher.load({ simd: message.module, plain: message.module });
    loading.catch(() => {}); // the first job says it
    return;
  }
  try {
    const hasher = await loading;
    if (!hasher) throw new MienError("STATE", "a job before the module");
    const work = message.kind === "pixels" ? hashPixels : hashFile;
    post({ kind: "done", result: await work(hasher, message) });
  } catch (error) {
    post({ kind: "failed", ...packError(error) });
  }
}

if (inNode) {
  nodeModule("worker_threads").then(({ parentPort }) => {
    post = (message) => parentPort.postMessage(message);
    parentPort.on("message", heard);
    post({ kind: "ready" });
  });
} else {
  post = (message) => globalThis.postMessage(message);
  globalThis.onmessage = ({ data }) => void heard(data);
  post({ kind: "ready" });
}
