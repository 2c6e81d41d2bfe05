//! Every place in every example that holds a value, with the form it must have.

use serde_json::Value as Json;
use statelog::canonical::{Document, Form, Invalid, MemberDoc, to_bytes};
use statelog::event::{Event, EventType};

use crate::support::examples;
use crate::support::forms::{Shape, proposal_members, shape};

/// A place in an example.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    /// JSON Pointer to the value.
    pub(crate) path: String,
    /// What the catalogue says about it.
    pub(crate) form: &'static str,
    /// Whether it may be left out; items of lists are no members, and may not.
    pub(crate) optional: bool,
    /// Whether it is a member of an object.
    pub(crate) is_member: bool,
}

/// The type of an example.
pub(crate) fn type_of(example: &Json) -> EventType {
    EventType::from_tag(example["type"].as_str().unwrap()).unwrap()
}

/// Every place in an example, outer ones first.
pub(crate) fn sites(example: &Json) -> Vec<Site> {
    let mut found = Vec::new();
    add_members(example, "", examples::members(type_of(example)), &mut found);
    found
}

fn add_members(object: &Json, path: &str, members: &[MemberDoc], found: &mut Vec<Site>) {
    for member in members {
        let Some(value) = object.get(member.name) else {
            continue;
        };
        let site = Site {
            path: format!("{path}/{}", member.name),
            form: member.form,
            optional: member.optional,
            is_member: true,
        };
        add(value, site, found);
    }
}

fn add(value: &Json, site: Site, found: &mut Vec<Site>) {
    let path = site.path.clone();
    let form = shape(site.form);
    found.push(site);
    match form {
        Shape::Record(members) => add_members(value, &path, members, found),
        Shape::Proposal => {
            let kind = value["kind"].as_str().unwrap();
            add_members(value, &path, proposal_members(kind), found);
        }
        Shape::List { item, .. } => {
            for (index, value) in value.as_array().unwrap().iter().enumerate() {
                let site = Site {
                    path: format!("{path}/{index}"),
                    form: item,
                    optional: false,
                    is_member: false,
                };
                add(value, site, found);
            }
        }
        _ => {}
    }
}

/// The example with another value at a place.
pub(crate) fn replaced(example: &Json, path: &str, value: Json) -> Json {
    let mut changed = example.clone();
    *changed.pointer_mut(path).unwrap() = value;
    changed
}

/// The example without a member.
pub(crate) fn removed(example: &Json, path: &str) -> Json {
    let mut changed = example.clone();
    let (object, name) = path.rsplit_once('/').unwrap();
    let object = changed.pointer_mut(object).unwrap();
    object.as_object_mut().unwrap().remove(name).unwrap();
    changed
}

/// The example with one more member.
pub(crate) fn added(example: &Json, object: &str, name: &str, value: Json) -> Json {
    let mut changed = example.clone();
    let object = changed.pointer_mut(object).unwrap();
    object
        .as_object_mut()
        .unwrap()
        .insert(name.to_owned(), value);
    changed
}

/// Reads an event and gives its canonical bytes as text.
pub(crate) fn read(json: &Json) -> Result<String, Invalid> {
    let text = json.to_string();
    let document = Document::parse(&text)?;
    let event = Event::read(document.root())?;
    Ok(String::from_utf8(to_bytes(&event)).unwrap())
}

/// Checks that JSON is refused, and that the error names `path`.
pub(crate) fn assert_refused(json: &Json, path: &str, why: &str) {
    let tag = &json["type"];
    match read(json) {
        Ok(_) => panic!("{tag}: {why} at {path} was accepted"),
        Err(error) => assert_eq!(error.path, path, "{tag}: {why} gave \"{error}\""),
    }
}

/// Checks that JSON is accepted, and that its canonical bytes are those that an
/// independent canonicaliser gives for `expected`.
pub(crate) fn assert_read_as(json: &Json, expected: &Json, why: &str) {
    let tag = &json["type"];
    let expected = serde_json_canonicalizer::to_string(expected).unwrap();
    match read(json) {
        Ok(canonical) => assert_eq!(canonical, expected, "{tag}: {why}"),
        Err(error) => panic!("{tag}: {why} was refused: {error}"),
    }
}
