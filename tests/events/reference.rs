//! The tables of `docs/events.md` are generated from the catalogue, between marks that
//! name them; the prose around them is written by hand. After a wanted change,
//! `STATELOG_UPDATE_GOLDEN=1` writes the tables anew.

use std::fmt::Write as _;

use statelog::canonical::MemberDoc;
use statelog::event::{AddProposal, CATALOGUE, FactKind, RemoveProposal, TypeDoc};

use crate::support::forms::{Shape, about_record, about_word, shape};
use crate::support::golden::assert_golden;

const PAGE: &str = include_str!("../../docs/events.md");

/// The TypeScript of the scalar forms, each with a line that says what it is.
const SCALARS: &str = include_str!("../../src/wasm/types.rs");

/// The members that every event has are its last ones.
const COMMON_COUNT: usize = 3;

#[test]
fn the_tables_of_the_event_reference_are_those_of_the_catalogue() {
    let current = with_tables(PAGE);
    assert_golden("docs/events.md", &current, PAGE);
}

#[test]
fn a_text_with_an_old_table_a_missing_mark_or_an_unknown_one_does_not_pass() {
    let current = with_tables(PAGE);
    assert_eq!(with_tables(&current), current);
    assert_ne!(current, current.replacen("Bytes32", "Bytes20", 1));
    let old = current.replacen("| `timestamp?` |", "| `timestamp` |", 1);
    assert_ne!(old, current, "the table names the member");
    assert_eq!(with_tables(&old), current);
    for broken in [
        current.replace("<!-- begin scalars -->", ""),
        current.replace("<!-- end types -->", ""),
        current.replace("scalars -->", "scaling -->"),
    ] {
        let outcome = std::panic::catch_unwind(|| with_tables(&broken));
        assert!(outcome.is_err());
    }
}

/// The text with each table between its marks replaced by what the catalogue says.
fn with_tables(text: &str) -> String {
    let tables = [
        ("types", types()),
        ("scalars", scalars()),
        ("common", table(common())),
        ("members", CATALOGUE.iter().map(section).collect()),
        ("records", records()),
        ("words", words()),
    ];
    assert_eq!(text.matches("<!-- begin ").count(), tables.len());
    tables.iter().fold(text.to_owned(), |text, (name, table)| {
        let (before, rest) = text
            .split_once(&format!("<!-- begin {name} -->\n"))
            .unwrap_or_else(|| panic!("there is no mark at which {name} begin"));
        let (_, after) = rest
            .split_once(&format!("<!-- end {name} -->\n"))
            .unwrap_or_else(|| panic!("there is no mark at which {name} end"));
        format!("{before}<!-- begin {name} -->\n\n{table}\n<!-- end {name} -->\n{after}")
    })
}

fn common() -> &'static [MemberDoc] {
    let members = CATALOGUE[0].members;
    &members[members.len() - COMMON_COUNT..]
}

fn own(entry: &TypeDoc) -> &'static [MemberDoc] {
    let (own, last) = entry.members.split_at(entry.members.len() - COMMON_COUNT);
    assert_eq!(last, common(), "{}", entry.tag);
    own
}

fn types() -> String {
    let mut out = "| # | type | fact | what happened |\n|---|---|---|---|\n".to_owned();
    for (index, entry) in CATALOGUE.iter().enumerate() {
        let (number, tag, kind) = (index + 1, entry.tag, kind(entry.kind));
        let doc = prose(entry.doc);
        writeln!(out, "| {number} | [`{tag}`](#{tag}) | {kind} | {doc} |").unwrap();
    }
    out
}

fn kind(kind: FactKind) -> &'static str {
    match kind {
        FactKind::Own => "own",
        FactKind::Observed => "observed",
        FactKind::OwnOrObserved => "own or observed",
        FactKind::System => "system",
    }
}

/// The section of one event type.
fn section(entry: &TypeDoc) -> String {
    let (tag, name, doc, kind) = (entry.tag, entry.name, prose(entry.doc), kind(entry.kind));
    let members = table(own(entry));
    format!("### `{tag}`\n\n{doc} Kind of fact: {kind}. In TypeScript `{name}`.\n\n{members}\n")
}

fn table(members: &[MemberDoc]) -> String {
    let mut out = "| member | type | range | meaning |\n|---|---|---|---|\n".to_owned();
    for member in members {
        let mark = if member.optional { "?" } else { "" };
        let (name, form) = (member.name, form(member.form));
        let (range, doc) = (range(&shape(member.form)), prose(member.doc));
        writeln!(out, "| `{name}{mark}` | {form} | {range} | {doc} |").unwrap();
    }
    out
}

/// The name of a form as TypeScript has it; records and words are described below.
fn form(name: &'static str) -> String {
    match shape(name) {
        Shape::List { item, .. } => match form(item).strip_prefix('`') {
            Some(scalar) => format!("`{}[]`", scalar.trim_end_matches('`')),
            None => format!("{} (list)", form(item)),
        },
        Shape::Boolean => "`boolean`".to_owned(),
        Shape::Record(_) | Shape::Word(_) | Shape::Proposal => {
            format!("[`{name}`](#{})", name.to_lowercase())
        }
        _ => format!("`{name}`"),
    }
}

