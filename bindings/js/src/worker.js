// SPDX-License-Identifier: Apache-2.0
// Hashing in a Worker. See worker.d.ts; the other side is worker-main.js.
import { BlobServer, isBlob } from "./blob.js";
import { MienError, kindOf } from "./errors.js";
import { FILES } from "./files.js";
import { Link } from "./link.js";
import { unpackError, unpackPdq, unpackView } from "./messages.js";
import { compile, inNode } from "./module.js";
import { bytesOf, judgeMode, judgePixels } from "./pixels.js";
import { judgeViews } from "./views.js";

/** @typedef {import("./worker.js").JobOptions} JobOptions */

/**
 * @typedef {object} Job
 * @property {Record<string, unknown>} message
 * @property {Uint8Array | null} bytes a copy, which is to be the Worker's
 * @property {Blob | null} blob
 * @property {(packed: any) => unknown} unpack
 * @property {JobOptions["onprogress"]} onprogress
 * @property {(result: any) => void} resolve
 * @property {(error: unknown) => void} reject
 */

/** @param {JobOptions} options */
function fileOptions({ allowPartial, alphaOnWhite, pixels, fileBytes, memory }) {
  return { allowPartial, alphaOnWhite, pixels, fileBytes, memory };
}

/** @param {any} packed */
function unpackViews({ picture, views }) {
  return { picture: unpackPdq(picture), views: views.map(unpackView) };
}

export class HashWorker {
  #options;
  /** @type {Promise<WebAssembly.Module> | null} */
  #module = null;
  /** @type {Link | null} */
  #link = null;
  /** @type {Job[]} */
  #waiting = [];
  /** @type {Job | null} */
  #current = null;
  /** @type {BlobServer | null} */
  #server = null;
  #closed = false;

  /** @param {import("./worker.js").WorkerOptions} [options] */
  constructor(options = {}) {
    this.#options = options;
  }

  /**
   * @param {Blob | ArrayBuffer | ArrayBufferView} file
   * @param {JobOptions} [options]
   * @returns {Promise<any>}
   */
  async hashFile(file, options = {}) {
    const message = { kind: "file", options: fileOptions(options) };
    return this.#add(message, file, unpackPdq, options);
  }

  /**
   * @param {Blob | ArrayBuffer | ArrayBufferView} file
   * @param {JobOptions & {purpose: "bank" | "query", budget?: number}} options
   * @returns {Promise<any>}
   */
  async viewsFile(file, options) {
    judgeViews(options);
    const { purpose, budget } = options;
    const message = {
      kind: "views",
      options: { ...fileOptions(options), purpose, budget },
    };
    return this.#add(message, file, unpackViews, options);
  }

  /**
   * @param {import("./index.js").Pixels} pixels
   * @param {JobOptions & {mode?: import("./index.js").Mode}} [options]
   * @returns {Promise<any>}
   */
  async hashPixels(pixels, options = {}) {
    const { shape, stride, bytes } = judgePixels(pixels);
    judgeMode(options.mode);
    const { width, height, format } = pixels;
    const message = {
      kind: "pixels",
      width,
      height,
      format,
      stride,
      mode: options.mode,
    };
    const used = bytes.subarray(0, stride * (shape.height - 1) + shape.row);
    return this.#add(message, used, unpackPdq, options);
  }

