//! What signatures support, which state is the latest, and that a channel's record is
//! enough to go on.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod facts;

use std::sync::Arc;

use facts::*;
use statelog::event::{ChannelCreated, ChannelKind, Protocol, SupportRule};
use statelog::state::{CandidateFact, Channel, FactBody, StateContent};

#[test]
fn s8_unanimous_and_custom_need_every_participant() {
    for rule in [SupportRule::Unanimous, SupportRule::Custom] {
        let mut given = direct(rule, 3);
        given.when(signed(state(5, 1), &[0]));
        given.when(signed(state(5, 1), &[2]));
        assert_eq!(given.supported(), []);
        assert_eq!(given.latest(), None);
        given.when(signed(state(5, 1), &[1]));
        assert_eq!(given.supported(), [(5, a(5))]);
        assert_eq!(given.latest(), Some((5, a(5))));
    }
}

#[test]
fn s8_signatures_of_two_hashes_at_one_turn_do_not_add_up() {
    let mut given = direct(SupportRule::Unanimous, 2);
    given.when(signed(state(5, 1), &[0]));
    given.when(signed(state(5, 2), &[1]));
    assert_eq!(given.supported(), []);
}

#[test]
fn s8_every_signer_set_of_up_to_255_participants_is_told_apart() {
    for count in [1u8, 2, 63, 64, 65, 128, 129, 255] {
        for missing in [0, count / 2, count - 1] {
            let mut given = direct(SupportRule::Unanimous, count);
            let all_but_one: Vec<u8> = (0..count).filter(|signer| *signer != missing).collect();
            given.when(signed(state(0, 1), &all_but_one));
            assert_eq!(given.latest(), None, "{count} without {missing}");
            given.when(signed(state(0, 1), &[missing]));
            assert_eq!(given.latest(), Some((0, a(0))), "{count}");
            let signers = &given.view().states[0].signers;
            assert_eq!(*signers, (0..count).collect::<Vec<u8>>());
        }
    }
}

#[test]
fn s8_virtual_payment_supports_full_turns_0_and_1_and_finals_only() {
    let all = [0, 1, 2];
    let cases = [
        (state(0, 1), true),
        (state(1, 1), true),
        (state(2, 1), false),
        (state(3, 1), false),
        (finished(2, 1), true),
        (finished(7, 1), true),
    ];
    for (content, supported) in cases {
        let turn = content.turn_num.get();
        let is_final = content.is_final;
        let given = virtual_channel().and(signed(content, &all));
        assert_eq!(given.latest().is_some(), supported, "{turn} {is_final}");
    }
    let given = virtual_channel().and(signed(finished(2, 1), &[0, 2]));
    assert_eq!(given.latest(), None);
}

fn postfund() -> FactBody {
    signed(with_outcome(state(1, 1), native(10, 0)), &[0, 1, 2])
}

#[test]
fn s8_a_redemption_of_a_voucher_by_the_payee_is_supported() {
    let mut given = virtual_channel().and(postfund());
    given.when(signed(redemption(4, native(6, 4)), &[2]));
    assert_eq!(given.latest(), Some((2, hash(2, 9))));
    // The order does not matter, and neither do bytes behind the voucher.
    let mut longer = redemption(4, native(6, 4));
    longer.app_data.as_mut().unwrap().0.push(1);
    let given = virtual_channel().and(signed(longer, &[2])).and(postfund());
    assert_eq!(given.latest(), Some((2, hash(2, 9))));
}

#[test]
fn s8_a_redemption_with_any_condition_broken_is_not_supported() {
    let good = || redemption(4, native(6, 4));
    let mut short = good();
    short.app_data.as_mut().unwrap().0.pop();
    let mut other_asset = native(6, 4);
    other_asset[0].asset = address(7);
    let mut two_assets = native(6, 4);
    two_assets.extend(native(6, 4));
    let mut one_allocation = native(6, 4);
    one_allocation[0].allocations.pop();
    let cases = [
        (
            "another turn",
            StateContent {
                turn_num: u48(3),
                ..good()
            },
            vec![2],
        ),
        ("signed by the payer", good(), vec![0]),
        ("signed by nobody that matters", good(), vec![0, 1]),
        ("a byte too short", short, vec![2]),
        ("no data", truncated(good()), vec![2]),
        (
            "payer left with too much",
            redemption(4, native(7, 4)),
            vec![2],
        ),
        ("payee gets too much", redemption(4, native(6, 5)), vec![2]),
        ("more than there is", redemption(11, native(0, 11)), vec![2]),
        ("not the native asset", redemption(4, other_asset), vec![2]),
        ("two assets", redemption(4, two_assets), vec![2]),
        (
            "voucher signed by the payee",
            StateContent {
                voucher_signer: Some(Box::new(address(2))),
                ..good()
            },
            vec![2],
        ),
        (
            "voucher signed by nobody",
            StateContent {
                voucher_signer: None,
                ..good()
            },
            vec![2],
        ),
        ("one allocation", redemption(4, one_allocation), vec![2]),
    ];
    for (case, content, signers) in cases {
        let given = virtual_channel()
            .and(postfund())
            .and(signed(content, &signers));
        assert_eq!(given.latest(), Some((1, a(1))), "{case}");
    }
    let unsupported = signed(with_outcome(state(1, 1), native(10, 0)), &[0, 2]);
    let given = virtual_channel().and(unsupported).and(signed(good(), &[2]));
    assert_eq!(given.latest(), None, "postfund not full");
}

