// SPDX-License-Identifier: Apache-2.0
// A module of ../../dist as it is, without the package's own JavaScript around it.
import { readFileSync } from "node:fs";

export const MODULES = ["pixels", "pixels-simd", "pictures", "pictures-simd"];
export const PICTURES = MODULES.slice(2);

const code = (name) => readFileSync(new URL(`../../dist/${name}.wasm`, import.meta.url));

/** Instances of modules, and calls of them by the numbers of mien_js.h. */
export class Module {
  /** What mien_js_read() and mien_js_progress() do, in a test. */
  read = () => -1;
  progress = () => 1;

  constructor(name) {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code(name)), {
      env: {
        mien_js_read: (capacity, to) => this.read(capacity, to),
        mien_js_progress: (done, all) => this.progress(done, all),
      },
    });
    this.name = name;
    this.call = exports;
    this.memory = exports.memory;
  }

  get bytes() {
    return new Uint8Array(this.memory.buffer);
  }

  get view() {
    return new DataView(this.memory.buffer);
  }

  u32(at) {
    return this.view.getUint32(at, true);
  }

  text(at) {
    const { bytes } = this;
    return Buffer.from(bytes.subarray(at, bytes.indexOf(0, at))).toString();
  }

  alloc(size) {
    const at = this.call.mien_js_alloc(size);
    if (at === 0)
      throw new Error(`no memory for ${size} bytes`);
    return at;
  }

  free(at, size) {
    this.call.mien_js_free(at, size);
  }

  hashes(at, count) {
    return Array.from({ length: count }, (_, i) =>
      Buffer.from(this.bytes.subarray(at + 32 * i, at + 32 * (i + 1))).toString("hex"));
  }

  /** Hashes pixels that lie in the module already. */
  hashPixels(pixels, stride, width, height, format, mode = 0) {
    const out = this.alloc(36 + 256), handle = this.alloc(4);
    let status = this.call.mien_pdq_scratch_size(handle, width, height, mode);
    const size = this.u32(handle), scratch = this.alloc(size);
    status ||= this.call.mien_pdq_begin(handle, scratch, size, width, height, format, mode);
    const stream = this.u32(handle);
    status ||= this.call.mien_pdq_push(stream, pixels, stride, height);
    status ||= this.call.mien_pdq_finish(stream, out, out + 36, 0);
    const answer = { status, quality: this.u32(out + 32), hashes: this.hashes(out + 36, 8) };
    this.free(scratch, size);
    this.free(handle, 4);
    this.free(out, 36 + 256);
    return answer;
  }

  options({ flags = 0, mode = 0, speed = 0, progress = false, pixels = 0, fileBytes = 0,
            memory = 0, purposes = 0, budget = 0 } = {}) {
    const at = this.alloc(48), { view } = this;
    [flags, mode, speed, progress ? 1 : 0].forEach(
      (value, i) => view.setUint32(at + 4 * i, value, true));
    [pixels, fileBytes, memory].forEach(
      (value, i) => view.setFloat64(at + 16 + 8 * i, value, true));
    view.setUint32(at + 40, purposes, true);
    view.setUint32(at + 44, budget, true);
    return at;
  }

  picture(at) {
    const names = ["format", "pixelFormat", "width", "height", "orientation",
      "exifOrientation", "flags", "scale", "quality", "seen", "mode", "speed"];
    return {
      ...Object.fromEntries(names.map((name, i) => [name, this.u32(at + 4 * i)])),
      fileBytes: this.view.getFloat64(at + 48, true),
      hashes: this.hashes(at + 64, 8),
    };
  }

  failure(status, error) {
    return { status, errorStatus: this.u32(error), detail: this.text(error + 4) };
  }

  /** A file: a Buffer that goes into the module, or null: then read() gives it. */
  #file(bytes, act) {
    const at = bytes === null ? 0 : this.alloc(bytes.length || 1);
    if (bytes !== null)
      this.bytes.set(bytes, at);
    try {
      return act(at, bytes === null ? 0 : bytes.length);
    } finally {
      if (at !== 0)
        this.free(at, bytes.length || 1);
    }
  }

  hashFile(bytes, options) {
    return this.#file(bytes, (at, size) => {
      const out = this.alloc(320), error = this.alloc(124), how = this.options(options);
      const status = this.call.mien_js_hash(out, at, size, how, error);
      const answer = status === 0 ? { status, ...this.picture(out) }
                                  : this.failure(status, error);
      this.free(out, 320), this.free(error, 124), this.free(how, 48);
      return answer;
    });
  }

  viewsAt(at, count) {
    return Array.from({ length: count }, (_, i) => {
      const view = at + 304 * i;
      return {
        kind: this.u32(view), number: this.u32(view + 4), quality: this.u32(view + 8),
        place: Array.from({ length: 5 }, (_, j) => this.view.getFloat32(view + 16 + 4 * j, true)),
        hashes: this.hashes(view + 48, this.u32(view + 12)),
      };
    });
  }

  viewsFile(bytes, options) {
    return this.#file(bytes, (at, size) => {
      const room = 384, views = this.alloc(304 * room), count = this.alloc(4);
      const out = this.alloc(320), error = this.alloc(124), how = this.options(options);
      const status =
        this.call.mien_js_views(out, views, room, count, at, size, how, error);
      const answer = status === 0
        ? { status, picture: this.picture(out), views: this.viewsAt(views, this.u32(count)) }
        : this.failure(status, error);
      this.free(views, 304 * room), this.free(count, 4), this.free(out, 320);
      this.free(error, 124), this.free(how, 48);
      return answer;
    });
  }

  /** Lets read() give these bytes, `most` at a time; returns how many it gave in all. */
  feed(bytes, most = Infinity) {
    let from = 0;
    this.read = (capacity, to) => {
      const part = bytes.subarray(from, from + Math.min(capacity, most));
      this.bytes.set(part, to);
      from += part.length;
      return part.length;
    };
    return () => from;
  }
}
