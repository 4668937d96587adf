// SPDX-License-Identifier: Apache-2.0
// What keeps the page to itself: the policy that the browser enforces, and what the
// file holds. And that leaving leaves nothing.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { readHelpLines } from "../build/help.mjs";
import { Driver } from "./driver.mjs";
import { FILE, browse, noChromium, open, page, serve } from "./support.mjs";

let browser, site;

before(async () => {
  if (noChromium)
    return;
  browser = await browse();
  site = await serve();
});
after(async () => {
  await browser?.close();
  site?.close();
});

const between = (begin, end) =>
  page.slice(page.indexOf(begin) + begin.length, page.lastIndexOf(end));

test("the policy names this script and this style, and no connection", () => {
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)[1];
  const rules = new Map(policy.split("; ").map((rule) => [rule.split(" ")[0], rule]));
  const hash = (element) => {
    const text = between(`<${element}>`, `</${element}>`);
    return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  };
  assert.equal(rules.get("script-src"),
               `script-src ${hash("script")} 'wasm-unsafe-eval'`);
  assert.equal(rules.get("style-src"), `style-src ${hash("style")}`);
  for (const name of ["default-src", "connect-src", "form-action", "base-uri"])
    assert.equal(rules.get(name), `${name} 'none'`);
  assert.deepEqual([...rules.keys()].sort(), [
    "base-uri", "connect-src", "default-src", "form-action", "img-src", "script-src",
    "style-src", "worker-src"]);
});

test("the file says what the licences of its parts ask for", () => {
  for (const part of ["Apache License", "---- jose\n", "---- @scure/bip39\n", "libpng",
                      "the work of the Independent JPEG Group"])
    assert.ok(page.includes(part), part);
});

test("the file refers to nothing outside it", () => {
  const part = (begin, end) => page.slice(page.indexOf(begin), page.indexOf(end));
  const head = part("<!doctype", "<style>") + part("</style>", "<script>");
  assert.deepEqual([...head.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, to]) => to),
                   ["data:,"]);
  assert.ok(!/<title>[^<]*(mien|case|intimate)/i.test(page));
});

// What a script of the page, or one that got into it, might try.
const TRIES = {
  fetch: (url) => fetch(url).then(() => "sent", () => "refused"),
  image: (url) => new Promise((done) => {
    const image = new Image();
    image.onload = () => done("sent");
    image.onerror = () => done("refused");
    image.src = url;
  }),
  socket: (url) => new Promise((done) => {
    try {
      const socket = new WebSocket(url.replace("http", "ws"));
      socket.onopen = () => done("sent");
      socket.onerror = () => done("refused");
    } catch {
      done("refused");
    }
  }),
  style: (url) => new Promise((done) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.onload = () => done("sent");
    link.onerror = () => done("refused");
    link.href = url;
    document.head.append(link);
  }),
  script: (url) => new Promise((done) => {
    const script = document.createElement("script");
    script.onload = () => done("sent");
    script.onerror = () => done("refused");
    script.src = url;
    document.head.append(script);
  }),
  beacon: async (url) => {
    navigator.sendBeacon(url, "text");
    return "refused"; // it tells nothing: the site's list does
  },
  form: async (url) => {
    const form = document.createElement("form");
    Object.assign(form, { action: url, method: "post", target: "_blank" });
    document.body.append(form);
    form.submit();
    return "refused";
  },
  worker: (url) => new Promise((done) => {
    const code = `fetch(${JSON.stringify(url)}).then(() => postMessage("sent"),
                                                     () => postMessage("refused"))`;
    const worker = new Worker(URL.createObjectURL(new Blob([code])));
    worker.onmessage = ({ data }) => done(data);
  }),
};

for (const from of ["file", "http"])
  test(`the browser sends nothing, by no way, from ${from}:`, { skip: noChromium },
       async () => {
    const its = await open(browser, { url: from === "file" ? FILE : site.url });
    const before = site.asked.length;
    for (const [way, attempt] of Object.entries(TRIES))
      assert.equal(await its.page.evaluate(attempt, `${site.url}${way}`), "refused",
                   way);
    await its.page.waitForTimeout(500);
    assert.deepEqual(site.asked.slice(before), []);
    await its.context.close();
  });

