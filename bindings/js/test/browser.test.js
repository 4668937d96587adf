// SPDX-License-Identifier: Apache-2.0
// The package in Chromium, under a strict Content-Security-Policy.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Hash } from "mien";
import { PictureHasher } from "mien/pictures";
import { openPage, withoutBrowser } from "./support/browser.js";
import { bmp, png } from "./support/files.js";
import { SHARED, mien, withoutShared } from "./support/places.js";
import { laidOut, named } from "./support/synthetic.js";

const skip = withoutBrowser;
const hasher = await PictureHasher.load();
const MIX = named("mix_rgb_1024x768");
const PNG = png(MIX);
const HEX = hasher.hashPixels(MIX).hash.hex;

// A browser that adds noise to what is read from a canvas.
const NOISY = `
  const { prototype } = OffscreenCanvasRenderingContext2D;
  const { getImageData } = prototype;
  prototype.getImageData = function (...box) {
    const image = getImageData.apply(this, box);
    image.data[image.data.length >> 1] ^= 1;
    return image;
  };
  import("/src/worker-main.js");`;
// One that draws nothing on canvases wider than 100 pixels.
const SMALL = `
  const { prototype } = OffscreenCanvasRenderingContext2D;
  const { getImageData } = prototype;
  prototype.getImageData = function (...box) {
    const image = getImageData.apply(this, box);
    return this.canvas.width > 100 ? new ImageData(image.width, image.height) : image;
  };
  import("/src/worker-main.js");`;
// One whose pictures are always turned as viewers do.
const TURNS = `
  const decode = globalThis.createImageBitmap;
  globalThis.createImageBitmap = async (source, options) => {
    if (options.imageOrientation === "none") throw new TypeError("no such value");
    return decode(source, options);
  };
  import "/src/worker-main.js";`;
const WITHOUT_CANVAS = `delete globalThis.OffscreenCanvas; import "/src/worker-main.js";`;

let browser;
before(async () => {
  if (skip) return;
  browser = await openPage({
    "without.js": WITHOUT_CANVAS,
    "noisy.js": NOISY,
    "small.js": SMALL,
    "turns.js": TURNS,
  });
});
after(() => browser?.close());

const base64 = (bytes) => Buffer.from(bytes).toString("base64");

/** Runs in the page: hashes a file in a Worker. */
async function inWorker({ file, options = {}, script }) {
  const { HashWorker } = await import("/src/worker.js");
  const bytes = Uint8Array.from(atob(file), (char) => char.charCodeAt(0));
  const worker = script ? () => new Worker(script, { type: "module" }) : undefined;
  const its = new HashWorker({ worker });
  try {
    const { views, picture } = options.purpose
      ? await its.viewsFile(new Blob([bytes]), options)
      : { picture: await its.hashFile(new Blob([bytes]), options) };
    const { hash, dihedral, ...rest } = picture;
    return {
      ...rest,
      hex: hash.hex,
      hexes: dihedral.map(String),
      views: views?.map((view) => [view.name, ...view.hashes.map(String)]),
    };
  } catch (error) {
    return { status: error.status, detail: error.detail ?? String(error) };
  } finally {
    its.close();
  }
}

