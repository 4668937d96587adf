// SPDX-License-Identifier: Apache-2.0
// Compiled, not run: a page that makes the Worker itself.
import { HashWorker } from "mien/worker";

const address = URL.createObjectURL(new Blob(["..."], { type: "text/javascript" }));
export const worker = new HashWorker({ worker: () => new Worker(address) });
// @ts-expect-error: no Worker
export const none = new HashWorker({ worker: () => 7 });
