// SPDX-License-Identifier: Apache-2.0
// A hash as a picture of 16 x 16 dots: all that is ever made of a photo.
import { svg } from "./dom.js";

const SIDE = 16;

/** Dots have the colour of the text, so that they are seen in every contrast. */
export function hashPicture(hash, text) {
  let path = "";
  for (let row = 0; row < SIDE; row++)
    for (let column = 0; column < SIDE; column++)
      if (hash.bit(row, column))
        path += `M${column} ${row}h1v1h-1z`;
  return svg("svg", { class: "hash", viewBox: `0 0 ${SIDE} ${SIDE}`, role: "img",
                      "aria-label": text, "shape-rendering": "crispEdges" },
             svg("path", { d: path, fill: "currentColor" }));
}
