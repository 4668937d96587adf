// SPDX-License-Identifier: Apache-2.0
// Questions with answers to mark, and fields to type in. What is wrong with an answer
// is said beside it, tied to it, and read out.
import { h } from "./dom.js";
import { t } from "./language.js";
import { button } from "./screen.js";

/** Marks a field, or a group, as wrong and says why. */
export function complain(field, text) {
  uncomplain(field);
  const id = `${field.id}-wrong`;
  const line = h("p", { class: "wrong", id }, text);
  const legend = field.querySelector?.("legend");
  if (legend)
    legend.after(line);
  else
    (field.closest("label") ?? field).before(line);
  field.setAttribute("aria-invalid", "true");
  const others = field.getAttribute("aria-describedby");
  field.setAttribute("aria-describedby", others ? `${others} ${id}` : id);
  (field.matches("fieldset") ? field.querySelector("input") : field).focus();
}

/** Takes back what was said to be wrong. */
export function uncomplain(field) {
  const id = `${field.id}-wrong`;
  document.getElementById(id)?.remove();
  field.removeAttribute("aria-invalid");
  const others = (field.getAttribute("aria-describedby") ?? "").split(" ")
    .filter((other) => other && other !== id);
  if (others.length > 0)
    field.setAttribute("aria-describedby", others.join(" "));
  else
    field.removeAttribute("aria-describedby");
}

/** A group of answers, one of which is chosen: options [[value, text]]. */
export function choices(name, legend, options, chosen) {
  return h("fieldset", { id: name, role: "radiogroup", "aria-required": "true" },
    h("legend", {}, legend),
    options.map(([value, text]) => h("label", { class: "choice" },
      h("input", { type: "radio", name, value, checked: value === chosen }),
      h("span", {}, text))));
}

/** What is chosen, or null after saying that something has to be. */
export function chosenOf(group) {
  const marked = group.querySelector("input:checked");
  if (marked)
    return marked.value;
  complain(group, t("choose"));
  return null;
}

/** A line to type in, with its label and what is said about it. */
export function field(name, label, options = {}) {
  const { hint, value = "", type = "text", ...attributes } = options;
  const note = hint && h("p", { class: "hint", id: `${name}-hint` }, hint);
  const input = h(type === "area" ? "textarea" : "input", {
    id: name, name, value, type: type === "area" ? null : type,
    autocapitalize: "none", autocorrect: "off", spellcheck: "false",
    "aria-describedby": note ? note.id : null, ...attributes,
  });
  const itself = h("label", { for: name, class: "label" }, label);
  return { input, nodes: [itself, note, input] };
}

/** What is asked, then the ways on and back. `submit` is called when she goes on;
 *  `back` is where the first screen of a dialogue leads back to. */
export function form(walk, submit, children, { next = t("continue"), back } = {}) {
  const before = walk.isFirst ? back : () => walk.back();
  return h("form", {
    novalidate: true, autocomplete: "off",
    onsubmit: (event) => {
      event.preventDefault();
      submit(event.currentTarget);
    },
  }, children, h("div", { class: "actions" },
    h("button", { type: "submit", class: "main" }, next),
    before && button(t("back"), before)));
}
