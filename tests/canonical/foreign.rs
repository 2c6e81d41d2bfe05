//! Texts that other programs wrote: what they may hold besides the strict subset, and
//! what not. The strict reader is not changed by it.

use statelog::canonical::{Document, Form, Kind};
use statelog::event::scalar::Uint48;

#[test]
fn foreign_texts_may_hold_null_and_numbers_of_any_size() {
    let digits = "9".repeat(1_000);
    let text = format!("{{\"a\":null,\"b\":{digits},\"c\":[null,0,9007199254740992]}}");
    let document = Document::parse_foreign(&text).unwrap();
    let root = document.root();
    assert_eq!(root.member("a").unwrap().kind(), Kind::Null);
    assert_eq!(root.member("b").unwrap().raw(), digits);
    let items: Vec<_> = root.member("c").unwrap().array().unwrap().collect();
    assert_eq!(items[2].raw(), "9007199254740992");
    assert!(Document::parse(&text).is_err());
}

/// A number that was not refused by the reader is never taken for another one.
#[test]
fn large_numbers_of_foreign_texts_are_no_numbers_of_ours() {
    for digits in ["9007199254740992", "18446744073709551616", &"1".repeat(99)] {
        let document = Document::parse_foreign(digits).unwrap();
        assert!(document.root().number().is_err());
        assert!(Uint48::read(document.root()).is_err());
        assert!(
            String::from_utf8(statelog::canonical::to_bytes(&document.root())).unwrap() == digits
        );
    }
    let largest = Document::parse_foreign("9007199254740991").unwrap();
    assert_eq!(largest.root().number(), Ok(9_007_199_254_740_991));
}

#[test]
fn foreign_objects_may_have_many_members_and_repeat_names() {
    let members: Vec<_> = (0..20_000).rev().map(|n| format!("\"{n}\":{n}")).collect();
    let text = format!("{{{}}}", members.join(","));
    let document = Document::parse_foreign(&text).unwrap();
    assert_eq!(document.root().object().unwrap().count(), 20_000);
    let twice = Document::parse_foreign("{\"a\":1,\"a\":2}").unwrap();
    assert_eq!(twice.root().member("a").unwrap().number(), Ok(1));
}

#[test]
fn other_numbers_and_words_are_refused_in_foreign_texts_too() {
    for (value, path) in [
        ("[1.5]", "/0"),
        ("[-1]", "/0"),
        ("[1e9]", "/0"),
        ("[00]", "/0"),
        ("[018446744073709551616]", "/0"),
        ("[nul]", "/0"),
        ("{\"a\":NaN}", "/a"),
        ("\"\\ud800\"", ""),
    ] {
        let error = Document::parse_foreign(value).unwrap_err();
        assert_eq!(error.path, path, "{value}");
    }
    let deep = "[".repeat(33) + &"]".repeat(33);
    assert!(Document::parse_foreign(&deep).is_err());
}
