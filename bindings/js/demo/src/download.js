// SPDX-License-Identifier: Apache-2.0
// Hands a file to her. Nothing is written before she asks for it.
import { h } from "./dom.js";

const KEPT_MS = 60000; // phones may ask first where it shall go
const addresses = new Set();

function forget(address) {
  URL.revokeObjectURL(address);
  addresses.delete(address);
}

export function download(name, text) {
  // A type that says nothing, so that no browser shows the file instead of keeping it.
  const blob = new Blob([text], { type: "application/octet-stream" });
  const address = URL.createObjectURL(blob);
  addresses.add(address);
  h("a", { href: address, download: name }).click();
  setTimeout(() => forget(address), KEPT_MS);
}

export function forgetDownloads() {
  for (const address of addresses)
    forget(address);
}

/** A name that every system takes; the one that was proposed when nothing is left. */
export function fileName(typed, proposal) {
  const name = typed.replace(/[\0-\x1f\x7f/\\:*?"<>|]/g, "").trim()
    .replace(/^\.+|\.+$/g, "");
  return name === "" ? proposal : name;
}
