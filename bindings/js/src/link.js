// SPDX-License-Identifier: Apache-2.0
// A Worker of the web or of Node, begun and ended in the same way.
import { MienError, kindOf } from "./errors.js";
import { inNode, nodeModule } from "./module.js";

/**
 * @typedef {object} Listener
 * @property {(message: any) => void} message
 * @property {(error: MienError) => void} failure it is of no further use
 */

/** One Worker, until it ends. */
export class Link {
  /** @type {any} */
  #worker;
  /** @type {Listener | null} */
  #listener;

  /**
   * @param {(() => import("./worker.js").AnyWorker) | undefined} make
   * @param {Listener} listener
   */
  static async begin(make, listener) {
    return new Link(await (make ?? makeOwn)(), listener);
  }

  /**
   * @param {any} worker
   * @param {Listener} listener
   */
  constructor(worker, listener) {
    this.#worker = worker;
    this.#listener = listener;
    if (typeof worker.on === "function") this.#listenInNode();
    else this.#listen();
  }

  #listen() {
    const worker = this.#worker;
    worker.onmessage = (/** @type {MessageEvent} */ event) => this.#heard(event.data);
    worker.onmessageerror = () =>
      this.#failed("INTERNAL", "a message was not understood");
    worker.onerror = (/** @type {ErrorEvent} */ event) => {
      event.preventDefault();
      this.#failed("INTERNAL", event.message || "the Worker could not begin");
    };
  }

  #listenInNode() {
    const worker = this.#worker;
    worker.on("message", (/** @type {any} */ data) => this.#heard(data));
    worker.on("messageerror", () =>
      this.#failed("INTERNAL", "a message was not understood"),
    );
    worker.on("error", (/** @type {any} */ error) => {
      const memory = error?.code === "ERR_WORKER_OUT_OF_MEMORY";
      const detail = `the Worker failed: ${kindOf(error)}`;
      this.#failed(memory ? "MEMORY" : "INTERNAL", detail);
    });
    worker.on("exit", () => this.#failed("INTERNAL", "the Worker ended"));
  }

  /** @param {any} message */
  #heard(message) {
    this.#listener?.message(message);
  }

  /**
   * @param {"INTERNAL" | "MEMORY"} status
   * @param {string} detail
   */
  #failed(status, detail) {
    const listener = this.#listener;
    this.end();
    listener?.failure(new MienError(status, detail));
  }

  /**
   * @param {unknown} message
   * @param {Transferable[]} transfer
   */
  post(message, transfer = []) {
    this.#worker.postMessage(message, transfer);
  }

  /** Whether Node is to wait for it. @param {boolean} busy */
  wait(busy) {
    if (busy) this.#worker.ref?.();
    else this.#worker.unref?.();
  }

  end() {
    if (!this.#listener) return;
    this.#listener = null;
    this.#worker.terminate();
  }
}

async function makeOwn() {
  if (!inNode)
    return new Worker(new URL("./worker-main.js", import.meta.url), { type: "module" });
  const { Worker: NodeWorker } = await nodeModule("worker_threads");
  // Without what Node was called with, which can be about a script on its command line.
  return new NodeWorker(new URL("./worker-main.js", import.meta.url), { execArgv: [] });
}
