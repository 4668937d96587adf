// SPDX-License-Identifier: Apache-2.0
// Where she is in a dialogue: forward, back, and from the summary to any place and back
// to it. The same rules as tools/mien/case_new_dialogue.c.
//
// A plan is a list of places: {name, stage, step(walk, number), count?(its),
// state(its, number)}, of which the first and the last are always open.

export const SKIPPED = "skipped"; // not asked
export const OPEN = "open";
export const SETTLED = "settled"; // answered

/** The state of a place: whether it is asked, whether it was answered. */
export function stateOf(asked, answered) {
  return !asked ? SKIPPED : answered ? SETTLED : OPEN;
}

export class Walk {
  #plan;
  #place = 0;
  #number = 0;
  #returning = false; // to the summary, after changing one thing
  #show;

  /** `show` draws the place: show(walk). `its` is what she said so far. */
  constructor(plan, its, show) {
    this.#plan = plan;
    this.its = its;
    this.#show = show;
  }

  get place() {
    return this.#plan[this.#place];
  }

  get number() {
    return this.#number;
  }

  get isFirst() {
    return this.#place === 0;
  }

  get stages() {
    return this.#plan.at(-1).stage;
  }

  /** How many screens the place has now. */
  get screens() {
    return this.#count(this.#place);
  }

  #count(place) {
    return this.#plan[place].count?.(this.its) ?? 1;
  }

  #state(place, number) {
    return this.#plan[place].state?.(this.its, number) ?? OPEN;
  }

  #arrive() {
    if (this.place.isSummary)
      this.#returning = false;
    this.#show(this);
  }

  /** The same place again, drawn anew. */
  again() {
    this.#show(this);
  }

  /** On, past what was answered before when she came from the summary. */
  next() {
    let state;
    do {
      if (++this.#number >= this.#count(this.#place)) {
        this.#place++;
        this.#number = 0;
      }
      // A place that repeats no times is passed over.
      state = this.#count(this.#place) === 0 ? SKIPPED
                                             : this.#state(this.#place, this.#number);
    } while (state === SKIPPED || (state === SETTLED && this.#returning));
    this.#arrive();
  }

  back() {
    do {
      if (this.#number > 0) {
        this.#number--;
      } else if (this.#place > 0) {
        this.#place--;
        this.#number = Math.max(this.#count(this.#place) - 1, 0);
      }
    } while (this.#place > 0 && (this.#count(this.#place) === 0 ||
                                 this.#state(this.#place, this.#number) === SKIPPED));
    this.#arrive();
  }

  /** To a place by its name, to change something; next() then leads back. */
  go(name, number = 0) {
    this.#place = this.#plan.findIndex((place) => place.name === name);
    this.#number = number;
    this.#returning = true;
    this.#arrive();
  }
}
