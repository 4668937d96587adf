// SPDX-License-Identifier: Apache-2.0
// A Blob, read slice by slice where reading does not wait: in a Worker. Browsers have
// FileReaderSync for that. Node has nothing of the kind: there the thread of the caller
// reads, and the Worker sleeps meanwhile.
import { MienError, kindOf } from "./errors.js";
import { inNode, nodeModule } from "./module.js";

const SLICE = 1024 * 1024;

/** @param {unknown} file @returns {file is Blob} */
export function isBlob(file) {
  return typeof Blob === "function" && file instanceof Blob;
}

/** In the thread of the caller in Node: gives slices of a Blob when it is asked. */
export class BlobServer {
  #blob;
  #port;
  #flag;
  /** To be posted to the Worker, for BlobClient. */
  file;
  transfer;

  /** @param {Blob} blob */
  constructor(blob) {
    const { port1, port2 } = new MessageChannel();
    this.#blob = blob;
    this.#port = port1;
    this.#flag = new Int32Array(new SharedArrayBuffer(4));
    this.file = { size: blob.size, port: port2, flag: this.#flag };
    this.transfer = [port2];
    port1.onmessage = ({ data }) => this.#answer(data.offset, data.length);
  }

  /**
   * @param {number} offset
   * @param {number} length
   */
  async #answer(offset, length) {
    try {
      const bytes = await this.#blob.slice(offset, offset + length).arrayBuffer();
      this.#port.postMessage({ bytes }, [bytes]);
    } catch (error) {
      this.#port.postMessage({ failure: kindOf(error) });
    }
    Atomics.store(this.#flag, 0, 1);
    Atomics.notify(this.#flag, 0);
  }

  end() {
    this.#port.close();
  }
}

/** In the Worker in Node: what BlobServer serves, as a source of bytes. */
class BlobClient {
  #port;
  #flag;
  #receive;

  /**
   * @param {{size: number, port: any, flag: Int32Array}} file
   * @param {(port: any) => {message: any} | undefined} receive
   */
  constructor({ size, port, flag }, receive) {
    this.size = size;
    this.#port = port;
    this.#flag = flag;
    this.#receive = receive;
  }

  /**
   * @param {number} offset
   * @param {number} length
   * @returns {ArrayBuffer}
   */
  read(offset, length) {
    Atomics.store(this.#flag, 0, 0);
    this.#port.postMessage({ offset, length });
    Atomics.wait(this.#flag, 0, 0);
    const { bytes, failure } = this.#receive(this.#port)?.message ?? {};
    if (!bytes) throw new MienError("IO", failure);
    return bytes;
  }
}

/**
 * What the Worker was given as a file, as a source of bytes. Its slices are wiped.
 * @param {any} file
 * @returns {Promise<Slices>}
 */
export async function openInWorker(file) {
  if (inNode) {
    const { receiveMessageOnPort } = await nodeModule("worker_threads");
    return new Slices(new BlobClient(file, receiveMessageOnPort));
  }
  // @ts-ignore: of Workers only, which the types of pages do not know
  const reader = new FileReaderSync();
  return new Slices({
    size: file.size,
    read: (offset, length) =>
      reader.readAsArrayBuffer(file.slice(offset, offset + length)),
  });
}

/** Reads a file in slices larger than those that decoders ask for. */
export class Slices {
  #file;
  #slice = new Uint8Array(0);
  #begin = 0;

  /** @param {{size: number, read(offset: number, length: number): ArrayBuffer}} file */
  constructor(file) {
    this.#file = file;
    this.size = file.size;
  }

  /**
   * @param {number} offset
   * @param {number} length
   */
  read(offset, length) {
    if (offset < this.#begin || offset >= this.#begin + this.#slice.length) {
      this.wipe();
      this.#slice = new Uint8Array(this.#file.read(offset, SLICE));
      this.#begin = offset;
    }
    const from = offset - this.#begin;
    return this.#slice.subarray(from, from + length);
  }

  wipe() {
    this.#slice.fill(0);
    this.#slice = new Uint8Array(0);
  }
}
