// SPDX-License-Identifier: Apache-2.0
// The page: its frame, the way out, and what leads from screen to screen.
import { forgetDownloads } from "./download.js";
import { h, paragraphs } from "./dom.js";
import { forget, isUnsaved, newCase, oldCase } from "./its.js";
import { LANGUAGES, choose, preferred, t } from "./language.js";
import { unprepare } from "./make.js";
import { PLAN_BACK } from "./plan_back.js";
import { PLAN_NEW } from "./plan_new.js";
import * as screen from "./screen.js";
import { Walk } from "./walk.js";

const NOTHING = "about:blank";
const TIMES = 3, WITHIN_MS = 2000; // Escape, to leave

let walk = null, left = false;

// ---- The way out

/** Forgets all that is in memory, as far as a page can. */
function forgetAll() {
  walk?.end();
  if (walk)
    forget(walk.its);
  walk = null;
  forgetDownloads();
}

/** Empties the page at once; then it is another one, which leads back to nothing. */
function leave() {
  left = true;
  screen.clear();
  document.body.replaceChildren();
  forgetAll();
  location.replace(NOTHING);
}

function watchForLeaving() {
  let pressed = [];
  addEventListener("keydown", (event) => {
    pressed = event.key === "Escape" ? [...pressed, event.timeStamp] : [];
    pressed = pressed.filter((time) => event.timeStamp - time < WITHIN_MS);
    if (pressed.length >= TIMES)
      leave();
  });
  addEventListener("pagehide", () => {
    left = true;
    screen.clear();
    forgetAll();
  });
  // A page that the browser kept is begun anew: nothing of it is there any more.
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  // Only what would be lost for good is worth a question.
  addEventListener("beforeunload", (event) => {
    if (!left && isUnsaved(walk?.its))
      event.preventDefault();
  });
}

// ---- From screen to screen

function stageOf(visit, place) {
  const stage = t("stage", visit.place.stage, visit.stages);
  return place ? t("stage.more", stage, place) : stage;
}

function impossible(visit) {
  screen.say(() => t("summary.impossible"), () => t("impossible.text"),
             [[() => t("back"), visit.back], [() => t("exit"), leave]]);
}

// What is made takes a moment. False when it could not be made.
async function enter({ place, its }) {
  screen.wait(() => t("making"));
  return (await place.enter(its).catch(() => false)) !== false;
}

async function showPlace(visit) {
  const { place, number, its } = visit;
  if (!place.holds && its.made)
    unprepare(its);
  const good = place.enter ? await enter(visit) : true;
  if (!visit.isLive()) // she left in the meantime
    return;
  if (!good) {
    impossible(visit);
    return;
  }
  screen.show(() => {
    const drawn = place.step(visit, number, page);
    return { ...drawn, stage: stageOf(visit, drawn.place),
             banner: its.recipients.isPractice && t("practice.banner") };
  });
}

function start(plan, its) {
  walk = new Walk(plan, its, showPlace);
  walk.begin();
}

const page = {
  leave, forgetAll,
  begin() {
    forgetAll();
    start(PLAN_NEW, newCase());
  },
  takeBack() {
    forgetAll();
    start(PLAN_BACK, oldCase());
  },
};

// ---- The frame

function frame() {
  const exit = h("button", { type: "button", class: "exit", onclick: leave });
  const label = h("label", { for: "language", class: "hidden" });
  const select = h("select", { id: "language", onchange: () => turn(select.value) },
    LANGUAGES.map(([code, name]) => h("option", { value: code, lang: code }, name)));
  const main = h("main", { id: "main" });
  const turn = (code) => {
    choose(code);
    exit.textContent = t("exit");
    label.textContent = t("language");
    select.value = code;
    screen.redraw();
  };
  document.body.replaceChildren(h("header", {}, label, select, exit), main);
  screen.begin(main);
  turn(preferred(navigator.languages));
}

// A file that is dropped beside its place would be opened, for everybody to see.
function watchForFiles() {
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length > 0)
      screen.drop([...event.dataTransfer.files]);
  });
}

if (globalThis.crypto?.subtle && globalThis.WebAssembly) {
  frame();
  watchForLeaving();
  watchForFiles();
  page.begin();
} else {
  frame();
  screen.show(() => ({ title: t("old.title"), body: paragraphs(t("old.text")) }));
}
