//! Who receives which event, in which order.

use crate::support::store::{append, append_batch, empty, example, note, with};
use crate::support::test;
use serde_json::json;
use statelog::EventStore;
use statelog::dispatch::{Delivery, EventDispatcher, Filter};
use statelog::event::EventType;

fn event(subscription: u32, offset: u64) -> Delivery {
    Delivery {
        subscription,
        offset,
        caught_up: false,
    }
}

fn caught_up(subscription: u32, offset: u64) -> Delivery {
    Delivery {
        subscription,
        offset,
        caught_up: true,
    }
}

fn all(store: &mut EventStore) -> Vec<Delivery> {
    std::iter::from_fn(|| store.next_delivery()).collect()
}

#[test]
fn the_lowest_offset_comes_first_and_the_oldest_subscription_first_among_equals() {
    let mut dispatcher = EventDispatcher::default();
    let one = dispatcher.subscribe(1, 3, Filter::default());
    let two = dispatcher.subscribe(0, 3, Filter::default());
    let got: Vec<_> = std::iter::from_fn(|| dispatcher.next(3, |_, _| true)).collect();
    let expected = [
        event(two, 0),
        event(one, 1),
        event(two, 1),
        event(one, 2),
        event(two, 2),
        caught_up(one, 3),
        caught_up(two, 3),
    ];
    assert_eq!(got, expected);
    assert_eq!(dispatcher.next(3, |_, _| true), None);
    assert_eq!(dispatcher.next(4, |_, _| true), Some(event(one, 3)));
}

#[test]
fn catching_up_and_live_delivery_meet_without_gap_or_repeat() {
    let mut store = empty();
    append_batch(&mut store, &[note(0), note(1), note(2)]).unwrap();
    let id = store.subscribe(0, None, None, None).unwrap();
    assert_eq!(store.next_delivery(), Some(event(id, 0)));
    // A callback appends: that comes after what was there, and after catching up.
    append(&mut store, &note(3)).unwrap();
    let rest = all(&mut store);
    let expected = [event(id, 1), event(id, 2), caught_up(id, 3), event(id, 3)];
    assert_eq!(rest, expected);
    append(&mut store, &note(4)).unwrap();
    assert_eq!(all(&mut store), [event(id, 4)]);
    // A duplicate is no event.
    append(&mut store, &note(4)).unwrap();
    assert_eq!(all(&mut store), []);
    assert_eq!(store.dispatcher().checkpoint(id), Some(5));
}

#[test]
fn filters_choose_and_the_checkpoint_passes_what_they_leave_out() {
    let mut store = empty();
    let deposit = example(EventType::DepositDetected);
    let head = example(EventType::ChainHeadObserved);
    append_batch(&mut store, &[note(0), deposit, head, note(1)]).unwrap();
    let types = |types: &'static [EventType]| Some(types);
    let deposits = types(&[EventType::DepositDetected]);
    // A type named twice is meant once.
    let twice = types(&[EventType::DepositDetected, EventType::DepositDetected]);
    let none = types(&[]);
    let expected: [(_, &[u64]); 4] = [
        (None, &[0, 1, 2, 3]),
        (deposits, &[1]),
        (twice, &[1]),
        (none, &[]),
    ];
    for (types, offsets) in expected {
        let id = store.subscribe(0, types, None, None).unwrap();
        let events = all(&mut store).into_iter().filter(|held| !held.caught_up);
        let got: Vec<_> = events.map(|held| held.offset).collect();
        assert_eq!(got, offsets, "{types:?}");
        assert_eq!(store.dispatcher().checkpoint(id), Some(4));
        store.dispatcher_mut().unsubscribe(id);
    }
    let objective = format!("DirectFunding-{}", crate::support::examples::CHANNEL);
    let id = store.subscribe(0, None, None, Some(&objective)).unwrap();
    assert_eq!(all(&mut store)[..2], [event(id, 1), event(id, 2)]);
    let unknown = store.subscribe(0, None, None, Some("later")).unwrap();
    assert_eq!(all(&mut store), [caught_up(unknown, 4)]);
    append(
        &mut store,
        &with(&note(2), &json!({ "correlationId": "later" })),
    )
    .unwrap();
    assert_eq!(all(&mut store), [event(unknown, 4)]);
}

#[test]
fn subscribing_and_unsubscribing_during_delivery_disturbs_nobody() {
    let mut store = empty();
    append_batch(&mut store, &[note(0), note(1)]).unwrap();
    let one = store.subscribe(0, None, None, None).unwrap();
    let two = store.subscribe(0, None, None, None).unwrap();
    assert_eq!(store.next_delivery(), Some(event(one, 0)));
    store.dispatcher_mut().unsubscribe(one);
    let three = store.subscribe(1, None, None, None).unwrap();
    let expected = [
        event(two, 0),
        event(two, 1),
        event(three, 1),
        caught_up(two, 2),
        caught_up(three, 2),
    ];
    assert_eq!(all(&mut store), expected);
    assert_eq!(store.dispatcher().checkpoint(one), None);
    store.dispatcher_mut().clear();
    append(&mut store, &note(2)).unwrap();
    assert_eq!(all(&mut store), []);
}

#[test]
fn a_start_beyond_the_log_waits_for_it() {
    let mut store = empty();
    let id = store.subscribe(2, None, None, None).unwrap();
    assert_eq!(all(&mut store), [caught_up(id, 2)]);
    append_batch(&mut store, &[note(0), note(1)]).unwrap();
    assert_eq!(all(&mut store), []);
    append(&mut store, &note(2)).unwrap();
    assert_eq!(all(&mut store), [event(id, 2)]);
}
