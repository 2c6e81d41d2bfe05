//! Everything that the strict subset refuses, and the place that the error names.

use statelog::canonical::{Document, Invalid};

fn refuse(text: &str) -> Invalid {
    match Document::parse(text) {
        Ok(_) => panic!("accepted: {text}"),
        Err(error) => error,
    }
}

/// Tries a value that must be refused at several places of a document.
fn assert_refused_everywhere(value: &str, why: &str) {
    for (document, path) in [
        ("@", ""),
        (" [@]", "/0"),
        ("[[], true, @]", "/2"),
        (r#"{"a":@}"#, "/a"),
        (r#"{"b":[1,{"c":@}],"a":2}"#, "/b/1/c"),
        (r#"{"a/b~c":[@]}"#, "/a~1b~0c/0"),
        (r#"{"\u0061\ud83d\ude00":@}"#, "/a\u{1f600}"),
    ] {
        let text = document.replace('@', value);
        assert_eq!(refuse(&text).path, path, "{why}: {text}");
    }
}

#[test]
fn numbers_other_than_integers_within_the_safe_range_are_refused() {
    for (value, why) in [
        ("1.5", "a fraction"),
        ("1.0", "a fraction that is none"),
        ("0.0", "a fraction of zero"),
        ("1.", "a point without digits"),
        (".5", "a point without an integer"),
        ("1e3", "an exponent"),
        ("1E3", "an exponent"),
        ("1e+3", "an exponent"),
        ("0e0", "an exponent of zero"),
        ("-1", "a negative number"),
        ("-0", "negative zero"),
        ("-", "a sign alone"),
        ("+1", "a plus sign"),
        ("00", "a leading zero"),
        ("01", "a leading zero"),
        ("9007199254740992", "2^53"),
        ("9007199254740993", "2^53 + 1"),
        ("18446744073709551615", "2^64 - 1"),
        ("18446744073709551616", "2^64"),
        ("100000000000000000000000000000000", "a number of 33 digits"),
        ("NaN", "not a number"),
        ("Infinity", "infinity"),
    ] {
        assert_refused_everywhere(value, why);
    }
}

#[test]
fn null_and_other_words_are_refused() {
    for value in [
        "null",
        "undefined",
        "True",
        "FALSE",
        "tru",
        "fals",
        "t",
        "nul",
    ] {
        assert_refused_everywhere(value, value);
    }
}

#[test]
fn strings_that_are_no_unicode_text_are_refused() {
    for (value, why) in [
        (r#""\ud800""#, "a lone high surrogate"),
        (r#""\udbffx""#, "a high surrogate before a letter"),
        (r#""\ud800\n""#, "a high surrogate before another escape"),
        (
            r#""\ud800\u0041""#,
            "a high surrogate before a letter's escape",
        ),
        (r#""\ud800\ud800\udc00""#, "two high surrogates"),
        (r#""\udc00""#, "a lone low surrogate"),
        (r#""\udfff\ud800""#, "a pair in the wrong order"),
        (r#""\ud800\udc0""#, "half a low surrogate"),
    ] {
        assert_refused_everywhere(value, why);
    }
}

#[test]
fn escapes_that_json_does_not_have_are_refused() {
    for value in [
        r#""\x41""#,
        r#""\'""#,
        r#""\0""#,
        r#""\a""#,
        r#""\U0041""#,
        r#""\u""#,
        r#""\u12""#,
        r#""\u12g4""#,
        r#""\u+123""#,
        r#""\u 123""#,
        r#""\u00é""#,
    ] {
        assert_refused_everywhere(value, value);
    }
}

#[test]
fn control_characters_in_strings_are_refused() {
    for control in '\0'..' ' {
        assert_refused_everywhere(&format!("\"a{control}\""), "a control character");
    }
}

#[test]
fn strings_that_do_not_end_are_refused() {
    for text in [
        "\"",
        "\"abc",
        "\"\\",
        "\"\\\"",
        "\"\\u",
        "\"\\u00",
        "\"\\ud800\\",
        "\"\\ud800\\u",
    ] {
        assert_eq!(refuse(text).path, "", "{text}");
    }
}

#[test]
fn a_member_that_is_there_twice_is_refused_by_name() {
    for (text, path) in [
        (r#"{"a":1,"a":1}"#, "/a"),
        (r#"{"a":1,"b":2,"a":3}"#, "/a"),
        (r#"{"b":1,"a":2,"b":3}"#, "/b"),
        (r#"{"b":1,"a":2,"c":3,"b":4}"#, "/b"),
        (r#"{"a":1,"\u0061":2}"#, "/a"),
        (r#"{"":1,"":2}"#, "/"),
        (r#"[0,{"x":{"n/a":1,"n\/a":1}}]"#, "/1/x/n~1a"),
        (r#"{"\ud83d\ude00":1,"😀":2}"#, "/😀"),
    ] {
        assert_eq!(refuse(text).path, path, "{text}");
    }
}

#[test]
fn the_same_name_in_different_objects_is_no_duplicate() {
    let text = r#"{"a":{"a":[{"a":1},{"a":2}]}}"#;
    assert!(Document::parse(text).is_ok());
}

#[test]
fn nesting_below_32_levels_is_refused_where_it_begins() {
    let arrays = format!("{}{}", "[".repeat(33), "]".repeat(33));
    assert_eq!(refuse(&arrays).path, "/0".repeat(32));
    let objects = format!("{}1{}", r#"{"a":"#.repeat(33), "}".repeat(33));
    assert_eq!(refuse(&objects).path, "/a".repeat(32));
    // However deep the text goes on, nothing recurses any further.
    let bottomless = "[".repeat(1_000_000);
    assert_eq!(refuse(&bottomless).path, "/0".repeat(32));
}

#[test]
fn an_object_of_more_than_256_members_is_refused() {
    let members: Vec<_> = (0..257).map(|number| format!("\"{number}\":0")).collect();
    let wide = format!("{{\"a\":{{{}}}}}", members.join(","));
    assert_eq!(refuse(&wide).path, "/a");
}

#[test]
fn texts_that_are_not_one_json_value_are_refused() {
    for text in [
        "",
        " ",
        "\n",
        "{",
        "[",
        "}",
        "]",
        ":",
        ",",
        "[1",
        "[1,",
        "{\"a\"",
        "{\"a\":",
        "{\"a\":1",
        "{\"a\":1,",
        "{} {}",
        "[],",
        "1 2",
        "truefalse",
        "'a'",
        "\u{feff}{}",
        "{}\0",
        "\u{a0}1",
        "// comment\n1",
        "1 /* comment */",
    ] {
        refuse(text);
    }
}

#[test]
fn missing_and_surplus_punctuation_is_refused_in_the_container() {
    for (text, path) in [
        ("[1,]", "/1"),
        ("[,1]", "/0"),
        ("[1,,2]", "/1"),
        ("[1 2]", ""),
        ("[0x10]", ""),
        ("[1}", ""),
        ("{\"a\":1]", ""),
        ("{\"a\":1,}", ""),
        ("{,}", ""),
        ("{a:1}", ""),
        ("{1:1}", ""),
        ("{\"a\" 1}", "/a"),
        ("{\"a\"::1}", "/a"),
        ("{\"a\":}", "/a"),
        ("{\"a\":1 \"b\":2}", ""),
        ("[{\"a\":[1 2]}]", "/0/a"),
    ] {
        assert_eq!(refuse(text).path, path, "{text}");
    }
}

/// The error stands alone in a log line: it has the place, what would have been
/// right, and a quote that stays short however long the text is.
#[test]
fn an_error_says_where_what_was_expected_and_what_was_found() {
    let error = refuse(r#"{"a":[0,-1]}"#);
    assert_eq!(
        error.to_string(),
        "/a/1: expected an integer within 0..2^53-1, got -1]} at byte 8"
    );
    let long = format!("[nul{}", "l".repeat(10_000));
    assert!(refuse(&long).to_string().len() < 200);
}