#[test]
fn s8_turn_taking_needs_the_movers_of_the_last_n_turns() {
    let mut given = direct(SupportRule::TurnTaking, 3);
    given.when(signed(state(4, 1), &[1]));
    given.when(signed(state(5, 1), &[2]));
    assert_eq!(given.supported(), []);
    given.when(signed(state(6, 1), &[0]));
    assert_eq!(given.supported(), [(6, a(6))]);
    // A turn that another than its mover signed ends the round.
    given.when(signed(state(7, 1), &[2]));
    given.when(signed(state(8, 1), &[2]));
    assert_eq!(given.latest(), Some((6, a(6))));
    // Closing the gap supports all turns whose round it completes.
    given.when(signed(state(9, 1), &[0]));
    given.when(signed(state(10, 1), &[1]));
    given.when(signed(state(7, 2), &[1]));
    let supported = [(6, a(6)), (7, b(7)), (8, a(8)), (9, a(9)), (10, a(10))];
    assert_eq!(given.supported(), supported);
}

#[test]
fn s8_turn_taking_supports_nothing_before_a_whole_round_unless_all_signed() {
    let mut given = direct(SupportRule::TurnTaking, 3);
    given.when(signed(state(0, 1), &[0]));
    given.when(signed(state(1, 1), &[1]));
    assert_eq!(given.supported(), []);
    given.when(signed(state(0, 1), &[1, 2]));
    assert_eq!(given.supported(), [(0, a(0))]);
    given.when(signed(state(2, 1), &[2]));
    assert_eq!(given.latest(), Some((2, a(2))));
}

#[test]
fn s8_a_state_that_a_chain_accepted_is_supported_while_the_fact_is_canonical() {
    let mut given = direct(SupportRule::Unanimous, 2);
    given.when(signed(state(1, 1), &[0, 1]));
    given.when(challenged(candidate(&state(5, 1)), vec![]));
    assert_eq!(given.latest(), Some((1, a(1))));
    given.accept(&[(5, a(5))]);
    assert_eq!(given.supported(), [(1, a(1)), (5, a(5))]);
    assert_eq!(given.latest(), Some((5, a(5))));
    // A reorganisation takes the fact back; the state stays known.
    given.accept(&[]);
    assert_eq!(given.latest(), Some((1, a(1))));
    assert_eq!(given.view().states.len(), 2);
    // With signatures the support no longer rests on the chain.
    given.accept(&[(5, a(5))]);
    given.when(signed(state(5, 1), &[0, 1]));
    given.accept(&[]);
    assert_eq!(given.latest(), Some((5, a(5))));
}

#[test]
fn s8_a_state_accepted_before_it_is_known_is_supported_once_it_is() {
    let mut given = direct(SupportRule::Unanimous, 2);
    given.accept(&[(5, a(5))]);
    assert_eq!(given.latest(), None);
    given.when(signed(state(5, 1), &[0]));
    assert_eq!(given.latest(), Some((5, a(5))));
}

#[test]
fn a_candidate_without_a_given_hash_joins_no_state() {
    let mut given = direct(SupportRule::Unanimous, 2);
    let mut shown = candidate(&state(5, 1));
    shown.state_hash = None;
    assert!(given.when(challenged(shown.clone(), vec![candidate(&state(4, 1))])));
    let known = given.view().states;
    assert_eq!(known.len(), 1);
    assert_eq!(known[0].state_hash, a(4), "the proof, whose hash is given");
    assert!(!given.when(challenged(shown, vec![])));
}

