// SPDX-License-Identifier: Apache-2.0
// Where she is in a dialogue: forward, back, and from the summary to any place and back
// to it. The same rules as tools/mien/case_new_dialogue.c.
//
// A plan is a list of places, {name, stage, step(walk, number, page), count?(its),
// state?(its, number)}, of which the first and the last are always open.

export const SKIPPED = "skipped"; // not asked
export const OPEN = "open";
export const SETTLED = "settled"; // answered

/** The state of a place: whether it is asked, whether it was answered. */
export function stateOf(asked, answered) {
  return !asked ? SKIPPED : answered ? SETTLED : OPEN;
}

export class Walk {
  #plan;
  #its;
  #show;
  #place = 0;
  #number = 0;
  #returning = false; // to the summary, after changing one thing
  #visits = 0;

  /** `its` is what she said so far; `show(visit)` draws where she comes to. */
  constructor(plan, its, show) {
    this.#plan = plan;
    this.#its = its;
    this.#show = show;
  }

  get its() {
    return this.#its;
  }

  /** Where she is again, or to begin with. */
  begin() {
    this.#arrive();
  }

  /** Nothing that is still on its way leads anywhere any more. */
  end() {
    this.#visits++;
  }

  #count(place) {
    return this.#plan[place].count?.(this.#its) ?? 1;
  }

  // A place that repeats no times is passed over.
  #state() {
    if (this.#count(this.#place) === 0)
      return SKIPPED;
    return this.#plan[this.#place].state?.(this.#its, this.#number) ?? OPEN;
  }

  #arrive() {
    if (this.#plan[this.#place].isSummary)
      this.#returning = false;
    this.#show(this.#visit());
  }

  // What a screen knows of the walk. It leads on once: a second click, or what was
  // begun on a screen that she has left, must not carry her past a question.
  #visit() {
    const number = ++this.#visits;
    const isLive = () => number === this.#visits;
    const once = (move) => (...where) => {
      if (isLive())
        move(...where);
    };
    return {
      its: this.#its, place: this.#plan[this.#place], number: this.#number,
      stages: this.#plan.at(-1).stage, isFirst: this.#place === 0, isLive,
      next: once(() => this.#next()), back: once(() => this.#back()),
      again: once(() => this.#arrive()),
      go: once((name, which) => this.#go(name, which)),
    };
  }

  // On, past what was answered before when she came from the summary.
  #next() {
    let state;
    do {
      if (++this.#number >= this.#count(this.#place)) {
        this.#place++;
        this.#number = 0;
      }
      state = this.#state();
    } while (state === SKIPPED || (state === SETTLED && this.#returning));
    this.#arrive();
  }

  #back() {
    do {
      if (this.#number > 0) {
        this.#number--;
      } else if (this.#place > 0) {
        this.#place--;
        this.#number = Math.max(this.#count(this.#place) - 1, 0);
      }
    } while (this.#place > 0 && this.#state() === SKIPPED);
    this.#arrive();
  }

  // To a place by its name, to change something; next() then leads back.
  #go(name, number) {
    this.#place = this.#plan.findIndex((place) => place.name === name);
    this.#number = number;
    this.#returning = true;
    this.#arrive();
  }
}
