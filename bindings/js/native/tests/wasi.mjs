// SPDX-License-Identifier: Apache-2.0
// Runs a program of WebAssembly: node wasi.mjs PROGRAM [ARGUMENT...]. It sees the folder
// that it is started in.
import { readFileSync } from "node:fs";
import { WASI } from "node:wasi";

const [program, ...rest] = process.argv.slice(2);
const wasi = new WASI({
  version: "preview1", args: [program, ...rest], env: process.env, preopens: { ".": "." } });
const instance = new WebAssembly.Instance(
  new WebAssembly.Module(readFileSync(program)), wasi.getImportObject());
process.exitCode = wasi.start(instance);
