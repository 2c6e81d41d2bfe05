// The public declarations of the package, read from the golden files.

import { readFileSync } from "node:fs";
import ts from "typescript";
import { fromRoot } from "../../../scripts/lib/paths.mjs";

const read = (entry) => declarationsOf(readFileSync(fromRoot("tests", "package", "golden", `${entry}.d.ts`), "utf8"));

/** The declarations of a text: what is exported, and every named declaration. */
export function declarationsOf(text) {
  const source = ts.createSourceFile("index.d.ts", text, ts.ScriptTarget.Latest, true);
  const exported = source.statements
    .filter(ts.isExportDeclaration)
    .flatMap(({ exportClause }) => exportClause.elements.map(({ name }) => name.text));
  const named = new Map(source.statements.filter(({ name }) => name).map((statement) => [statement.name.text, statement]));
  return { exported, named };
}

/** The declarations of all entries: those of the default entry, and what each of the others has of its own. */
export function golden() {
  const index = read("index");
  const own = ["slim", "node", "browser", "testing"].map(read).map(({ exported, named }) => ({ exported: exported.filter((name) => named.has(name)), named }));
  return {
    exported: [...new Set([index, ...own].flatMap(({ exported }) => exported))],
    named: new Map([...own, index].flatMap(({ named }) => [...named])),
  };
}

/** What the doc comment of a node says, on one line. */
export function docOf(node) {
  const comment = ts.getJSDocCommentsAndTags(node).at(-1)?.comment;
  return (ts.getTextOfJSDocComment(comment) ?? "").replace(/\s+/g, " ");
}

/** The members of an interface or class with their types, as they are written: `{ name, type, doc, node }`. */
export function membersOf(declaration) {
  return declaration.members
    .filter(({ name }) => name !== undefined && !ts.isPrivateIdentifier(name))
    .map((node) => ({ name: node.name.getText(), type: oneLine(typeOf(node)), optional: node.questionToken !== undefined, doc: docOf(node), node }));
}

/** The text of a property's type, or of a method's parameters and result. */
function typeOf(node) {
  if (ts.isPropertySignature(node) || ts.isPropertyDeclaration(node) || ts.isGetAccessor(node)) return node.type.getText();
  const types = node.typeParameters ? `<${node.typeParameters.map((one) => one.getText()).join(", ")}>` : "";
  return `${types}(${node.parameters.map((one) => one.getText()).join(", ")}): ${node.type?.getText() ?? ""}`;
}

const oneLine = (text) => text.replace(/\s+/g, " ").replaceAll("; }", " }");
