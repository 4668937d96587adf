// SPDX-License-Identifier: Apache-2.0
// What is on the page: one screen at a time, in <main>. A screen is a function that
// gives {title, body, stage?, banner?, onfiles?} in the language of the moment, so that
// it can be drawn again in another one; what she typed and marked stays.
import { h, paragraphs } from "./dom.js";
import { t } from "./language.js";

let main = null, current = null, takesFiles = null;

export function begin(element) {
  main = element;
}

/** Empties the page, and forgets what was shown. */
export function clear() {
  for (const field of main.querySelectorAll("input, textarea"))
    field.value = "";
  main.replaceChildren();
  current = null;
  takesFiles = null;
}

function draw() {
  const { title, body, stage, banner, onfiles } = current();
  takesFiles = onfiles ?? null;
  const progress = stage && h("p", { class: "stage", id: "stage" }, stage);
  const heading = h("h1", { tabindex: -1, "aria-describedby": stage ? "stage" : null },
                    title);
  main.replaceChildren(...[
    banner && h("p", { class: "banner", role: "note" }, banner), progress, heading,
    ...body.flat(),
  ].filter(Boolean));
  return heading;
}

/** Shows a screen. The heading gets the focus, so that it is read first. */
export function show(screen) {
  current = screen;
  const heading = draw();
  heading.focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

const fieldsOf = () => [...main.querySelectorAll("input, textarea, select")]
  .filter((field) => field.type !== "file");

const nameOf = (field) => `${field.name}\n${field.type === "radio" ? field.value : ""}`;

/** Draws the same screen again, with what she has typed and marked. */
export function redraw() {
  if (!current)
    return;
  const kept = new Map(fieldsOf().map((field) =>
    [nameOf(field), { value: field.value, checked: field.checked }]));
  draw();
  for (const field of fieldsOf()) {
    const before = kept.get(nameOf(field));
    if (!before)
      continue;
    if (field.type === "radio" || field.type === "checkbox")
      field.checked = before.checked;
    else
      field.value = before.value;
  }
}

/** Files that were dropped anywhere on the page. */
export function drop(files) {
  takesFiles?.(files);
}

/** A screen that only says that something takes a moment. */
export function wait(title) {
  show(() => ({ title: title(), body: [h("p", { role: "status" }, t("moment"))] }));
}

/** A screen of text, with buttons: [[text(), act, kind]]. */
export function say(title, text, buttons) {
  show(() => ({
    title: title(),
    body: [...paragraphs(text()), actions(buttons.map(([label, act, kind]) =>
      button(label(), act, kind)))],
  }));
}

export function button(label, act, kind = "plain") {
  return h("button", { type: "button", class: kind, onclick: act }, label);
}

/** A small button that takes away what has this name. */
export function removal(name, act) {
  const small = button(t("remove"), act, "small");
  small.setAttribute("aria-label", t("remove.it", name));
  return small;
}

export function actions(...buttons) {
  return h("div", { class: "actions" }, buttons);
}
