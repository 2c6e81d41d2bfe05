// Compares values with the types that the package declares, member by member.

import ts from "typescript";

const kinds = ts.SyntaxKind;

/**
 * Reads declarations. `check(value, name)` gives what is wrong with a value of a declared type, `declared(name)` every
 * member that can be reached from it, as `Interface.member`, and `seen` those that a checked value had.
 */
export function declaredTypes(text) {
  const source = ts.createSourceFile("index.d.ts", text, ts.ScriptTarget.Latest, true);
  const named = new Map(source.statements.filter(({ name }) => name).map((statement) => [statement.name.text, statement]));
  const seen = new Set();

  function shapeOfName(name) {
    const declaration = named.get(name);
    if (declaration === undefined) throw new Error(`There is no declaration of ${name}.`);
    return ts.isInterfaceDeclaration(declaration) ? objectOf(declaration.members, name) : shapeOf(declaration.type, name);
  }

  /** A type as an object with members, a union or intersection of shapes, a list, or a leaf. */
  function shapeOf(type, owner) {
    if (ts.isTypeReferenceNode(type)) return shapeOfName(type.typeName.getText());
    if (ts.isTypeLiteralNode(type)) return objectOf(type.members, owner);
    if (ts.isUnionTypeNode(type)) return { kind: "union", type, parts: type.types.map((part) => shapeOf(part, owner)).flatMap((part) => (part.kind === "union" ? part.parts : [part])) };
    if (ts.isIntersectionTypeNode(type)) return { kind: "intersection", type, parts: type.types.map((part) => shapeOf(part, owner)) };
    return { kind: "leaf", type };
  }

  function objectOf(members, owner) {
    return { kind: "object", type: { getText: () => owner }, members: new Map(members.map((member) => [member.name.getText(), { types: [member.type], optional: member.questionToken !== undefined, owners: [owner] }])) };
  }

  /** The members that an object of this shape has; of a union those of the part that the value's tags choose. */
  function membersFor(shape, value) {
    if (shape.kind === "object") return shape.members;
    if (shape.kind === "union") {
      const fitting = shape.parts.map((part) => membersFor(part, value)).filter((members) => members !== undefined && hasTags(members, value));
      return fitting.find((members) => isComplete(members, value)) ?? fitting[0];
    }
    if (shape.kind === "intersection") return shape.parts.map((part) => membersFor(part, value)).reduce(joined);
    return undefined;
  }

  /** Whether a value has the literals that tell it apart: its `type` or `kind`. */
  const hasTags = (members, value) => [...members].every(([name, { types }]) => types.every((type) => !ts.isLiteralTypeNode(type) || value[name] === literalOf(type)));

  /** Whether a value has every member that must be there, which tells apart what has no tags. */
  const isComplete = (members, value) => [...members].every(([name, { optional }]) => optional || value[name] !== undefined);

  function problems(value, shape, path) {
    const members = typeof value === "object" && value !== null && !Array.isArray(value) ? membersFor(shape, value) : undefined;
    if (members !== undefined) return memberProblems(value, members, path);
    const fits = shape.kind === "leaf" ? isLeaf(value, shape.type) : shape.kind === "union" && shape.parts.some((part) => problems(value, part, path).length === 0);
    if (!fits) return [`${path}: ${JSON.stringify(value)} is no ${shape.type.getText()}`];
    return Array.isArray(value) ? listProblems(value, shape, path) : [];
  }

  function memberProblems(value, members, path) {
    const undeclared = Object.keys(value).filter((name) => !members.has(name)).map((name) => `${path}/${name}: is not declared`);
    const found = [...members].flatMap(([name, { types, optional, owners }]) => {
      if (value[name] === undefined) return optional ? [] : [`${path}/${name}: is missing`];
      for (const owner of owners) seen.add(`${owner}.${name}`);
      return types.flatMap((type) => problems(value[name], shapeOf(type, owners[0]), `${path}/${name}`));
    });
    return [...undeclared, ...found];
  }

  function listProblems(items, { type, parts }, path) {
    const list = type.kind === kinds.ArrayType ? type : parts.find((part) => part.type.kind === kinds.ArrayType).type;
    const item = shapeOf(list.elementType);
    return items.flatMap((one, index) => problems(one, item, `${path}/${index}`));
  }

  function declared(name, found = new Set(), visited = new Set()) {
    if (visited.has(name)) return found;
    visited.add(name);
    const visit = (node) => {
      if (ts.isPropertySignature(node)) found.add(`${name}.${node.name.getText()}`);
      if (ts.isTypeReferenceNode(node)) declared(node.typeName.getText(), found, visited);
      ts.forEachChild(node, visit);
    };
    visit(named.get(name));
    return found;
  }

  return { check: (value, name) => problems(value, shapeOfName(name), ""), declared, seen };
}

/** The members of an intersection: a value that has one of both has it for both. */
function joined(left, right) {
  const all = new Map(left);
  for (const [name, member] of right ?? []) {
    const other = left?.get(name);
    const both = other && { types: [...other.types, ...member.types], optional: other.optional && member.optional, owners: [...other.owners, ...member.owners] };
    all.set(name, both ?? member);
  }
  return all;
}

/** Whether a value is of a type that has no members of its own. */
function isLeaf(value, type) {
  switch (type.kind) {
    case kinds.StringKeyword:
      return typeof value === "string";
    case kinds.NumberKeyword:
      return typeof value === "number";
    case kinds.BooleanKeyword:
      return typeof value === "boolean";
    case kinds.UnknownKeyword:
      return value !== undefined;
    case kinds.ArrayType:
      return Array.isArray(value);
    case kinds.LiteralType:
      return value === literalOf(type);
    case kinds.TemplateLiteralType:
      return typeof value === "string" && patternOf(type).test(value);
    default:
      throw new Error(`The type ${type.getText()} is not understood.`);
  }
}

function literalOf({ literal }) {
  if (ts.isStringLiteral(literal)) return literal.text;
  if (literal.kind === kinds.TrueKeyword) return true;
  throw new Error(`The literal ${literal.getText()} is not understood.`);
}

/** The strings of a template literal type whose holes are of type `string`. */
function patternOf({ head, templateSpans }) {
  const escape = (text) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  return new RegExp(`^${escape(head.text)}${templateSpans.map(({ literal }) => `[^]*${escape(literal.text)}`).join("")}$`);
}
