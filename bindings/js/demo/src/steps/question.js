// SPDX-License-Identifier: Apache-2.0
// One question, before any picture is opened; and why an answer ends the dialogue.
import { h, paragraphs } from "../dom.js";
import { chosenOf, choices, form } from "../forms.js";
import { helpList } from "../help_list.js";
import { forgetPictures } from "../its.js";
import { t } from "../language.js";
import { END, choicesOf, endOf, isDue, textOf, titleOf } from "../questions.js";
import { button, say, show } from "../screen.js";

// Nothing that she said is kept, and nothing leads back: neither a picture nor a hash.
function endForMinors(text, { leave, forgetAll }) {
  forgetAll();
  show(() => ({
    title: t("end.minor.title"),
    body: [...paragraphs(text()), ...helpList("minors"),
           h("div", { class: "actions" }, button(t("exit"), leave, "main"))],
  }));
}

// She can come here after choosing pictures, too: then it says what became of them.
function endWith(walk, end, question, page) {
  const values = end === END.RECIPIENT ? [question.asker, question.web] : [];
  const anyForgotten = forgetPictures(walk.its), { leave } = page;
  const text = () => {
    const [why, ...more] = t(`end.${end}.text`, ...values).split("\n\n");
    return [why, ...(anyForgotten ? [t("end.forgotten")] : []), ...more].join("\n\n");
  };
  if (end === END.MINOR)
    return endForMinors(text, page);
  return say(() => t(`end.${end}.title`), text,
             [[() => t("back"), () => walk.again()], [() => t("exit"), leave]]);
}

function place(walk) {
  const due = walk.its.questions.map((_, i) => i)
    .filter((i) => isDue(walk.its.questions, i));
  return t("question.stage", due.indexOf(walk.number) + 1, due.length);
}

export function question(walk, number, page) {
  const { questions } = walk.its, its = questions[number];
  const [asked, ...more] = textOf(its).split("\n\n");
  const group = choices("answer", asked, choicesOf(its), its.answer);
  group.querySelector("legend")
    .after(...more.map((text) => h("p", { class: "hint" }, text)));
  const submit = (element) => {
    const answer = chosenOf(element.querySelector("fieldset"));
    if (!answer)
      return;
    its.answer = answer;
    const end = endOf(questions, number);
    if (end)
      endWith(walk, end, its, page);
    else
      walk.next();
  };
  return { title: titleOf(its), place: place(walk), body: [form(walk, submit, group)] };
}