#[test]
fn ties_at_the_highest_turn_go_to_final_then_full_then_the_one_known_first() {
    let mut given = direct(SupportRule::TurnTaking, 2);
    given.when(signed(state(4, 1), &[0]));
    given.when(signed(state(5, 2), &[1]));
    given.when(signed(state(5, 1), &[1]));
    assert_eq!(given.latest(), Some((5, b(5))), "the one known first");
    given.when(signed(state(5, 1), &[0]));
    assert_eq!(given.latest(), Some((5, a(5))), "the one fully signed");
    given.when(signed(finished(5, 3), &[1]));
    assert_eq!(given.latest(), Some((5, hash(5, 3))), "the final one");
    given.when(signed(state(5, 2), &[0]));
    assert_eq!(given.latest(), Some((5, hash(5, 3))));
    given.when(signed(finished(5, 4), &[0, 1]));
    assert_eq!(given.latest(), Some((5, hash(5, 4))), "the final, full one");
}

#[test]
fn states_of_one_chain_fact_are_told_apart_by_hash() {
    let mut given = direct(SupportRule::Unanimous, 2);
    let proof = vec![candidate(&state(5, 1))];
    given.when(challenged(candidate(&state(5, 2)), proof));
    given.accept(&[(5, b(5)), (5, a(5))]);
    assert_eq!(given.latest(), Some((5, a(5))));
}

#[test]
fn adding_evidence_says_whether_it_is_news() {
    let mut given = direct(SupportRule::Unanimous, 2);
    assert!(given.when(signed(truncated(state(5, 1)), &[0])));
    assert!(!given.when(signed(truncated(state(5, 1)), &[0])));
    assert!(given.when(signed(state(5, 1), &[0])), "the content is new");
    assert!(given.when(signed(state(5, 1), &[1])));
    assert!(!given.when(signed(state(5, 1), &[0, 1])));
    assert!(!given.when(challenged(candidate(&state(5, 1)), vec![])));
}

#[test]
fn a_truncated_state_takes_its_content_from_a_later_event() {
    let mut given = direct(SupportRule::Unanimous, 2);
    given.when(signed(truncated(state(5, 1)), &[0, 1]));
    assert_eq!(given.channel.outcome_of(&a(5)), None);
    assert_eq!(given.view().latest_supported.unwrap().outcome, None);
    given.when(challenged(candidate(&state(5, 1)), vec![]));
    assert_eq!(*given.channel.outcome_of(&a(5)).unwrap(), native(6, 4));
    let view = given.view();
    assert_eq!(view.latest_supported.unwrap().outcome, Some(native(6, 4)));
    assert_eq!(view.states[0].first_offset.get(), 1);
    assert_eq!(given.resumed().view(&given.around), given.view());
}

#[test]
fn the_first_of_two_contents_that_claim_one_hash_stands() {
    let mut given = direct(SupportRule::Unanimous, 2);
    given.when(signed(state(5, 1), &[0]));
    given.when(signed(with_outcome(state(5, 1), native(1, 9)), &[1]));
    assert_eq!(*given.channel.outcome_of(&a(5)).unwrap(), native(6, 4));
}

#[test]
fn a_content_that_contradicts_what_is_known_of_its_hash_does_not_join() {
    let mut given = direct(SupportRule::Unanimous, 2);
    given.when(signed(truncated(state(5, 1)), &[0]));
    assert!(
        given.when(signed(finished(5, 1), &[1])),
        "the signature is new"
    );
    assert!(!given.view().states[0].is_final);
    assert_eq!(given.channel.outcome_of(&a(5)), None);
}

#[test]
fn latest_signed_is_the_highest_turn_with_our_signature() {
    let mut given = direct(SupportRule::Unanimous, 2);
    given.when(signed(state(7, 1), &[1]));
    assert_eq!(given.view().latest_signed, None);
    given.when(signed(state(5, 1), &[0]));
    given.when(signed(state(4, 1), &[0]));
    let latest = given.view().latest_signed.unwrap();
    assert_eq!((latest.turn_num.get(), latest.state_hash), (5, a(5)));
}

#[test]
fn final_outcomes_are_distinct_and_missing_ones_make_them_uncertain() {
    let mut given = direct(SupportRule::Unanimous, 2);
    given.when(signed(with_outcome(finished(5, 1), native(1, 9)), &[0]));
    given.when(signed(finished(5, 2), &[0, 1]));
    given.when(signed(finished(6, 1), &[1, 0]));
    given.when(signed(with_outcome(finished(7, 1), native(2, 8)), &[1]));
    let outcomes = given.channel.final_outcomes();
    assert_eq!(outcomes.full, [Arc::new(native(6, 4))]);
    assert_eq!(
        outcomes.mine,
        [Arc::new(native(1, 9)), Arc::new(native(6, 4))]
    );
    given.when(signed(truncated(finished(8, 1)), &[0]));
    let outcomes = given.channel.final_outcomes();
    assert_eq!(outcomes.full.len(), 1);
    assert_eq!(outcomes.mine.len(), 0);
    given.when(signed(truncated(finished(8, 1)), &[1]));
    assert_eq!(given.channel.final_outcomes().full.len(), 0);
}

