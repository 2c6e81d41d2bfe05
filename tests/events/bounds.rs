//! The bounds of each scalar form and list, tried at every place that holds one:
//! the last value that is accepted, and the first that is not.

use serde_json::{Value as Json, json};

use crate::sites::{Site, assert_read_as, assert_refused, replaced, sites, type_of};
use crate::support::examples::all_full;
use crate::support::forms::{Shape, shape};

/// Places whose value must also agree with another member: `conditions.rs` tries
/// those.
fn depends_on_others(example: &Json, site: &Site) -> bool {
    let proposal = type_of(example).as_str().starts_with("ledger_proposal");
    let dependent = ["/role", "/sig/signerIndex", "/proposal/allocationType"];
    proposal && dependent.contains(&site.path.as_str())
}

/// Numbers and other JSON that `json!` cannot write.
fn raw(text: &str) -> Json {
    text.parse().unwrap()
}

/// Values that a shape accepts, each with its canonical form.
fn inside(shape: &Shape, example: &Json) -> Vec<(Json, Json)> {
    let same = |value: Json| (value.clone(), value);
    match shape {
        Shape::Hex(bytes) => {
            let digits = |digit: &str| format!("0x{}", digit.repeat(bytes * 2));
            vec![
                same(digits("0").into()),
                same(digits("f").into()),
                (digits("F").into(), digits("f").into()),
                (
                    digits("aB")[..2 + bytes * 2].into(),
                    digits("ab")[..2 + bytes * 2].into(),
                ),
            ]
        }
        Shape::Bytes => vec![
            same("0x".into()),
            same("0x00".into()),
            ("0xABcd".into(), "0xabcd".into()),
            same(format!("0x{}", "7f".repeat(16_384)).into()),
        ],
        Shape::Decimal(bits) => {
            let mut values = vec!["0", "1", "10", "9999999999999999999", decimal_max(*bits)];
            if *bits > 64 {
                values.extend([decimal_above(64), "99999999999999999999"]);
            }
            values.into_iter().map(|value| same(value.into())).collect()
        }
        Shape::Number(max) => vec![same(json!(0)), same(json!(*max))],
        Shape::Text => [
            "",
            "\u{0}\u{1f}\"\\/\u{7f}\u{2028}",
            &"a".repeat(1024),
            &"é".repeat(1024),
            // Astral characters take two UTF-16 units each.
            &"\u{1f701}".repeat(512),
        ]
        .map(|text| same(text.into()))
        .into(),
        Shape::Body => ["", &"a".repeat(32_768), &"é".repeat(16_384)]
            .map(|body| same(body.into()))
            .into(),
        Shape::True => vec![same(json!(true))],
        Shape::Boolean => vec![same(json!(true)), same(json!(false))],
        Shape::Word(words) => words.iter().map(|word| same(json!(word))).collect(),
        Shape::List { min, max, .. } => {
            let item = example[0].clone();
            let mut lists = vec![same(vec![item.clone(); *min].into())];
            if *max < 1000 {
                lists.push(same(vec![item; *max].into()));
            }
            lists
        }
        Shape::Record(_) | Shape::Proposal => Vec::new(),
    }
}

/// Values of the right JSON kind that a shape refuses.
fn outside(shape: &Shape, example: &Json) -> Vec<Json> {
    match shape {
        Shape::Hex(bytes) => {
            let zeros = "0".repeat(bytes * 2);
            vec![
                "".into(),
                "0x".into(),
                zeros.clone().into(),
                format!("0X{zeros}").into(),
                format!("0x{}", &zeros[1..]).into(),
                format!("0x{}", &zeros[2..]).into(),
                format!("0x{zeros}0").into(),
                format!("0x{zeros}00").into(),
                format!("0x{}g", &zeros[1..]).into(),
                format!("0x{}é", &zeros[2..]).into(),
                format!("0x{} ", &zeros[1..]).into(),
                format!("0x+{}", &zeros[1..]).into(),
            ]
        }
        Shape::Bytes => vec![
            "".into(),
            "0".into(),
            "00".into(),
            "0X00".into(),
            "0x0".into(),
            "0xabc".into(),
            "0x0g".into(),
            "0xé".into(),
            "0x 0".into(),
            format!("0x{}", "00".repeat(16_385)).into(),
        ],
        Shape::Decimal(bits) => {
            let wrong = [
                "", "00", "01", "+1", "-1", "-0", "1.0", "1e3", " 1", "1 ", "0x1", "1_000", "١",
            ];
            let mut values: Vec<Json> = wrong.map(Json::from).into();
            values.push(decimal_above(*bits).into());
            values.push("9".repeat(79).into());
            values
        }
        Shape::Number(max) => vec![
            json!(max + 1),
            raw("18446744073709551616"),
            raw("-1"),
            raw("-0"),
            raw("0.5"),
            raw("1.0"),
            raw("1e2"),
        ],
        Shape::Text => vec![
            "a".repeat(1025).into(),
            "é".repeat(1025).into(),
            format!("{}a", "\u{1f701}".repeat(512)).into(),
        ],
        Shape::Body => vec![
            "a".repeat(32_769).into(),
            format!("a{}", "é".repeat(16_384)).into(),
        ],
        Shape::True => vec![json!(false)],
        Shape::Boolean | Shape::Record(_) => Vec::new(),
        Shape::Word(words) => {
            let known = words[0];
            vec![
                "".into(),
                "unheard_of".into(),
                known.to_uppercase().into(),
                format!("{known} ").into(),
                known[1..].into(),
            ]
        }
        Shape::List { min, max, .. } => {
            let item = example[0].clone();
            let mut lists = Vec::new();
            if *min > 0 {
                lists.push(vec![item.clone(); min - 1].into());
            }
            if *max < 1000 {
                lists.push(vec![item; max + 1].into());
            }
            lists
        }
        // The other kinds are in `members.rs`.
        Shape::Proposal => vec![json!({ "kind": "swap" })],
    }
}

/// 2^64 − 1 or 2^256 − 1.
fn decimal_max(bits: u32) -> &'static str {
    match bits {
        64 => "18446744073709551615",
        256 => "115792089237316195423570985008687907853269984665640564039457584007913129639935",
        _ => panic!("no decimal form has {bits} bits"),
    }
}

/// 2^64 or 2^256.
fn decimal_above(bits: u32) -> &'static str {
    match bits {
        64 => "18446744073709551616",
        256 => "115792089237316195423570985008687907853269984665640564039457584007913129639936",
        _ => panic!("no decimal form has {bits} bits"),
    }
}

#[test]
fn every_value_within_its_bounds_is_accepted_and_gets_its_canonical_form() {
    for example in all_full() {
        for site in sites(&example) {
            if depends_on_others(&example, &site) {
                continue;
            }
            let value = example.pointer(&site.path).unwrap();
            for (value, canonical) in inside(&shape(site.form), value) {
                let given = replaced(&example, &site.path, value);
                let expected = replaced(&example, &site.path, canonical);
                assert_read_as(&given, &expected, &site.path);
            }
        }
    }
}

#[test]
fn l4_every_value_beyond_its_bounds_is_refused_with_its_path() {
    for example in all_full() {
        for site in sites(&example) {
            let value = example.pointer(&site.path).unwrap();
            for value in outside(&shape(site.form), value) {
                let why = format!("{value:.80}");
                let path = match shape(site.form) {
                    // A proposal is refused for its kind.
                    Shape::Proposal => format!("{}/kind", site.path),
                    _ => site.path.clone(),
                };
                assert_refused(&replaced(&example, &site.path, value), &path, &why);
            }
        }
    }
}
