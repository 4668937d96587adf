// SPDX-License-Identifier: Apache-2.0
// Where to find help: services of many countries, in the page itself.
import lines from "built:help";
import { h, ltr } from "./dom.js";
import { locale, t } from "./language.js";

const EVERYWHERE = "*";
const countries = [...new Set(lines.map(({ country }) => country))]
  .filter((code) => code !== EVERYWHERE);
const checked = lines.map((line) => line.checked).sort()[0];

function nameOf(type, code) {
  return new Intl.DisplayNames([locale()], { type }).of(code);
}

function languagesOf(line) {
  const names = line.languages.map((code) =>
    code === "mul" ? t("lines.others") : nameOf("language", code));
  return t("lines.languages", names.join(t("comma")));
}

// She opens an address herself, in a window of its own: this page stays as it is.
function link(address) {
  const itself = { href: address, target: "_blank", rel: "noopener noreferrer",
                   dir: "ltr" };
  return h("a", itself, address.replace(/^https:\/\/|\/$/g, ""));
}

function call(telephone) {
  return h("a", { href: `tel:${telephone.replace(/ /g, "")}` }, ltr(telephone));
}

function service(line) {
  const { name, text, web, telephone } = line;
  return h("li", {},
    h("strong", {}, h("bdi", {}, name)),
    h("p", {}, t(`line.${text}`)),
    h("p", {}, link(web)),
    telephone && h("p", {}, call(telephone)),
    h("p", { class: "hint" }, languagesOf(line)));
}

// The services of a country, or null; `closed`: behind its name, until she opens it.
function section(code, who, closed) {
  const own = lines.filter((line) => line.country === code &&
    (line.who === who || line.who === "both"));
  if (own.length === 0)
    return null;
  const name = code === EVERYWHERE ? t("lines.everywhere") : nameOf("region", code);
  const services = h("ul", { class: "services" }, own.map(service));
  return closed ? h("details", {}, h("summary", {}, name), services)
                : h("section", {}, h("h2", {}, name), services);
}

function sections(country, who) {
  if (country !== "")
    return [section(country, who) ?? h("p", {}, t("lines.none")),
            section(EVERYWHERE, who)];
  return [section(EVERYWHERE, who),
          ...byName().map(([code]) => section(code, who, true))];
}

function byName() {
  return countries.map((code) => [code, nameOf("region", code)])
    .sort(([, a], [, b]) => a.localeCompare(b, locale()));
}

/** Nodes: a choice of the country, and its services. `who` is "minors" or "adults". */
export function helpList(who) {
  const list = h("div", { "aria-live": "polite" });
  const draw = (country) =>
    list.replaceChildren(...sections(country, who).filter(Boolean));
  const choice = h("select", { id: "country", name: "country",
                               onchange: () => draw(choice.value) },
    h("option", { value: "" }, t("lines.all")),
    byName().map(([code, name]) => h("option", { value: code }, name)));
  draw("");
  // Drawn again in another language, the choice is put back without an event.
  queueMicrotask(() => draw(choice.value));
  return [h("p", {}, t("lines.seen")),
          h("label", { for: "country", class: "label" }, t("lines.country")),
          choice, list,
          h("p", { class: "hint" }, t("lines.note", checked))];
}
