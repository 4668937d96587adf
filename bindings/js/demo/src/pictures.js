// SPDX-License-Identifier: Apache-2.0
// Her pictures: each is read once, beside the page, and only its hashes are kept.
import modules from "built:modules";
import worker from "built:worker";
import { MienError } from "../../src/errors.js";
import { HashWorker } from "../../src/worker.js";

export const STATE = { WAITING: "waiting", READING: "reading", READ: "read",
                       FAILED: "failed", STOPPED: "stopped" };

const DOCUMENT_HASHES = 32768, BUDGET = 704, HASHES = 8;
const REASONS = new Set(["CORRUPT", "FORMAT", "LIMIT", "UNSUPPORTED", "MEMORY"]);

function bytesOf(base64) {
  const text = atob(base64), bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++)
    bytes[i] = text.charCodeAt(i);
  return bytes;
}

function newHasher() {
  const url = URL.createObjectURL(new Blob([worker], { type: "text/javascript" }));
  return new HashWorker({ simd: bytesOf(modules.simd), plain: bytesOf(modules.plain),
                          worker: () => new Worker(url) });
}

// Why the page itself does not take a picture.
class PictureError extends Error {}

function reasonOf(error) {
  if (error instanceof PictureError)
    return error.message;
  const status = error instanceof MienError ? error.status : "IO";
  return REASONS.has(status) ? status : "IO";
}

/** Tells of every change by the event "change". */
export class Pictures extends EventTarget {
  /** [{name, state, done, all, hash, quality, dihedral, views, byBrowser, reason}] */
  list = [];
  #hasher = null;
  #busy = false;

  get isReading() {
    return this.#busy;
  }

  /** Of pictures that were read. */
  get read() {
    return this.list.filter(({ state }) => state === STATE.READ);
  }

  fine(minimum) {
    return this.read.filter(({ quality }) => quality >= minimum);
  }

  withViews(minimum) {
    return this.fine(minimum).filter(({ views }) => views?.length > 1);
  }

  /** Reads files: [{name, file}]. With their views where `views` says so. */
  add(files, views) {
    for (const { name, file } of files)
      this.list.push({ name, file, state: STATE.WAITING, done: 0, all: 0,
                       film: file.type.startsWith("video/"),
                       stop: new AbortController() });
    this.#tell();
    this.#readAll(views);
  }

  remove(picture) {
    picture.stop.abort();
    this.list = this.list.filter((other) => other !== picture);
    this.#tell();
  }

  /** Stops what is being read and what waits. */
  stop() {
    for (const picture of this.list)
      if (picture.state === STATE.WAITING || picture.state === STATE.READING)
        picture.stop.abort();
  }

  /** Forgets everything, and has those who listen let go of it. */
  close() {
    this.stop();
    this.#hasher?.close();
    this.#hasher = null;
    this.list = [];
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }

  async #readAll(views) {
    if (this.#busy)
      return;
    this.#busy = true;
    const next = () => this.list.find(({ state }) => state === STATE.WAITING);
    for (let picture = next(); picture; picture = next()) {
      await this.#readOne(picture, views);
      picture.file = null;
      this.#tell();
    }
    this.#busy = false;
    this.#tell();
  }

  async #readOne(picture, views) {
    if (picture.stop.signal.aborted) {
      picture.state = STATE.STOPPED;
      return;
    }
    picture.state = STATE.READING;
    this.#tell();
    try {
      if (picture.film)
        throw new PictureError("film");
      await this.#hash(picture, views);
      picture.state = STATE.READ;
    } catch (error) {
      picture.state = picture.stop.signal.aborted ? STATE.STOPPED : STATE.FAILED;
      picture.reason = reasonOf(error);
    }
  }

  async #hash(picture, withViews) {
    this.#hasher ??= newHasher();
    const { file } = picture, options = {
      signal: picture.stop.signal,
      onprogress: (done, all) => {
        Object.assign(picture, { done, all });
        this.#tell();
      },
    };
    const budget = Math.min(BUDGET, Math.floor(DOCUMENT_HASHES / this.list.length));
    const found = withViews && budget >= 2 * HASHES
      ? await this.#hasher.viewsFile(file, { ...options, purpose: "bank", budget })
      : { picture: await this.#hasher.hashFile(file, options), views: null };
    const { hash, quality, dihedral, decodedBy, partial, alpha } = found.picture;
    const byBrowser = decodedBy === "canvas";
    // A canvas forgets the colours of what is transparent: the hash may be far off.
    if (byBrowser && alpha)
      throw new PictureError("alpha");
    Object.assign(picture, { hash, quality, dihedral, views: found.views, partial,
                             byBrowser });
  }
}
