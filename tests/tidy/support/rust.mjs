// Reading Rust sources: not a compiler, but enough to see what a file names, allows and tests.

/** Blanks out comments and the contents of string and character literals, and keeps every line where it is. */
export function codeOf(text) {
  const token = /\/\/[^\n]*|\/\*[^]*?\*\/|\bb?r(#*)"[^]*?"\1|b?"(?:\\[^]|[^"\\])*"|b?'(?:\\(?:u\{[^}]*\}|x..|.)|[^'\\\n])'/g;
  return text.replace(token, (found) => {
    const blank = found.replace(/[^\n]/g, " ");
    return /^(?:\/\/|\/\*)/.test(found) ? blank : `"${blank.slice(1, -1)}"`;
  });
}

/** The index behind the brace that closes the one at `open`. */
export function closing(code, open) {
  let depth = 0;
  for (let at = open; at < code.length; at += 1) {
    if (code[at] === "{") depth += 1;
    if (code[at] === "}") depth -= 1;
    if (depth === 0) return at + 1;
  }
  return code.length;
}

/** Takes the modules out of a code that it opens inside itself: `{ outside, inner: [{ name, body }] }`. */
function splitModules(code) {
  const inner = [];
  let [outside, from] = ["", 0];
  for (const found of code.matchAll(/\bmod\s+(\w+)\s*\{/g)) {
    if (found.index < from) continue;
    const open = found.index + found[0].length - 1;
    const end = closing(code, open);
    inner.push({ name: found[1], body: code.slice(open + 1, end - 1) });
    outside += code.slice(from, found.index);
    from = end;
  }
  return { outside: outside + code.slice(from), inner };
}

/** Splits `a, b::{c, d}` at the commas outside braces. */
function splitList(list) {
  const parts = [""];
  let depth = 0;
  for (const character of list) {
    if (character === "{") depth += 1;
    if (character === "}") depth -= 1;
    if (character === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts.map((one) => one.trim()).filter(Boolean);
}

/** The paths of a use tree: `a::{b, c::d}` is `a::b` and `a::c::d`. */
function expand(tree) {
  const brace = tree.indexOf("{");
  if (brace === -1) return [tree.replace(/\s+as\s+\w+$/, "").replace(/\s/g, "")];
  const prefix = tree.slice(0, brace).replace(/\s/g, "");
  return splitList(tree.slice(brace + 1, tree.lastIndexOf("}"))).flatMap(expand).map((rest) => prefix + rest);
}

/** The paths that a text's `use` declarations name, as they are written, its inner modules left out. */
export const usesOf = (text) => [...splitModules(codeOf(text)).outside.matchAll(/\buse\s+([^;]+);/g)].flatMap(([, tree]) => expand(tree)).map((path) => path.split("::"));

/** The module path of a file below src/, from the crate on: `src/state/chain/mod.rs` is ["state", "chain"]. */
export function modulePath(file) {
  const parts = file.replace(/^src\//, "").replace(/\.rs$/, "").split("/");
  return ["mod", "lib"].includes(parts.at(-1)) ? parts.slice(0, -1) : parts;
}

/**
 * Every path inside the crate that a module's text names, as names from the crate on, whether it stands in a `use` or
 * in an expression; `super` and `self` are resolved by the place of the module.
 */
export function pathsOf(own, text) {
  const { outside, inner } = splitModules(codeOf(text));
  const others = outside.replace(/\buse\s+[^;]+;/g, "").match(/(?:\$?\bcrate|\bsuper|\bself)\s*(?:::\s*\w+\s*)+/g) ?? [];
  const expressions = others.map((path) => path.replace(/\s/g, "").split("::"));
  const named = [...usesOf(outside), ...expressions].map((names) => resolve(own, names)).filter(Boolean);
  return [...named, ...inner.flatMap(({ name, body }) => pathsOf([...own, name], body))];
}

function resolve(own, names) {
  if (/^\$?crate$/.test(names[0])) return names.slice(1);
  if (names[0] === "self") return [...own, ...names.slice(1)];
  const ups = names.findIndex((name) => name !== "super");
  return ups > 0 ? [...own.slice(0, own.length - ups), ...names.slice(ups)] : undefined;
}

/** Every function of a text: `{ name, attributes, parameters, body }`, its comments and strings blanked. */
export function functionsOf(text) {
  const code = codeOf(text);
  const head = /((?:#\[[^\]]*\]\s*)*)(?:pub(?:\([^)]*\))?\s+)?(?:const\s+|async\s+|unsafe\s+)*fn\s+(\w+)\s*(?:<[^>(]*>)?\(([^{;]*)\{/g;
  return [...code.matchAll(head)].map((found) => {
    const open = found.index + found[0].length - 1;
    const [, attributes, name, parameters] = found;
    return { name, attributes, parameters, body: code.slice(open, closing(code, open)) };
  });
}
