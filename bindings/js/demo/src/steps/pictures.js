// SPDX-License-Identifier: Apache-2.0
// Which pictures, and whether each can be protected: she sees it before she relies on
// it. A picture itself is not shown: somebody may look over her shoulder.
import { h } from "../dom.js";
import { complain, form, uncomplain } from "../forms.js";
import { hashPicture } from "../hash_picture.js";
import { end, sentence, t } from "../language.js";
import { madeUpPicture } from "../made_up.js";
import { STATE } from "../pictures.js";
import { button, removal } from "../screen.js";

const named = (files) => [...files].map((file) => ({ name: file.name, file }));

// ---- One picture

// What was found, and what she can do about it.
function findings(picture, minimum) {
  const { state, quality, reason } = picture;
  if (state === STATE.WAITING)
    return ["", t("pictures.waiting")];
  if (state === STATE.STOPPED)
    return ["left-out", t("pictures.stopped")];
  if (state === STATE.FAILED)
    return ["left-out", t("picture.failed", t(`fail.${reason}`)), stepFor(reason)];
  if (quality < minimum)
    return ["left-out", t("picture.dull"), t("pictures.dull.step")];
  return ["fine", t("picture.fine"), picture.byBrowser && t("pictures.by_browser")];
}

function stepFor(reason) {
  if (reason === "UNSUPPORTED" || reason === "FORMAT")
    return t("fail.UNSUPPORTED.step");
  if (reason === "film")
    return t("fail.film.step");
  if (reason === "alpha")
    return t("fail.alpha.step");
  return reason === "CORRUPT" ? t("fail.CORRUPT.step") : null;
}

function content(its, picture) {
  const remove = removal(picture.name, () => {
    its.pictures.remove(picture);
    document.getElementById("pictures").focus();
  });
  const name = h("strong", {}, h("bdi", {}, picture.name));
  if (picture.state === STATE.READING)
    return [h("div", { class: "told" }, name, h("p", {}, t("pictures.reading")),
              h("progress", { "aria-label": t("pictures.reading.of", picture.name) })),
            remove];
  const [kind, found, step] = findings(picture, its.recipients.minimumQuality);
  const read = picture.state === STATE.READ;
  return [
    read && hashPicture(picture.hash, t("pictures.hash", picture.name)),
    h("div", { class: `told ${kind}` }, name,
      h("p", { class: "found" }, sentence(found)),
      step && h("p", { class: "hint" }, step),
      read && h("details", {}, h("summary", {}, t("pictures.digits")),
                h("code", { dir: "ltr" }, picture.hash.hex))),
    remove,
  ].filter(Boolean);
}

function card(its, picture) {
  const element = h("li", { class: "picture" });
  let drawn = null;
  return {
    element,
    update() {
      if (drawn !== picture.state)
        element.replaceChildren(...content(its, picture));
      drawn = picture.state;
      const bar = element.querySelector("progress");
      if (bar && picture.all > 0)
        Object.assign(bar, { max: picture.all, value: picture.done });
    },
  };
}

// ---- All of them

function statusOf(its) {
  const { list, read, isReading } = its.pictures;
  const waiting = list.filter(({ state }) => state === STATE.WAITING).length;
  if (isReading)
    return t("pictures.progress", list.length - waiting, list.length);
  if (list.length === 0)
    return "";
  const fine = its.pictures.fine(its.recipients.minimumQuality).length;
  const result = t("pictures.result", fine, list.length);
  return read.length > fine ? `${result} ${t("pictures.dull")}` : result;
}

// The list follows the pictures as long as it is on the page.
function follow(its, parts) {
  const cards = new Map();
  const update = () => {
    if (cards.size > 0 && !parts.list.isConnected)
      return its.pictures?.removeEventListener("change", update);
    const { list } = its.pictures;
    for (const picture of list)
      if (!cards.has(picture))
        cards.set(picture, card(its, picture));
    const wanted = list.map((picture) => cards.get(picture).element);
    if (wanted.some((element, i) => parts.list.children[i] !== element) ||
        wanted.length !== parts.list.children.length)
      parts.list.replaceChildren(...wanted);
    for (const picture of list)
      cards.get(picture).update();
    const status = statusOf(its);
    if (parts.status.textContent !== status)
      parts.status.textContent = status;
    parts.stop.hidden = !its.pictures.isReading;
    return undefined;
  };
  its.pictures.addEventListener("change", update);
  update();
}

// ---- The screen

function goOn(walk, input) {
  const { its } = walk, { recipients, pictures } = its;
  const fine = pictures.fine(recipients.minimumQuality).length;
  if (pictures.isReading)
    return complain(input, t("pictures.wait"));
  if (pictures.list.length === 0)
    return complain(input, t("pictures.choose"));
  if (fine === 0)
    return complain(input, t("pictures.none_fine"));
  if (fine > recipients.maximumItems)
    return complain(input, end(t("most_pictures", recipients.maximumItems),
                               t("several_cases")));
  its.settled = true;
  return walk.next();
}

export function pictures(walk) {
  const { its } = walk;
  const add = (files) => {
    uncomplain(input);
    its.pictures.add(files, its.recipients.takesViews);
  };
  const input = h("input", {
    type: "file", id: "pictures", name: "pictures", multiple: true, accept: "image/*",
    "aria-describedby": "pictures-hint",
    onchange: () => {
      add(named(input.files));
      input.value = "";
    },
  });
  const parts = {
    list: h("ul", { class: "pictures" }),
    status: h("p", { role: "status", class: "status" }),
    stop: button(t("pictures.stop"), () => its.pictures.stop(), "small"),
  };
  follow(its, parts);
  const addMadeUp = async () =>
    add([{ name: t("practice.picture"), file: await madeUpPicture() }]);
  const practise = its.recipients.isPractice &&
    button(t("pictures.practice"), addMadeUp);
  return {
    title: t("pictures.title"),
    onfiles: (files) => add(named(files)),
    body: [
      h("p", {}, t("pictures.text")),
      h("p", { class: "hint", id: "pictures-hint" }, t("pictures.hint")),
      form(walk, () => goOn(walk, input), [
        h("div", { class: "take" },
          h("label", { class: "file" }, input, h("span", {}, t("pictures.label"))),
          practise),
        parts.status, parts.stop, parts.list,
      ], { next: t("go_on") }),
    ],
  };
}
