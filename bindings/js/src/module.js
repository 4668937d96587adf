// SPDX-License-Identifier: Apache-2.0
// Where the WebAssembly modules come from, in browsers, Workers and Node.
import { MienError } from "./errors.js";
import { Instance, Loaded } from "./instance.js";

// (module (func (result v128) i32.const 0 i8x16.splat i8x16.popcnt))
const SIMD_PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65,
  0, 253, 15, 253, 98, 11,
]);

/** Whether WebAssembly has SIMD128 here. */
export function hasSimd() {
  return WebAssembly.validate(SIMD_PROBE);
}

/**
 * Compiles the module that fits.
 * @param {import("./index.js").LoadOptions} options
 * @param {{simd: () => URL, plain: () => URL}} files those of the package
 * @returns {Promise<WebAssembly.Module>}
 */
export async function compile(options, files) {
  const simd = options.useSimd !== false && hasSimd();
  /** @type {import("./index.js").ModuleSource | undefined} */
  let source;
  if (simd) source = options.simd ?? options.plain ?? files.simd();
  else source = options.plain ?? files.plain();
  if (source instanceof WebAssembly.Module) return source;
  const bytes =
    source instanceof URL || typeof source === "string"
      ? await fetched(source)
      : source;
  try {
    return await WebAssembly.compile(/** @type {BufferSource} */ (bytes));
  } catch (error) {
    // Also what a Content-Security-Policy without 'wasm-unsafe-eval' says.
    throw new MienError("UNSUPPORTED", `the module cannot be compiled: ${error}`);
  }
}

/**
 * @param {import("./index.js").LoadOptions} options
 * @param {{simd: () => URL, plain: () => URL}} files
 * @returns {Promise<Loaded>}
 */
export async function load(options, files) {
  const module = await compile(options, files);
  try {
    return new Loaded(module, await Instance.begin(module));
  } catch (error) {
    if (error instanceof MienError) throw error;
    throw new MienError("VERSION", `that is no module of mien: ${error}`);
  }
}

/** @param {URL | string} source */
async function fetched(source) {
  try {
    if (isFile(source)) return await readInNode(source);
    const response = await fetch(source);
    if (!response.ok) throw new Error(`HTTP status ${response.status}`);
    return await response.arrayBuffer();
  } catch (error) {
    // Without the path, which messages of Node have in them.
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
    throw new MienError("IO", `the module cannot be had: ${code ?? message}`);
  }
}

/** Node's own, which bundlers for browsers are not to look for. */
export const inNode = typeof globalThis.process?.versions?.node === "string";

/** @param {string} name @returns {Promise<any>} */
export function nodeModule(name) {
  return import(/* webpackIgnore: true */ /* @vite-ignore */ `node:${name}`);
}

// In Node, file: is read, as fetch() does not, and what is no URL is a path.
/** @param {URL | string} source */
function isFile(source) {
  if (!inNode) return false;
  if (source instanceof URL) return source.protocol === "file:";
  return source.startsWith("file:") || !/^[a-z][a-z0-9+.-]+:/i.test(source);
}

/** @param {URL | string} source */
async function readInNode(source) {
  const fs = await nodeModule("fs/promises");
  const isUrl = typeof source === "string" && source.startsWith("file:");
  return fs.readFile(isUrl ? new URL(source) : source);
}
