// Text with styles, and its layout in lines. What a log says is written by peers as well: control characters in it are
// shown, never sent to the terminal. Escape codes come from here only.

/** How a piece of text looks. */
export type Style = "bold" | "dim" | "red" | "yellow" | "green" | "cyan";

/** A piece of text in one style. */
export interface Span {
  readonly text: string;
  readonly style?: Style | undefined;
}

/** Text in pieces. */
export type Text = string | Span | readonly (string | Span)[];

const codes: Record<Style, readonly [on: number, off: number]> = { bold: [1, 22], dim: [2, 22], red: [31, 39], yellow: [33, 39], green: [32, 39], cyan: [36, 39] };

/** A piece of text in a style. */
export const styled = (style: Style | undefined, text: string): Span => ({ text, style });

/** The pieces of a text. */
export const spansOf = (text: Text): readonly Span[] => (Array.isArray(text) ? text : [text]).map((piece: string | Span) => (typeof piece === "string" ? { text: piece } : piece));

// Controls, marks that turn the direction of writing, and separators that some terminals take for a line's end.
const unprintable = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** A text in which every character is visible. */
export const printable = (text: string): string => text.replace(unprintable, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** The number of columns that a text takes, as far as every character takes one. */
export const widthOf = (text: string): number => [...text].length;

/** A space at which no line is broken. */
export const hardSpace = "\u00a0";

/** The characters to send for a text. */
export function rendered(text: Text, colours: boolean): string {
  return spansOf(text).map((span) => escaped(printable(span.text).replaceAll(hardSpace, " "), colours ? span.style : undefined)).join("");
}

function escaped(text: string, style: Style | undefined): string {
  if (style === undefined || text === "") return text;
  const [on, off] = codes[style];
  return `\u001b[${on}m${text}\u001b[${off}m`;
}

/** A text followed by as many spaces as a column needs. */
export const padded = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - widthOf(printable(text))));

/** A text beside a prefix has at least so many columns, even if that makes lines too long. */
const leastWidth = 20;

/** Lines of at most `width` columns: a prefix in the first one, and the text beside it, under itself. */
export function hanging(prefix: Text, text: Text, width: number): Text[] {
  const indent = spansOf(prefix).reduce((sum, span) => sum + widthOf(printable(span.text)), 0);
  const lines = wrapped(text, Math.max(leastWidth, width - indent));
  return lines.map((line, index) => [...(index === 0 ? spansOf(prefix) : [{ text: " ".repeat(indent) }]), ...line]);
}

interface Word extends Span {
  /** The number of spaces before it; without any it stands together with the word before. */
  readonly spaces: number;
}

/** Breaks a text between words; a word that is longer than a line is cut, unless it is an id, which must stay whole. */
function wrapped(text: Text, width: number): Span[][] {
  const lines: Span[][] = [[]];
  let used = 0;
  for (const unit of units(wordsOf(text))) {
    const length = unit.reduce((sum, word) => sum + widthOf(word.text), 0);
    const spaces = used === 0 ? 0 : (unit[0]?.spaces ?? 0);
    if (used + spaces + length > width && used > 0) {
      lines.push([]);
      used = 0;
    } else if (spaces > 0) {
      lines.at(-1)?.push({ text: " ".repeat(spaces) });
      used += spaces;
    }
    for (const word of unit) used = place(lines, word, used, width);
  }
  return lines;
}

/** Puts a word behind what its line has, and returns how much of the last line is used then. */
function place(lines: Span[][], word: Word, used: number, width: number): number {
  let rest = [...word.text];
  let column = used;
  while (column + rest.length > width && !isId(word.text)) {
    const room = Math.max(0, width - column);
    lines.at(-1)?.push({ text: rest.slice(0, room).join(""), style: word.style });
    rest = rest.slice(room);
    lines.push([]);
    column = 0;
  }
  lines.at(-1)?.push({ text: rest.join(""), style: word.style });
  return column + rest.length;
}

/** Words that stand together. */
function units(words: readonly Word[]): Word[][] {
  const found: Word[][] = [];
  for (const word of words) {
    if (word.spaces === 0 && found.length > 0) found.at(-1)?.push(word);
    else found.push([word]);
  }
  return found;
}

function wordsOf(text: Text): Word[] {
  const words: Word[] = [];
  let spaces = 0;
  for (const { text: content, style } of spansOf(text)) {
    for (const piece of printable(content).split(/( +)/)) {
      if (piece.startsWith(" ")) spaces += piece.length;
      else if (piece !== "") {
        words.push({ text: piece, style, spaces });
        spaces = 0;
      }
    }
  }
  return words;
}

const isId = (word: string): boolean => /^[^\s]*0x[0-9a-f]{40,}[,;:.)]?$/.test(word);
