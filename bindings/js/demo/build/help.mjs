// SPDX-License-Identifier: Apache-2.0
// The services of tools/mien/help_lines.tsv, which says how they were checked.
import { readFile } from "node:fs/promises";

const LIST = new URL("../../../../tools/mien/help_lines.tsv", import.meta.url);

/** [{country, languages, who, name, web, telephone, text, checked}] */
export async function readHelpLines() {
  const [header, ...rows] = (await readFile(LIST, "utf8")).split("\n")
    .filter((row) => row && !row.startsWith("#")).map((row) => row.split("\t"));
  return rows.map((row) => {
    const { source, ...line } =
      Object.fromEntries(header.map((name, i) => [name, row[i]]));
    return { ...line, languages: line.languages.split(",") };
  });
}
