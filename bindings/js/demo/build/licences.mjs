// SPDX-License-Identifier: Apache-2.0
// What the licences of all that is in the page ask to be said: mien's own, those of what
// is compiled into the WebAssembly modules, and those of the packages in the script.
import { readFile, readdir } from "node:fs/promises";

const OWN = new URL("../../../../LICENSE", import.meta.url);
const NATIVE = new URL("../../dist/NOTICES.txt", import.meta.url);
const PACKAGES = new URL("../../node_modules/", import.meta.url);

/** The packages that a bundle holds, from its metafile. */
export function packagesIn(metafile) {
  const names = Object.keys(metafile.inputs)
    .map((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]);
  return [...new Set(names.filter(Boolean))].sort();
}

async function licenceOf(name) {
  const folder = new URL(`${name}/`, PACKAGES);
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
  if (!file)
    throw new Error(`the package ${name} has no file LICENSE`);
  return `---- ${name}\n\n${await readFile(new URL(file, folder), "utf8")}`;
}

/** One text. */
export async function readLicences(packages) {
  const parts = ["This page is made of mien, and of other software below.\n",
                 `---- mien\n\n${await readFile(OWN, "utf8")}`,
                 ...await Promise.all(packages.map(licenceOf)),
                 await readFile(NATIVE, "utf8")];
  return parts.join("\n");
}
