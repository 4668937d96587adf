// SPDX-License-Identifier: Apache-2.0
// Elements, made one by one: texts never become markup.

const SVG = "http://www.w3.org/2000/svg";

function put(element, name, value) {
  if (value === undefined || value === null || value === false)
    return;
  if (name.startsWith("on"))
    element.addEventListener(name.slice(2), value);
  else if (name === "value")
    element.value = value;
  else
    element.setAttribute(name, value === true ? "" : value);
}

function make(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes))
    put(element, name, value);
  element.append(...children.flat(Infinity).filter((child) => child !== null &&
    child !== undefined && child !== false));
  return element;
}

// What is typed, marked or chosen, even where a chosen file lies, browsers write to the
// disk for a session to be restored, but of fields that say this, each for itself.
const FIELDS = new Set(["input", "select", "textarea"]);
const UNKEPT = { autocomplete: "off" };

/** h("p", {class: "note"}, "text", element, null, [more]) */
export function h(name, attributes = {}, ...children) {
  const all = FIELDS.has(name) ? { ...UNKEPT, ...attributes } : attributes;
  return make(document.createElement(name), all, children);
}

export function svg(name, attributes = {}, ...children) {
  return make(document.createElementNS(SVG, name), attributes, children);
}

/** A paragraph for each that a text has. */
export function paragraphs(text) {
  return text.split("\n\n").map((part) => h("p", {}, part));
}

/** What is read from left to right in every language: digits of a hash, a name. */
export function ltr(text, attributes = {}) {
  return h("bdi", { dir: "ltr", ...attributes }, text);
}