fn range(shape: &Shape) -> String {
    match shape {
        Shape::Hex(bytes) => format!("{bytes} bytes"),
        Shape::Bytes => "0..16,384 bytes".to_owned(),
        Shape::Decimal(bits) => format!("0..2^{bits}−1"),
        Shape::Number(max) => match (max + 1).is_power_of_two() {
            true if *max > 255 => format!("0..2^{}−1", (max + 1).ilog2()),
            _ => format!("0..{max}"),
        },
        Shape::Text => "0..1,024 UTF-16 units".to_owned(),
        Shape::Body => "0..32,768 bytes of UTF-8".to_owned(),
        Shape::True => "`true`".to_owned(),
        Shape::Boolean => "`true`, `false`".to_owned(),
        Shape::Word(words) => {
            let words: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
            words.join(", ")
        }
        Shape::List { min, max, .. } if *max == usize::MAX => format!("{min} or more items"),
        Shape::List { min, max, .. } => format!("{min}..{max} items"),
        Shape::Record(_) | Shape::Proposal => String::new(),
    }
}

/// The scalar forms that members have, in the order of their TypeScript declarations.
fn scalars() -> String {
    let used = forms();
    let mut out = "| form | in JSON | range | what it is |\n|---|---|---|---|\n".to_owned();
    let mut count = 0;
    let lines: Vec<_> = SCALARS.lines().collect();
    for pair in lines.windows(2) {
        let Some(name) = pair[1].strip_prefix("export type ") else {
            continue;
        };
        let name = name.split_once(' ').unwrap().0;
        let Some(form) = used.iter().copied().find(|form| *form == name) else {
            continue;
        };
        let Some(json) = json(&shape(form)) else {
            continue;
        };
        let doc = pair[0].strip_prefix("/** ").unwrap();
        let doc = doc.strip_suffix(" */").unwrap();
        let range = range(&shape(form));
        writeln!(out, "| `{form}` | {json} | {range} | {doc} |").unwrap();
        count += 1;
    }
    let scalar = |form: &&&'static str| **form != "bool" && json(&shape(form)).is_some();
    assert_eq!(count, used.iter().filter(scalar).count());
    out
}

/// How a scalar stands in JSON; `None` for forms that are made of others.
fn json(shape: &Shape) -> Option<&'static str> {
    match shape {
        Shape::Hex(_) | Shape::Bytes => Some("string: `0x` and lower-case hex digits"),
        Shape::Decimal(_) => Some("string: decimal, no leading zero"),
        Shape::Number(_) => Some("number"),
        Shape::Text | Shape::Body => Some("string"),
        Shape::True | Shape::Boolean => Some("boolean"),
        Shape::Word(_) | Shape::Record(_) | Shape::List { .. } | Shape::Proposal => None,
    }
}

fn records() -> String {
    let mut out = String::new();
    for form in forms() {
        if let Some((about, members)) = about_record(form) {
            let (about, members) = (prose(about), table(members));
            writeln!(out, "### `{form}`\n\n{about}\n\n{members}").unwrap();
        } else if matches!(shape(form), Shape::Proposal) {
            out.push_str(&proposals());
        }
    }
    out
}

fn proposals() -> String {
    let part = |kind: &str, about: &str, members: &[MemberDoc]| {
        let (about, members) = (prose(about), table(members));
        format!("With `kind: \"{kind}\"`: {about}\n\n{members}\n")
    };
    let add = part("add", AddProposal::ABOUT, AddProposal::MEMBERS);
    let remove = part("remove", RemoveProposal::ABOUT, RemoveProposal::MEMBERS);
    format!(
        "### `Proposal`\n\nA change of a ledger channel; its `kind` tells which.\n\n{add}{remove}"
    )
}

fn words() -> String {
    let mut out = String::new();
    for form in forms() {
        let Some((about, words)) = about_word(form) else {
            continue;
        };
        let about = prose(about);
        writeln!(
            out,
            "### `{form}`\n\n{about}\n\n| word | meaning |\n|---|---|"
        )
        .unwrap();
        for (word, doc) in words {
            writeln!(out, "| `{word}` | {} |", prose(doc)).unwrap();
        }
        out.push('\n');
    }
    out
}

/// Every form that a member has, at any depth, in order of first appearance.
fn forms() -> Vec<&'static str> {
    let mut found = Vec::new();
    for entry in CATALOGUE {
        collect(entry.members, &mut found);
    }
    found
}

fn collect(members: &'static [MemberDoc], found: &mut Vec<&'static str>) {
    for member in members {
        collect_form(member.form, found);
    }
}

fn collect_form(form: &'static str, found: &mut Vec<&'static str>) {
    if found.contains(&form) {
        return;
    }
    found.push(form);
    match shape(form) {
        Shape::Record(members) => collect(members, found),
        Shape::List { item, .. } => collect_form(item, found),
        Shape::Proposal => {
            collect(AddProposal::MEMBERS, found);
            collect(RemoveProposal::MEMBERS, found);
        }
        _ => {}
    }
}

/// A doc comment on one line.
fn prose(doc: &str) -> String {
    let words: Vec<_> = doc.split_whitespace().collect();
    words.join(" ")
}
