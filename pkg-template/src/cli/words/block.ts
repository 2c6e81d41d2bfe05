// A block of the state: a heading, and rows of a label and what belongs to it.

import type { Output } from "../output.js";
import type { Shorten } from "../names.js";
import { padded, spansOf, styled } from "../text.js";
import type { Text } from "../text.js";

/** One row; several with the same label are given as a list. */
export interface Row {
  readonly label: string;
  readonly text: Text | undefined;
}

/** What is known about one thing. */
export interface Block {
  readonly heading: Text;
  readonly rows: readonly Row[];
}

const labelWidth = 16;

/** Prints a block. A row without a text is left out. */
export async function printBlock(out: Output, { heading, rows }: Block, shorten: Shorten): Promise<void> {
  const short = (text: Text): Text => spansOf(text).map(({ text: content, style }) => ({ text: shorten(content), style }));
  await out.hanging("", short(heading));
  let before: string | undefined;
  for (const { label, text } of rows) {
    if (text === undefined) continue;
    await out.hanging(["  ", styled("dim", padded(label === before ? "" : label, labelWidth))], short(text));
    before = label;
  }
}