// Links are the one way out of the page: hers, to addresses that hold nothing of her.
for (const who of ["adults", "minors"])
  test(`links for ${who} carry nothing, and are told of before`, { skip: noChromium },
       async () => {
    const its = await open(browser), driver = new Driver(its);
    if (who === "adults") {
      await its.page.locator("main .actions button").nth(1).click();
      await driver.at("help", "help.title");
    } else {
      await driver.begin();
      await driver.practise();
      await driver.answerAll(["no"]);
      await driver.at("minor", "end.minor.title");
    }
    const lines = await readHelpLines();
    const known = lines.flatMap(({ web, telephone }) =>
      [web, telephone && `tel:${telephone.replaceAll(" ", "")}`]);
    const { links, shown } = await its.page.evaluate(() => ({
      links: [...document.links].map((link) =>
        [link.getAttribute("href"), link.target, link.rel]),
      shown: document.querySelector("main").textContent,
    }));
    assert.ok(links.length > 10);
    for (const [href, target, rel] of links) {
      assert.ok(known.includes(href), href);
      if (!href.startsWith("tel:"))
        assert.deepEqual([target, rel], ["_blank", "noopener noreferrer"], href);
    }
    const told = shown.indexOf(driver.text("lines.seen"));
    assert.ok(told >= 0 && told < shown.indexOf(driver.text("lines.country")));
    await its.context.close();
  });

// ---- Leaving

async function atPictures() {
  const its = await open(browser), driver = new Driver(its);
  await driver.practisePicture();
  return { ...its, driver };
}

async function isGone({ page: left }) {
  await left.waitForURL("about:blank");
  assert.equal(await left.evaluate(() => document.body?.innerText ?? ""), "");
  assert.equal(left.workers().length, 0);
  // Nothing leads back to it.
  await left.goBack().catch(() => null);
  assert.equal(left.url(), "about:blank");
}

test("the button leaves at once, for a blank page", { skip: noChromium }, async () => {
  const its = await atPictures();
  assert.equal(its.page.workers().length, 1);
  await its.page.locator("button.exit").click();
  await isGone(its);
  await its.context.close();
});

test("so does the Escape key, three times", { skip: noChromium }, async () => {
  const its = await atPictures();
  for (let i = 0; i < 3; i++)
    await its.page.keyboard.press("Escape");
  await isGone(its);
  await its.context.close();
});

test("but not once, nor twice with something between", { skip: noChromium },
     async () => {
  const its = await atPictures();
  for (const key of ["Escape", "Escape", "Tab", "Escape"])
    await its.page.keyboard.press(key);
  assert.equal(await its.driver.title(), "Your pictures");
  await its.context.close();
});

test("coming back finds an empty page", { skip: noChromium }, async () => {
  const its = await atPictures();
  await its.page.goto(site.url);
  await its.page.goBack();
  await its.page.locator("h1").waitFor();
  assert.equal(await its.driver.title(), "Before you begin");
  assert.equal(await its.page.locator(".picture").count(), 0);
  await its.context.close();
});

// A page on which a document was made, and what it was asked since.
async function atDone() {
  const its = await atPictures(), { driver } = its, asked = [];
  its.page.on("dialog", (dialog) => {
    asked.push(dialog.type());
    dialog.dismiss();
  });
  await driver.press("main form .main");
  await driver.at("views", "views.title");
  await driver.answer("no");
  await driver.keep("wallet", "kettle orbit maple sundial");
  await driver.write();
  await driver.at("done", "done.title");
  return { ...its, asked };
}

test("leaving asks nothing, also when a document was made", { skip: noChromium },
     async () => {
  const its = await atDone();
  await its.page.locator("button.exit").click();
  await isGone(its);
  assert.deepEqual(its.asked, []);
  await its.context.close();
});

test("closing asks before a document is lost, and only then", { skip: noChromium },
     async () => {
  const its = await atDone(), { driver, asked } = its;
  const tryToClose = async () => {
    await its.page.close({ runBeforeUnload: true });
    await new Promise((done) => setTimeout(done, 500));
  };
  await tryToClose();
  assert.deepEqual(asked, ["beforeunload"]);
  await driver.download(0);
  await driver.download(1);
  await tryToClose();
  assert.deepEqual(asked, ["beforeunload"]);
  await its.context.close();
});
