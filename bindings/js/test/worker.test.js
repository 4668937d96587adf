// SPDX-License-Identifier: Apache-2.0
// A Worker gives what a Hasher gives, one job after another, and can be stopped.
import assert from "node:assert/strict";
import { openAsBlob } from "node:fs";
import { fileURLToPath } from "node:url";
import { after, test } from "node:test";
import { Worker } from "node:worker_threads";
import { Hash } from "mien";
import { PictureHasher } from "mien/pictures";
import { HashWorker } from "mien/worker";
import { fails } from "./support/fails.js";
import { png } from "./support/files.js";
import { laidOut, named } from "./support/synthetic.js";

const MIX = named("mix_rgb_1024x768");
const PNG = png(MIX);
const hasher = await PictureHasher.load();
const EXPECTED = { ...hasher.hashFile(PNG), decodedBy: "file" };
const worker = new HashWorker();
after(() => worker.close());

test("files, views and pixels have the hashes that a Hasher gives", async () => {
  const picture = await worker.hashFile(PNG);
  assert.deepEqual(picture, EXPECTED);
  assert.ok(picture.hash instanceof Hash && Object.isFrozen(picture.dihedral));
  assert.deepEqual(await worker.hashFile(new Blob([PNG])), EXPECTED);
  assert.deepEqual(await worker.hashFile(new Uint8Array(PNG).buffer), EXPECTED);
  assert.deepEqual(await worker.hashPixels(MIX), hasher.hashPixels(MIX));
  const wide = laidOut(MIX, "bgra8", 5);
  assert.deepEqual(
    await worker.hashPixels(wide, { mode: "cli512" }),
    hasher.hashPixels(wide, { mode: "cli512" }),
  );
  const options = { purpose: "bank", budget: 80 };
  const { views } = hasher.viewsFile(PNG, options);
  assert.deepEqual(await worker.viewsFile(new Blob([PNG]), options), {
    picture: EXPECTED,
    views,
  });
});

test("without SIMD128 the hashes are the same", async () => {
  const plain = new HashWorker({ useSimd: false });
  assert.deepEqual(await plain.hashFile(PNG), EXPECTED);
  plain.close();
});

test("the caller's bytes stay the caller's", async () => {
  const bytes = new Uint8Array(PNG);
  const job = worker.hashFile(bytes);
  assert.equal(bytes.length, PNG.length);
  bytes.fill(0); // after the call they may change
  assert.deepEqual(await job, EXPECTED);
  const data = MIX.data.slice();
  await worker.hashPixels({ ...MIX, data });
  assert.deepEqual(data, MIX.data);
});

test("jobs are done in their order, with progress", async () => {
  const order = [];
  const seen = [];
  const jobs = [PNG, new Uint8Array(3), PNG].map((file, i) =>
    worker
      .hashFile(file, { onprogress: (done, all) => void seen.push([i, done, all]) })
      .catch((error) => error.status)
      .then((result) => (order.push(i), result)),
  );
  assert.deepEqual(await Promise.all(jobs), [EXPECTED, "FORMAT", EXPECTED]);
  assert.deepEqual(order, [0, 1, 2]);
  assert.deepEqual(seen.at(-1), [2, 768, 768]);
  assert.ok(seen.every(([i], n) => i >= (seen[n - 1]?.[0] ?? 0)));
});

test("failures have the status and the detail of a Hasher's", async () => {
  const cut = PNG.subarray(0, 5000);
  const partial = await worker.hashFile(cut, { allowPartial: true });
  assert.ok(partial.partial);
  await assert.rejects(worker.hashFile(cut), (error) => {
    assert.throws(
      () => hasher.hashFile(cut),
      (other) => other.detail === error.detail,
    );
    return fails("CORRUPT")(error);
  });
  const webp = Buffer.from("RIFF\x40\0\0\0WEBPVP8 ".padEnd(99, "\0"), "latin1");
  await assert.rejects(worker.hashFile(webp), fails("UNSUPPORTED"));
  await assert.rejects(worker.hashFile(PNG, { pixels: 1000 }), fails("LIMIT"));
  await assert.rejects(worker.hashFile(PNG, { pixels: -1 }), fails("ARGUMENT"));
  await assert.rejects(worker.hashFile(PNG, { pixels: () => 1 }), fails("ARGUMENT"));
  for (const bad of [null, undefined, "x", {}, new SharedArrayBuffer(8)])
    await assert.rejects(worker.hashFile(bad), fails("ARGUMENT"));
  await assert.rejects(worker.hashPixels({ ...MIX, width: 0 }), fails("ARGUMENT"));
  await assert.rejects(worker.viewsFile(PNG, { purpose: "" }), fails("ARGUMENT"));
  await assert.rejects(worker.hashFile(PNG, { onprogress: 7 }), fails("ARGUMENT"));
  assert.deepEqual(await worker.hashFile(PNG), EXPECTED);
});

test("a file is read slice by slice", async () => {
  const file = Buffer.concat([PNG, Buffer.alloc(3 << 20)]);
  const blob = new Blob([file]);
  const slices = [];
  blob.slice = (from, to) => {
    slices.push([from, to]);
    return Blob.prototype.slice.call(blob, from, to);
  };
  assert.deepEqual(await worker.hashFile(blob), EXPECTED);
  assert.ok(slices.length > 2 && slices.every(([from, to]) => to - from <= 1 << 20));
});

