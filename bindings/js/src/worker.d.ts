// SPDX-License-Identifier: Apache-2.0
// Hashing beside the page, in a Worker of its own: with progress, with a way to stop at
// once, and in bounded memory: files are read slice by slice.
import type { LoadOptions, Pixels, HashOptions, Pdq } from "./index.js";
import type { Picture, PictureOptions, View } from "./pictures.js";

/** A Worker of the web, or of node:worker_threads. */
export interface AnyWorker {
  postMessage(message: any, transfer: any): void;
  terminate(): unknown;
}

export interface WorkerOptions extends LoadOptions {
  /** Makes the Worker. If absent: new Worker(new URL("worker-main.js", import.meta.url),
   *  {type: "module"}), and node:worker_threads in Node. A page that is one file, or has
   *  a strict Content-Security-Policy, makes it here of a blob: URL of its own, from
   *  "mien/worker-main.js". */
  readonly worker?: () => AnyWorker;
}

export interface JobOptions extends Omit<PictureOptions, "progress"> {
  /** Stops the job at once; its promise is then rejected with signal.reason. The Worker
   *  is ended, its memory given back, and another is begun for the next job. */
  readonly signal?: AbortSignal;
  readonly onprogress?: (done: number, all: number) => void;
}

/** Decoded by the module itself ("file"), or, where it cannot (WebP, GIF, AVIF, HEIC), by
 *  the browser through a canvas ("canvas"): such a hash can be a few bits off, and far
 *  where pixels are transparent, as a canvas forgets their colours (`alphaOnWhite` asks
 *  for none). */
export type DecodedBy = "file" | "canvas";

/** What was found in a file. How a viewer turns a picture is not known of one that the
 *  browser decoded: its orientation is 1, its `seen` 0. */
export interface AnyPicture extends Omit<Picture, "format"> {
  readonly format: Picture["format"] | "webp" | "heic" | "avif" | "gif" | "tiff" | "bmp"
    | "jpeg-xl" | "jpeg-2000" | "ico";
  readonly decodedBy: DecodedBy;
}

/** One Worker. Jobs are done one after another. */
export class HashWorker {
  constructor(options?: WorkerOptions);
  /** A file of any format that the module, or else the browser, decodes. Throws MienError
   *  UNSUPPORTED where the browser adds noise to canvases or cannot decode it. */
  hashFile(file: Blob | ArrayBuffer | ArrayBufferView, options?: JobOptions):
    Promise<AnyPicture>;
  /** The same with its views, the best first. */
  viewsFile(file: Blob | ArrayBuffer | ArrayBufferView,
            options: JobOptions & { readonly purpose: "bank" | "query"; readonly budget?: number }):
    Promise<{ picture: AnyPicture; views: View[] }>;
  hashPixels(pixels: Pixels, options?: JobOptions & Pick<HashOptions, "mode">): Promise<Pdq>;
  /** Ends the Worker; jobs that wait are rejected with MienError CANCELLED. */
  close(): void;
}
