//! Arbitrary documents of the strict subset, written in an arbitrary way, against
//! an independent canonicaliser.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Map, Value as Json};

use super::canonicalise;
use crate::support::seed::runner;
use crate::support::workload::Rng;

const CASES: u32 = 2000;

/// Characters whose order or escapes are easy to get wrong: controls, quotes,
/// both ends of the surrogate range, and astral characters, which sort before
/// U+E000–U+FFFF by UTF-16 units but after them by code points.
fn character() -> impl Strategy<Value = char> {
    let telling = [
        '\0',
        '\u{8}',
        '\t',
        '\n',
        '\u{c}',
        '\r',
        '\u{1f}',
        ' ',
        '"',
        '\\',
        '/',
        '\u{7f}',
        '\u{80}',
        '\u{2028}',
        '\u{d7ff}',
        '\u{e000}',
        '\u{feff}',
        '\u{ffff}',
        '\u{10000}',
        '\u{10ffff}',
    ];
    prop_oneof![
        prop::sample::select(telling.to_vec()),
        any::<char>(),
        prop::char::range('a', 'd')
    ]
}

fn string() -> impl Strategy<Value = String> {
    vec(character(), 0..6).prop_map(String::from_iter)
}

fn document() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        string().prop_map(Json::from),
        any::<bool>().prop_map(Json::from),
        prop_oneof![
            0..20u64,
            0..=9_007_199_254_740_991u64,
            Just(9_007_199_254_740_991u64)
        ]
        .prop_map(Json::from),
    ];
    leaf.prop_recursive(5, 48, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Json::Array),
            btree_map(string(), inner, 0..8)
                .prop_map(|members| Json::Object(Map::from_iter(members))),
        ]
    })
}

/// Writes a document with arbitrary white space, escapes and order of members.
fn render(value: &Json, rng: &mut Rng, out: &mut String) {
    space(rng, out);
    match value {
        Json::String(text) => render_string(text, rng, out),
        Json::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                render(item, rng, out);
            }
            space(rng, out);
            out.push(']');
        }
        Json::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            for end in (1..members.len()).rev() {
                members.swap(end, rng.index(end + 1));
            }
            out.push('{');
            for (index, (name, value)) in members.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                space(rng, out);
                render_string(name, rng, out);
                space(rng, out);
                out.push(':');
                render(value, rng, out);
            }
            space(rng, out);
            out.push('}');
        }
        scalar => out.push_str(&scalar.to_string()),
    }
    space(rng, out);
}

fn space(rng: &mut Rng, out: &mut String) {
    while rng.one_in(4) {
        out.push(*rng.pick(&[' ', '\t', '\n', '\r']));
    }
}

fn render_string(text: &str, rng: &mut Rng, out: &mut String) {
    out.push('"');
    for character in text.chars() {
        let must = matches!(character, '"' | '\\' | '\0'..='\u{1f}');
        let short = "\"\\/\u{8}\u{c}\n\r\t".find(character);
        match short {
            Some(place) if rng.one_in(2) => {
                let place = "\"\\/\u{8}\u{c}\n\r\t"[..place].chars().count();
                out.push('\\');
                out.push(['"', '\\', '/', 'b', 'f', 'n', 'r', 't'][place]);
            }
            _ if must || rng.one_in(3) => render_units(character, rng, out),
            _ => out.push(character),
        }
    }
    out.push('"');
}

/// `\uXXXX` for each UTF-16 unit, in either case of digits.
fn render_units(character: char, rng: &mut Rng, out: &mut String) {
    for unit in character.encode_utf16(&mut [0; 2]) {
        if rng.one_in(2) {
            out.push_str(&format!("\\u{unit:04x}"));
        } else {
            out.push_str(&format!("\\u{unit:04X}"));
        }
    }
}

#[test]
fn documents_have_the_bytes_of_an_independent_canonicaliser_however_they_are_written() {
    let cases = (document(), any::<u64>());
    let result = runner(CASES).run(&cases, |(document, style)| {
        let mut text = String::new();
        render(&document, &mut Rng::new(style), &mut text);
        let canonical = canonicalise(&text);
        let expected = serde_json_canonicalizer::to_string(&document).unwrap();
        prop_assert_eq!(&canonical, &expected, "{}", text);
        prop_assert_eq!(canonicalise(&canonical), canonical);
        Ok(())
    });
    result.unwrap();
}

/// RFC 8785, section 3.2.3: the example of the standard.
#[test]
fn members_are_sorted_by_utf16_units() {
    let text = r#"{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}"#;
    let order = [
        "Carriage Return",
        "One",
        "Control",
        "Latin Small Letter O With Diaeresis",
        "Euro Sign",
        "Emoji: Grinning Face",
        "Hebrew Letter Dalet With Dagesh",
    ];
    let canonical = canonicalise(text);
    let places: Vec<_> = order
        .iter()
        .map(|name| canonical.find(name).unwrap())
        .collect();
    assert!(places.is_sorted(), "{canonical}");
}

/// RFC 8785, section 3.2.2.2: short escapes where ECMAScript has them, lower-case
/// `\u00xx` for the other controls, and everything else as it is.
#[test]
fn strings_are_escaped_as_ecmascript_does() {
    let text = r#"["\u0000\u0008\u0009\u000a\u000b\u000c\u000d\u001F\u0022\u005C\u002f\u007f\u2028\ud83d\ude00"]"#;
    let expected = "[\"\\u0000\\b\\t\\n\\u000b\\f\\r\\u001f\\\"\\\\/\u{7f}\u{2028}\u{1f600}\"]";
    assert_eq!(canonicalise(text), expected);
}

#[test]
fn the_last_values_within_the_bounds_are_accepted() {
    let nested = format!("{}{}", "[".repeat(32), "]".repeat(32));
    assert_eq!(canonicalise(&nested), nested);
    let members: Vec<_> = (100..356).map(|number| format!("\"{number}\":0")).collect();
    let wide = format!("{{{}}}", members.join(","));
    assert_eq!(canonicalise(&wide), wide);
    assert_eq!(canonicalise("9007199254740991"), "9007199254740991");
    assert_eq!(canonicalise("0"), "0");
}
