//! Damaged events: reading never panics, and what it still accepts has one
//! canonical form.

use statelog::canonical::{Document, Form, to_bytes};
use statelog::event::Event;

use crate::support::examples::{all_full, event};
use crate::support::seed::seed;
use crate::support::workload::{Rng, random};

const MUTATIONS: usize = 20_000;

/// Bytes that mean something in JSON or in one of our forms.
const TELLING: &[u8] = b"{}[]:,\"\\/0189xXafAFeE+-. \n\tnulltruefalse\x00\x1f\x7f";

/// Damages a text in one to three places.
fn mutate(bytes: &mut Vec<u8>, rng: &mut Rng) {
    for _ in 0..rng.between(1, 3) {
        if bytes.is_empty() {
            return;
        }
        let at = rng.index(bytes.len());
        let end = (at + rng.index(8)).min(bytes.len());
        match rng.below(6) {
            0 => bytes[at] ^= 1 << rng.below(8),
            1 => bytes[at] = *rng.pick(TELLING),
            2 => bytes.insert(at, *rng.pick(TELLING)),
            3 => drop(bytes.drain(at..end)),
            4 => {
                let piece = bytes[at..end].to_vec();
                let to = rng.index(bytes.len());
                bytes.splice(to..to, piece);
            }
            _ => bytes.truncate(at),
        }
    }
}

/// The canonical bytes of a text, if it is an event.
fn canonical(text: &str) -> Option<Vec<u8>> {
    let document = Document::parse(text).ok()?;
    let event = Event::read(document.root()).ok()?;
    Some(to_bytes(&event))
}

#[test]
fn a_damaged_event_is_refused_or_has_a_canonical_form_that_is_a_fixed_point() {
    let seed = seed();
    let mut rng = Rng::new(seed);
    let examples = all_full().into_iter().map(|example| event(&example));
    let events: Vec<_> = examples
        .chain(random(seed, 200))
        .map(|event| to_bytes(&event))
        .collect();
    let (mut accepted, mut refused) = (0, 0);
    for _ in 0..MUTATIONS {
        let mut bytes = rng.pick(&events).clone();
        mutate(&mut bytes, &mut rng);
        // Bytes that are not UTF-8 never reach the reader as text; what the lossy
        // conversion leaves of them does.
        let text = String::from_utf8_lossy(&bytes);
        match canonical(&text) {
            None => refused += 1,
            Some(once) => {
                accepted += 1;
                let again = canonical(std::str::from_utf8(&once).unwrap());
                assert_eq!(again.as_ref(), Some(&once), "{text}");
            }
        }
    }
    // Digits may change without harm, quotes may not: both kinds are met.
    assert!(accepted > MUTATIONS / 100, "{accepted} accepted");
    assert!(refused > MUTATIONS / 4, "{refused} refused");
}
