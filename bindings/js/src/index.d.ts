// SPDX-License-Identifier: Apache-2.0
// Hashes of pixels: PDQ, with the bits of the reference and of the C library.
//
// Nothing here opens a connection but for the module's own file, and nothing is kept:
// pixels are wiped from the module's memory before a call returns.

/** What a failure of the C library is called there, without MIEN_ERROR_. */
export type StatusName =
  | "ARGUMENT" | "MEMORY" | "IO" | "FORMAT" | "UNSUPPORTED" | "LIMIT" | "CORRUPT"
  | "VERSION" | "CANCELLED" | "STATE" | "INTERNAL" | "BUSY" | "REFUSED" | "KEY" | "AGAIN";

/** Every failure. `message` is one English sentence for developers. */
export class MienError extends Error {
  constructor(status: StatusName, detail?: string);
  readonly name: "MienError";
  readonly status: StatusName;
  /** More about it, "PNG: IDAT: CRC error" for instance; or "". Never a path. */
  readonly detail: string;
}

/** Two hashes at this Hamming distance or nearer show the same picture. */
export const RADIUS: 31;
/** A hash of a lower quality says too little: it does not protect the picture. */
export const QUALITY_MIN: 50;

/** The eight ways to turn and mirror a picture, in the order of the hashes. */
export const DIHEDRAL: readonly [
  "original", "rot90", "rot180", "rot270", "flipX", "flipY", "flipPlus1", "flipMinus1"];

/** 256 bits that describe the look of a picture. An immutable value. */
export class Hash {
  /** Throws MienError FORMAT unless it is 64 hexadecimal digits. */
  static fromHex(hex: string): Hash;
  /** Copies 32 bytes, the most significant first. */
  static fromBytes(bytes: ArrayLike<number>): Hash;
  private constructor();
  /** 64 lower-case hexadecimal digits: as key of a Map, too. */
  readonly hex: string;
  /** A copy of the 32 bytes. */
  toBytes(): Uint8Array;
  /** The Hamming distance, 0 to 256. */
  distance(other: Hash): number;
  equals(other: Hash): boolean;
  /** The bit of the coefficient in row i and column j, 0 to 15 each: the hash as a
   *  picture of 16 x 16 dots, row 0 and column 0 in the upper left corner. */
  bit(row: number, column: number): boolean;
  toString(): string;
  toJSON(): string;
}

/** What hashing gives. */
export interface Pdq {
  readonly hash: Hash;
  /** How much detail the hash rests on, 0 to 100. */
  readonly quality: number;
  /** The hashes of the eight turned pictures, in the order of DIHEDRAL. */
  readonly dihedral: readonly Hash[];
}

export type PixelFormat = "gray8" | "rgb8" | "bgr8" | "rgba8" | "bgra8";

/** Pixels, as an ImageData has them: alpha is straight, and hashing drops it. */
export interface Pixels {
  readonly data: ArrayBuffer | ArrayBufferView;
  /** In pixels, 1 to 1048576. */
  readonly width: number;
  readonly height: number;
  /** "rgba8" if absent. */
  readonly format?: PixelFormat;
  /** Bytes from a row to the next; width times the size of a pixel if absent. */
  readonly stride?: number;
}

/** "full": every pixel, the reference. "cli512": what Meta's pdq-photo-hasher and its
 *  WebAssembly build hash, to compare with their lists. The other two are fast, for
 *  looking up only; their hashes never belong into a case (mien/pdq.h). */
export type Mode = "full" | "cli512" | "approximate" | "guarded";

export interface HashOptions {
  readonly mode?: Mode;
  /** Called with the rows done so far and all of them. Returns false to stop: the call
   *  then throws MienError CANCELLED. */
  readonly progress?: (done: number, all: number) => boolean | void;
}

/** Pixels that come row by row. Ends with finish() or abandon(), which wipe. */
export interface PdqStream {
  /** The next rows, from the top down: whole rows of `stride` bytes, but that the last may
   *  end with its pixels. Throws STATE when they are more than the picture has. */
  push(rows: ArrayBuffer | ArrayBufferView, stride?: number): void;
  /** Rows that were pushed. */
  readonly rows: number;
  /** Throws STATE when rows are missing; AGAIN once, in mode "guarded". */
  finish(): Pdq;
  abandon(): void;
}

/** WebAssembly.Module; where TypeScript does not know it (in Node), any object. */
export type WasmModule =
  typeof globalThis extends { WebAssembly: { Module: { prototype: infer M } } } ? M : object;

/** Where a module comes from: its bytes, itself, or an address to fetch it from. In Node
 *  an address may be a file: URL, and a string without a scheme is a path. */
export type ModuleSource = ArrayBuffer | ArrayBufferView | WasmModule | URL | string;

export interface LoadOptions {
  /** The module for processors with SIMD128, and for others. If both are absent, the files
   *  of the package are used: read in Node, fetched elsewhere. If one is given, it is used,
   *  but `simd` only where there is SIMD128. */
  readonly simd?: ModuleSource;
  readonly plain?: ModuleSource;
  /** false: do not use SIMD128, also where it is there. The hashes are the same. */
  readonly useSimd?: boolean;
}

/** Hashes pixels. Calls do not wait: a large picture is better hashed in a Worker. */
export class Hasher {
  static load(options?: LoadOptions): Promise<Hasher>;
  protected constructor();
  /** Whether the module with SIMD128 is used. */
  readonly simd: boolean;
  /** Of the C library inside, "0.1.0". */
  readonly version: string;
  /** Bytes of memory that the module holds at the moment. */
  readonly memory: number;
  hashPixels(pixels: Pixels, options?: HashOptions): Pdq;
  stream(width: number, height: number, format?: PixelFormat, mode?: Mode): PdqStream;
}