  close() {
    this.#closed = true;
    const jobs = this.#waiting.splice(0);
    if (this.#current) jobs.unshift(this.#current);
    this.#endWorker();
    for (const job of jobs) this.#fail(job, new MienError("CANCELLED"));
  }

  /**
   * @param {Record<string, unknown>} message
   * @param {Blob | ArrayBuffer | ArrayBufferView} file
   * @param {(packed: any) => unknown} unpack
   * @param {JobOptions} options
   */
  #add(message, file, unpack, { signal, onprogress }) {
    if (this.#closed) throw new MienError("STATE", "the HashWorker was closed");
    if (onprogress !== undefined && typeof onprogress !== "function")
      throw new MienError("ARGUMENT", "onprogress: a function is wanted");
    signal?.throwIfAborted();
    const blob = isBlob(file) ? file : null;
    // The caller's own bytes are not taken away, and may change from now on.
    const bytes = blob
      ? null
      : bytesOf(/** @type {ArrayBufferView} */ (file), "file").slice();
    return new Promise((resolve, reject) => {
      /** @type {Job} */
      const job = { message, bytes, blob, unpack, onprogress, resolve, reject };
      const abort = () => this.#abort(job, signal?.reason);
      signal?.addEventListener("abort", abort);
      job.resolve = (result) => {
        signal?.removeEventListener("abort", abort);
        resolve(result);
      };
      job.reject = (error) => {
        signal?.removeEventListener("abort", abort);
        reject(error);
      };
      this.#waiting.push(job);
      this.#next();
    });
  }

  /**
   * @param {Job} job
   * @param {unknown} reason
   */
  #abort(job, reason) {
    if (job === this.#current) this.#endWorker();
    const place = this.#waiting.indexOf(job);
    if (place >= 0) this.#waiting.splice(place, 1);
    this.#fail(job, reason);
  }

  /** The next job, if none is being done. */
  async #next() {
    const job = this.#current ? undefined : this.#waiting.shift();
    if (!job) return;
    this.#current = job;
    try {
      const module = await this.#compiled();
      if (job !== this.#current) return;
      if (!this.#link) await this.#beginWorker(module, job);
      else this.#post(job);
    } catch (error) {
      if (job === this.#current) this.#fail(job, error);
    }
  }

  /** Compiled once, also when a Worker has to be begun anew. */
  #compiled() {
    this.#module ??= compile(this.#options, FILES).catch((error) => {
      this.#module = null;
      throw error;
    });
    return this.#module;
  }

  /**
   * Begins a Worker, which asks for the module when it can hear, and then has the job.
   * @param {WebAssembly.Module} module
   * @param {Job} job
   */
  async #beginWorker(module, job) {
    const link = await Link.begin(this.#options.worker, {
      message: (message) => {
        if (message?.kind !== "ready") return this.#heard(message);
        link.post({ kind: "module", module });
        if (this.#current) this.#post(this.#current);
      },
      failure: (error) => {
        this.#link = null;
        if (this.#current) this.#fail(this.#current, error);
      },
    }).catch((error) => {
      throw new MienError("UNSUPPORTED", `no Worker can begin: ${kindOf(error)}`);
    });
    if (job !== this.#current) {
      // Stopped meanwhile.
      link.end();
      return;
    }
    this.#link = link;
  }

  /** @param {Job} job */
  #post(job) {
    try {
      this.#tryPost(job);
    } catch (error) {
      // Options that cannot be cloned.
      this.#fail(job, new MienError("ARGUMENT", String(error)));
    }
  }

  /** @param {Job} job */
  #tryPost(job) {
    const { bytes, blob, message } = job;
    /** @type {any} */
    let file = bytes;
    /** @type {Transferable[]} */
    let transfer = bytes ? [bytes.buffer] : [];
    if (blob && inNode) {
      this.#server = new BlobServer(blob);
      ({ file, transfer } = this.#server);
    } else if (blob) {
      file = blob;
    }
    this.#link?.wait(true);
    this.#link?.post({ ...message, file }, transfer);
    job.bytes = null;
  }

  /** @param {any} message */
  #heard(message) {
    const job = this.#current;
    if (!job) return;
    switch (message?.kind) {
      case "progress":
        this.#tell(job, message.done, message.all);
        break;
      case "done":
        job.resolve(job.unpack(message.result));
        this.#end(job);
        break;
      case "failed":
        this.#fail(job, unpackError(message));
        break;
    }
  }

  /**
   * @param {Job} job
   * @param {number} done
   * @param {number} all
   */
  #tell(job, done, all) {
    try {
      job.onprogress?.(done, all);
    } catch (error) {
      this.#abort(job, error);
    }
  }

  /**
   * @param {Job} job
   * @param {unknown} error
   */
  #fail(job, error) {
    job.reject(error);
    this.#end(job);
  }

  /**
   * Leaves a job that was settled, for the next one.
   * @param {Job} job
   */
  #end(job) {
    job.bytes?.fill(0);
    if (job !== this.#current) return;
    this.#current = null;
    this.#server?.end();
    this.#server = null;
    this.#link?.wait(false);
    this.#next();
  }

  #endWorker() {
    this.#link?.end();
    this.#link = null;
  }
}
