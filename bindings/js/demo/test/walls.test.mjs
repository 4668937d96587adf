// SPDX-License-Identifier: Apache-2.0
// What keeps the page to itself: the policy that the browser enforces, and what the
// file holds.
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

// ---- Requests

// All kinds of them, by a script of the page. (That it goes nowhere else and opens no
// connection to another browser, for which there is no policy, is up to the script.)
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
  test(`a script's requests are refused, from ${from}:`, { skip: noChromium },
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

test("the script of the page uses nothing that the policy does not cover", () => {
  const script = between("<script>", "</script>");
  for (const way of [/RTCPeerConnection/, /\bwindow\.open\b/, /\blocation\.assign\b/,
                     /\blocation(\.href)?\s*=[^=]/, /\.submit\(/, /dns-prefetch/,
                     /preconnect/])
    assert.doesNotMatch(script, way);
  const places = [...script.matchAll(/location\.replace\(([^)]*)\)/g)];
  assert.equal(places.length, 1, "to leave");
});

// ---- Scripts of others

// What might slip into the page, by a text that becomes markup for instance. Each calls
// ran() if it does; what is refused makes an event, but in a frame, which loads then.
const SLIPPED = {
  script: () => {
    const script = document.createElement("script");
    script.textContent = "ran()";
    document.body.append(script);
  },
  module: () => {
    const script = document.createElement("script");
    script.type = "module";
    script.textContent = "ran()";
    document.body.append(script);
  },
  file: () => {
    const script = document.createElement("script");
    script.src = "data:text/javascript,ran()";
    document.body.append(script);
  },
  handler: () => {
    document.body.insertAdjacentHTML("beforeend", "<img src='data:,' onerror='ran()'>");
  },
  link: () => {
    const link = document.createElement("a");
    link.href = "javascript:ran()";
    document.body.append(link);
    link.click();
  },
  frame: () => {
    const frame = document.createElement("iframe");
    frame.srcdoc = "<script>parent.ran()</script>";
    frame.onload = () => globalThis.refused();
    document.body.append(frame);
  },
  timer: () => {
    setTimeout("ran()");
  },
  eval: () => {
    setTimeout(() => (0, eval)("ran()"));
  },
  Function: () => {
    setTimeout(() => new Function("ran()")());
  },
};

async function slip(attempt, options) {
  const { page: its, context } = await open(browser, options);
  await its.evaluate(() => {
    globalThis.outcome = new Promise((done) => {
      globalThis.ran = () => done("ran");
      globalThis.refused = () => done("refused");
      document.addEventListener("securitypolicyviolation", globalThis.refused);
    });
  });
  await its.evaluate(attempt);
  const outcome = await its.evaluate(() => globalThis.outcome);
  await context.close();
  return outcome;
}

for (const [way, attempt] of Object.entries(SLIPPED))
  test(`somebody else's script does not run: ${way}`, { skip: noChromium }, async () => {
    assert.equal(await slip(attempt, {}), "refused");
    assert.equal(await slip(attempt, { bypassCSP: true }), "ran",
                 "it would without the policy");
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