/** Runs in the page: WebP without loss. */
async function toWebp({ rgba, width, height }) {
  const canvas = new OffscreenCanvas(width, height);
  const data = Uint8ClampedArray.from(atob(rgba), (char) => char.charCodeAt(0));
  canvas.getContext("2d").putImageData(new ImageData(data, width, height), 0, 0);
  const blob = await canvas.convertToBlob({ type: "image/webp", quality: 1 });
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

test("pixels in a page, in modules with SIMD128 and without", { skip }, async () => {
  const { data, width, height } = laidOut(MIX, "rgba8");
  const hexes = await browser.page.evaluate(
    async ({ rgba, width, height }) => {
      const { Hasher } = await import("/src/index.js");
      const data = Uint8ClampedArray.from(atob(rgba), (char) => char.charCodeAt(0));
      const image = new ImageData(data, width, height);
      const simd = await Hasher.load();
      const plain = await Hasher.load({ useSimd: false });
      return [simd, plain].map((its) => [its.simd, its.hashPixels(image).hash.hex]);
    },
    { rgba: base64(data), width, height },
  );
  assert.deepEqual(hexes, [
    [true, HEX],
    [false, HEX],
  ]);
});

test("a PNG in a Worker, read slice by slice", { skip }, async () => {
  const picture = await browser.page.evaluate(inWorker, { file: base64(PNG) });
  assert.equal(picture.detail, undefined);
  assert.deepEqual(
    [picture.hex, picture.decodedBy, picture.format],
    [HEX, "file", "png"],
  );
  const options = { purpose: "bank", budget: 80 };
  const { views } = await browser.page.evaluate(inWorker, {
    file: base64(PNG),
    options,
  });
  assert.deepEqual(
    views,
    hasher
      .viewsFile(PNG, options)
      .views.map((view) => [view.name, ...view.hashes.map(String)]),
  );
});

test("what the module does not decode, the browser does", { skip }, async () => {
  const file = base64(bmp(MIX));
  const picture = await browser.page.evaluate(inWorker, { file });
  const { hex, decodedBy, format, width, height, alpha, quality } = picture;
  assert.equal(picture.detail, undefined);
  assert.deepEqual(
    { hex, decodedBy, format, width, height, alpha, quality },
    {
      hex: HEX,
      decodedBy: "canvas",
      format: "bmp",
      width: 1024,
      height: 768,
      alpha: false,
      quality: 100,
    },
  );
  const options = { purpose: "bank", budget: 80 };
  const found = await browser.page.evaluate(inWorker, { file, options });
  assert.deepEqual([found.hex, found.decodedBy], [HEX, "canvas"]);
  assert.deepEqual(
    found.views,
    hasher
      .viewsPixels(MIX, options)
      .map((view) => [view.name, ...view.hashes.map(String)]),
  );
});

test("WebP without loss has the hash of its pixels", { skip }, async () => {
  const { data, width, height } = laidOut(MIX, "rgba8");
  for (let i = 3; i < data.length; i += 4) data[i] = 255;
  const webp = await browser.page.evaluate(toWebp, {
    rgba: base64(data),
    width,
    height,
  });
  const picture = await browser.page.evaluate(inWorker, { file: webp });
  assert.deepEqual(
    [picture.format, picture.decodedBy, picture.hex],
    ["webp", "canvas", HEX],
  );
});

test(
  "a browser without imageOrientation none decodes them, too",
  { skip },
  async () => {
    const options = { file: base64(bmp(MIX)), script: "/turns.js" };
    const picture = await browser.page.evaluate(inWorker, options);
    assert.deepEqual([picture.hex, picture.decodedBy], [HEX, "canvas"], picture.detail);
  },
);

test(
  "transparent pixels are laid over white where that is asked for",
  { skip },
  async () => {
    const half = laidOut(MIX, "rgba8");
    for (let i = 3; i < half.data.length; i += 4) half.data[i] = i % 5 < 2 ? 0 : 255;
    const white = laidOut(MIX, "rgba8");
    for (let i = 0; i < half.data.length; i += 4)
      if (half.data[i + 3] === 0) white.data.fill(255, i, i + 4);
    const { data, width, height } = half;
    const webp = await browser.page.evaluate(toWebp, {
      rgba: base64(data),
      width,
      height,
    });
    const options = { alphaOnWhite: true };
    const picture = await browser.page.evaluate(inWorker, { file: webp, options });
    assert.deepEqual(
      [picture.alpha, picture.hex],
      [true, hasher.hashPixels(white).hash.hex],
    );
  },
);

test(
  "WebP and AVIF of ../shared have the hashes of the command",
  { skip: skip || withoutShared },
  async () => {
    const folders = ["kimageformats-avif", "same-photo", "pillow"].map((name) =>
      join(SHARED, "formats", name),
    );
    const lines = mien(["hash", "-r", "--format", "json", ...folders]);
    let compared = 0;
    for (const [path, { format, hash }] of lines) {
      if (!/^(WebP|AVIF)$/.test(format)) continue;
      const file = base64(await readFile(path));
      const picture = await browser.page.evaluate(inWorker, { file });
      assert.equal(picture.decodedBy, "canvas", `${path}: ${picture.detail}`);
      // Of transparent pixels, a canvas forgets the colours.
      if (picture.alpha) continue;
      const distance = Hash.fromHex(picture.hex).distance(Hash.fromHex(hash));
      assert.ok(distance <= 8, `${path}: ${distance}`);
      compared++;
    }
    assert.ok(compared >= 15, `only ${compared} files`);
  },
);

test("limits hold for the browser's decoder, too", { skip }, async () => {
  const file = base64(bmp(MIX));
  const bad = await browser.page.evaluate(inWorker, { file, options: { pixels: "9" } });
  assert.equal(bad.status, "ARGUMENT");
  for (const options of [{ pixels: 1000 }, { fileBytes: 1000 }, { memory: 1000 }])
    assert.equal(
      (await browser.page.evaluate(inWorker, { file, options })).status,
      "LIMIT",
    );
});

test(
  "a browser that adds noise to canvases, or has none, gives no hash",
  { skip },
  async () => {
    const file = base64(bmp(MIX));
    const noisy = await browser.page.evaluate(inWorker, { file, script: "/noisy.js" });
    assert.deepEqual(
      [noisy.status, /canvas/.test(noisy.detail)],
      ["UNSUPPORTED", true],
      noisy.detail,
    );
    const none = await browser.page.evaluate(inWorker, { file, script: "/without.js" });
    assert.equal(none.status, "UNSUPPORTED");
    const ours = await browser.page.evaluate(inWorker, {
      file: base64(PNG),
      script: "/noisy.js",
    });
    assert.deepEqual([ours.hex, ours.decodedBy], [HEX, "file"]);
  },
);

test("a browser whose canvas stays blank gives no hash", { skip }, async () => {
  const file = base64(bmp(MIX));
  const blank = await browser.page.evaluate(inWorker, { file, script: "/small.js" });
  assert.deepEqual(
    [blank.status, blank.detail],
    ["UNSUPPORTED", "this browser has no canvas of that size"],
  );
});

test("a damaged PNG stays damaged: the browser is not asked", { skip }, async () => {
  const file = base64(PNG.subarray(0, PNG.length >> 1));
  assert.equal((await browser.page.evaluate(inWorker, { file })).status, "CORRUPT");
  const half = base64(bmp(MIX).subarray(0, 60));
  assert.equal(
    (await browser.page.evaluate(inWorker, { file: half })).status,
    "UNSUPPORTED",
  );
});

test("a job is stopped at once, and the next is done", { skip }, async () => {
  const result = await browser.page.evaluate(async (file) => {
    const { HashWorker } = await import("/src/worker.js");
    const bytes = Uint8Array.from(atob(file), (char) => char.charCodeAt(0));
    const its = new HashWorker();
    const stop = new AbortController();
    const first = its
      .hashFile(new Blob([bytes]), {
        signal: stop.signal,
        onprogress: () => stop.abort(),
      })
      .catch((error) => error.name);
    const second = its.hashFile(bytes);
    const results = [await first, (await second).hash.hex, bytes.length];
    its.close();
    return results;
  }, base64(PNG));
  assert.deepEqual(result, ["AbortError", HEX, PNG.length]);
});

test("a Worker that cannot begin fails its job", { skip }, async () => {
  const result = await browser.page.evaluate(inWorker, {
    file: base64(PNG),
    script: "/none.js",
  });
  assert.equal(result.status, "INTERNAL");
});

test("nothing else was asked for", { skip }, () => {
  assert.deepEqual(
    browser.refused
      .map((url) => new URL(url).pathname)
      .filter((path) => path !== "/favicon.ico"),
    ["/none.js"],
  );
});