test("a file that cannot be read is IO", async () => {
  const path = fileURLToPath(new URL("../package.json", import.meta.url));
  const blob = await openAsBlob(path);
  blob.slice = () => {
    throw new Error("gone");
  };
  await assert.rejects(worker.hashFile(blob), fails("IO"));
});

test("a signal stops the job that is done, and removes those that wait", async () => {
  const its = new HashWorker();
  const [now, waiting] = [new AbortController(), new AbortController()];
  const reason = new Error("she changed her mind");
  const begun = new Promise((resolve) => {
    const onprogress = () => resolve(undefined);
    assert.rejects(
      its.hashFile(PNG, { signal: now.signal, onprogress }),
      (error) => error === reason,
    );
  });
  const second = its.hashFile(PNG, { signal: waiting.signal });
  const third = its.hashFile(PNG);
  waiting.abort();
  await assert.rejects(second, { name: "AbortError" });
  await begun;
  now.abort(reason);
  assert.deepEqual(await third, EXPECTED);
  await assert.rejects(
    its.hashFile(PNG, { signal: now.signal }),
    (error) => error === reason,
  );
  const none = new AbortController();
  const last = its.hashFile(PNG, { signal: none.signal });
  none.abort(null);
  await assert.rejects(last, (error) => error === null);
  its.close();
});

test("a job that never ends is stopped at once", async () => {
  const its = new HashWorker();
  const blob = new Blob([PNG]);
  blob.slice = () => ({ arrayBuffer: () => new Promise(() => {}) });
  const job = its.hashFile(blob, { signal: AbortSignal.timeout(300) });
  await assert.rejects(job, { name: "TimeoutError" });
  assert.deepEqual(await its.hashFile(PNG), EXPECTED);
  its.close();
});

test("close() ends what is done and what waits", async () => {
  const its = new HashWorker();
  const jobs = [its.hashFile(PNG), its.hashFile(PNG)];
  const ends = jobs.map((job) => assert.rejects(job, fails("CANCELLED")));
  its.close();
  await Promise.all(ends);
  await assert.rejects(its.hashFile(PNG), fails("STATE"));
  its.close();
});

test("a Worker that fails fails its job, and the next has a new one", async () => {
  const good = new URL("../src/worker-main.js", import.meta.url);
  const crash =
    "const { parentPort } = require('node:worker_threads');" +
    "parentPort.postMessage({ kind: 'ready' }); parentPort.on('message', (m) => {";
  for (const [script, status] of [
    [`${crash} if (m.kind !== "module") throw new Error("crash"); })`, "INTERNAL"],
    [`${crash} if (m.kind !== "module") process.exit(); })`, "INTERNAL"],
    ["throw new Error('cannot begin')", "INTERNAL"],
    [
      `${crash} if (m.kind !== "module") { const a = []; for (;;) a.push(Array(1e6).fill({})); } })`,
      "MEMORY",
    ],
  ]) {
    let made = 0;
    const its = new HashWorker({
      worker: () =>
        made++ === 0
          ? new Worker(script, {
              eval: true,
              resourceLimits: { maxOldGenerationSizeMb: 64 },
            })
          : new Worker(good),
    });
    await assert.rejects(its.hashFile(PNG), fails(status), script);
    assert.deepEqual(await its.hashFile(PNG), EXPECTED);
    assert.equal(made, 2);
    its.close();
  }
  const none = new HashWorker({
    worker: () => {
      throw new Error("not allowed");
    },
  });
  await assert.rejects(none.hashFile(PNG), fails("UNSUPPORTED"));
  const missing = new HashWorker({ plain: new URL("none.wasm", good), useSimd: false });
  await assert.rejects(missing.hashFile(PNG), fails("IO"));
});

test("a failure never names a path", async () => {
  const secret = "/home/somebody/private";
  const gone = Object.assign(new Error(`ENOENT: ${secret}`), { code: "ENOENT" });
  const blob = new Blob([PNG]);
  blob.slice = () => {
    throw gone;
  };
  for (const [make, file] of [
    [() => new Worker(`${secret}/none.js`), PNG],
    [() => new Worker("home/somebody/private.js"), PNG],
    [() => new Worker(`require("${secret}")`, { eval: true }), PNG],
    [undefined, blob],
  ]) {
    const its = new HashWorker({ worker: make });
    await assert.rejects(its.hashFile(file), (error) => {
      assert.ok(error.detail && !/somebody|private/.test(error.detail), error.detail);
      return true;
    });
    its.close();
  }
});

test("what onprogress throws ends the job", async () => {
  const mine = new Error("mine");
  const onprogress = () => {
    throw mine;
  };
  await assert.rejects(worker.hashFile(PNG, { onprogress }), (error) => error === mine);
  assert.deepEqual(await worker.hashFile(PNG), EXPECTED);
});

test("Node ends when nothing is to be done, though no HashWorker was closed", async () => {
  const script = `
    import { HashWorker } from "mien/worker";
    const worker = new HashWorker();
    await worker.hashPixels({ data: new Uint8Array(64 * 64 * 4), width: 64, height: 64 });
    await worker.hashFile(new Blob([new Uint8Array(9)])).catch(() => {});
    console.log("done");`;
  const { execFileSync } = await import("node:child_process");
  const out = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
    encoding: "utf8",
    timeout: 60000,
    cwd: fileURLToPath(new URL("..", import.meta.url)),
  });
  assert.equal(out, "done\n");
});
