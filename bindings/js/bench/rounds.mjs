// SPDX-License-Identifier: Apache-2.0
// Ways to do the same, timed in rounds that take turns, since machines are noisy.

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

/** `ways`: by name, functions that return milliseconds. The first is what the others are
 *  compared with. */
export function report(title, ways, rounds) {
  Object.values(ways).forEach((way) => way()); // V8 compiles again while it runs
  const times = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const [name, way] of Object.entries(ways))
      times[name].push(way());
  console.log(title);
  const [reference] = Object.values(times);
  for (const [name, list] of Object.entries(times)) {
    const ratio = median(list.map((time, i) => time / reference[i]));
    console.log(`  ${name.padEnd(16)}${Math.min(...list).toFixed(2).padStart(9)} ms` +
      `${ratio.toFixed(2).padStart(8)}`);
  }
}