#[test]
fn a_copy_does_not_see_later_facts() {
    let mut given = direct(SupportRule::TurnTaking, 2);
    for turn in 0..100 {
        given.when(signed(state(turn, 1), &[(turn % 2) as u8]));
    }
    let copy = given.channel.clone();
    let before = (copy.view(&given.around), record_bytes(&copy));
    for turn in (0..200).rev() {
        given.when(signed(state(turn, 2), &[0, 1]));
    }
    assert_eq!((copy.view(&given.around), record_bytes(&copy)), before);
}

#[test]
fn a_record_holds_offsets_and_nothing_derived() {
    let mut given = direct(SupportRule::Unanimous, 2);
    given.when(signed(state(0, 1), &[0]));
    given.when(signed(state(0, 1), &[1]));
    given.when(challenged(candidate(&state(5, 1)), vec![]));
    given.when(submitted(None, None));
    given.when(voucher(3, None));
    let record = String::from_utf8(record_bytes(&given.channel)).unwrap();
    let adjudication = concat!(
        r#"{"assumed":false,"finalizesAt":0,"lastBlock":0,"payouts":[],"#,
        r#""supported":[],"turnNumRecord":0,"withdrawn":false}"#
    );
    let states = format!(
        r#"[{{"first":1,"signers":[0,1]}},{{"first":3,"signers":[],"stateHash":"{}"}}]"#,
        a(5)
    );
    let expected = format!(
        concat!(
            r#"{{"adjudication":{},"created":0,"events":6,"last":5,"proposals":[],"#,
            r#""states":{},"transactions":[{{"offset":4}}],"updatedAt":1005,"#,
            r#""voucherCount":1,"vouchers":[5]}}"#
        ),
        adjudication, states
    );
    assert_eq!(record, expected);
}

#[test]
fn a_channel_record_of_another_log_is_refused() {
    let given = direct(SupportRule::Unanimous, 2).and(signed(state(0, 1), &[0]));
    let mut record = given.channel.record();
    record.states[0].first = record.created;
    let error = Channel::resume(&record, &given.log).unwrap_err();
    assert_eq!(
        (error.offset, error.expected),
        (0, "an event with the state")
    );
    assert!(error.to_string().contains("offset 0"));
}

// What a chain shows --------------------------------------------------------------

#[test]
fn s8_participants_who_signed_what_a_chain_shows_support_it() {
    let stranger = address(9);
    let mut given = direct(SupportRule::Unanimous, 2);
    let shown = signed_candidate(&state(3, 1), &[stranger, address(1), address(1)]);
    given.when(challenged(shown, vec![]));
    assert_eq!(given.view().states[0].signers, [1]);
    assert_eq!(given.supported(), []);
    let proof = signed_candidate(&state(3, 1), &[address(0)]);
    let shown = signed_candidate(&state(4, 1), &[address(0)]);
    given.when(challenged(shown, vec![proof]));
    assert_eq!(given.supported(), [(3, a(3))]);
    let signed = given.channel.latest_signed();
    assert_eq!(signed, Some((u48(4), a(4))), "shown by whomever");
    let resumed = given.resumed();
    assert_eq!(record_bytes(&resumed), record_bytes(&given.channel));
    assert_eq!(resumed.view(&given.around), given.view());
}

#[test]
fn s3_the_computed_hash_of_what_a_chain_shows_counts_not_the_given_one() {
    let computed = || CandidateFact {
        computed_hash: Some(a(3)),
        ..signed_candidate(&state(3, 2), &[address(0)])
    };
    let mut given = direct(SupportRule::Unanimous, 2);
    given.when(challenged(computed(), vec![]));
    assert_eq!(given.view().states[0].state_hash, a(3));
    let mut opaque = Given::channel(ChannelCreated {
        protocol: Protocol::Opaque,
        ..created(ChannelKind::Direct, SupportRule::Unanimous, 2)
    });
    opaque.when(challenged(computed(), vec![]));
    let shown = &opaque.view().states[0];
    // Nobody knows how opaque states are hashed, nor how they are signed.
    assert_eq!(shown.state_hash, b(3));
    assert_eq!(shown.signers, [0u8; 0]);
    for given in [given, opaque] {
        let resumed = given.resumed();
        assert_eq!(record_bytes(&resumed), record_bytes(&given.channel));
        assert_eq!(resumed.view(&given.around), given.view());
    }
}
