//! Rules C6, C7, C8, C10, C11, C16.

use serde_json::{Value as Json, json};
use statelog::event::VariablePart;
use statelog::nitro::{self, RedeemedVoucher};
use statelog::rules::Severity::{Critical, Error, Warn};

use crate::given::{Channel, appended, expect, finalized, findings, found, moved, sign, time_of};
use crate::support::store::with;

/// Alice's log of the ledger with turn 1, and `turns` more states.
fn open(turns: u64) -> (Channel, Vec<Json>) {
    let channel = Channel::of(Some(0));
    let mut log = channel.funded();
    for turn in 2..2 + turns {
        log.extend(channel.agreed(&channel.state(turn, &[100, 100])));
    }
    (channel, log)
}

const IMPOSSIBLE: &str = "impossible_on_chain";

#[test]
fn c6_a_challenge_may_equal_the_record_while_open_only() {
    let (channel, mut log) = open(1);
    let at = log.len() as u64;
    let state = channel.state(2, &[100, 100]);
    log.push(channel.checkpointed(3, 2));
    log.push(channel.challenged(4, &state));
    assert!(found(&appended(&log), "C6").is_empty());
    log.push(channel.challenged(5, &state));
    assert_eq!(
        found(&appended(&log), "C6"),
        [expect(Error, IMPOSSIBLE, &[at + 1, at + 2])]
    );
    log.pop();
    log.push(channel.challenged(5, &channel.state(1, &[100, 100])));
    assert_eq!(
        found(&appended(&log), "C6"),
        [expect(Error, IMPOSSIBLE, &[at + 1, at + 2])]
    );
}

#[test]
fn c6_nobody_challenges_below_the_record_or_after_the_end() {
    let (channel, mut log) = open(1);
    let at = log.len() as u64;
    log.push(channel.checkpointed(3, 2));
    log.push(channel.challenged(4, &channel.state(1, &[100, 100])));
    assert_eq!(
        found(&appended(&log), "C6"),
        [expect(Error, IMPOSSIBLE, &[at, at + 1])]
    );
    let (channel, mut log) = open(1);
    log.push(channel.challenged(3, &channel.state(1, &[100, 100])));
    let later = moved(
        &channel.challenged(4, &channel.state(2, &[100, 100])),
        &json!({ "blockTimestamp": time_of(3) + 60 }),
    );
    log.push(later);
    assert_eq!(
        found(&appended(&log), "C6"),
        [expect(Error, IMPOSSIBLE, &[at, at + 1])]
    );
}

#[test]
fn c6_c10_and_c11_say_so_where_a_deletion_may_have_left_no_log() {
    let (channel, mut log) = open(0);
    let mut last = finalized(channel.state(2, &[100, 100]));
    last.outcome.clear();
    log.push(with(
        &channel.concluded(3),
        &json!({ "candidate": channel.candidate(&last, &[0, 1]) }),
    ));
    let at = log.len() as u64;
    let next = [
        ("C6", channel.challenged(4, &channel.state(1, &[100, 100]))),
        ("C10", channel.checkpointed(4, 1)),
        ("C11", channel.concluded(4)),
    ];
    for (rule, fact) in next {
        let store = appended(&[log.clone(), vec![fact.clone()]].concat());
        let unclear = expect(Warn, "status_unclear", &[at - 1, at]);
        assert_eq!(found(&store, rule).first(), Some(&unclear), "{rule}");
        let mut told = found(&store, rule).into_iter();
        assert!(told.all(|found| found.name.as_deref() != Some(IMPOSSIBLE)));
        // Where every payout leaves a log, one is missing.
        let mut certain = log.clone();
        certain.pop();
        certain.extend(channel.agreed(&finalized(channel.state(2, &[100, 100]))));
        let at = certain.len() as u64;
        certain.extend([channel.concluded(3), fact]);
        let impossible = expect(Error, IMPOSSIBLE, &[at, at + 1]);
        assert_eq!(found(&appended(&certain), rule), [impossible], "{rule}");
    }
}

#[test]
fn c6_the_chain_is_right_all_the_same() {
    let (channel, mut log) = open(1);
    log.push(channel.checkpointed(3, 2));
    log.push(channel.challenged(4, &channel.state(1, &[100, 100])));
    let store = appended(&log);
    let state = store
        .reconstruct_channel(&channel.id, None)
        .unwrap()
        .unwrap();
    assert_eq!(state.adjudication.turn_num_record.get(), 1);
}

#[test]
fn c7_a_challenge_finalizes_after_the_duration_of_the_channel() {
    let (channel, log) = open(0);
    let at = log.len() as u64;
    let state = channel.state(1, &[100, 100]);
    for (finalizes_at, expected) in [(time_of(3) + 60, 0), (time_of(3) + 61, 1), (time_of(3), 1)] {
        let members = json!({ "finalizesAt": finalizes_at });
        let challenge = with(&channel.challenged(3, &state), &members);
        let store = appended(&[log.clone(), vec![challenge]].concat());
        let expected = vec![expect(Error, "", &[0, at]); expected];
        assert_eq!(found(&store, "C7"), expected, "{finalizes_at}");
    }
}

#[test]
fn c7_a_conclusion_finalizes_with_its_block() {
    let (channel, log) = open(0);
    let at = log.len() as u64;
    for (finalizes_at, expected) in [(time_of(3), 0), (time_of(3) + 60, 1)] {
        let members = json!({ "finalizesAt": finalizes_at });
        let conclusion = with(&channel.concluded(3), &members);
        let store = appended(&[log.clone(), vec![conclusion]].concat());
        let expected = vec![expect(Error, "", &[at]); expected];
        assert_eq!(found(&store, "C7"), expected, "{finalizes_at}");
    }
}

#[test]
fn c8_a_challenge_bears_the_signatures_of_all() {
    let (channel, log) = open(0);
    let at = log.len() as u64;
    let state = channel.state(1, &[100, 100]);
    let unsupported = expect(Error, "", &[at]);
    for (signers, found_at) in [
        (vec![0, 1], vec![]),
        (vec![0, 1, 0], vec![]),
        (vec![0], vec![unsupported.clone()]),
        (vec![1], vec![unsupported.clone()]),
        (vec![], vec![unsupported.clone()]),
    ] {
        let candidate = channel.candidate(&state, &signers);
        let challenge = with(
            &channel.challenged(3, &state),
            &json!({ "candidate": candidate }),
        );
        let store = appended(&[log.clone(), vec![challenge.clone()]].concat());
        assert_eq!(found(&store, "C8"), found_at, "{signers:?}");
        // What we know from elsewhere does not help: the contract did not see it.
        let checkpoint = with(
            &channel.checkpointed(3, 1),
            &json!({ "candidate": candidate }),
        );
        let store = appended(&[log.clone(), vec![checkpoint]].concat());
        assert_eq!(found(&store, "C8"), found_at, "{signers:?}");
    }
}

#[test]
fn c8_a_conclusion_needs_a_final_state_that_all_signed() {
    let (channel, mut log) = open(0);
    let last = finalized(channel.state(2, &[100, 100]));
    log.extend(channel.agreed(&last));
    let at = log.len() as u64;
    for (state, signers, count) in [
        (last.clone(), vec![0, 1], 0),
        (last, vec![0], 1),
        (channel.state(1, &[100, 100]), vec![0, 1], 1),
    ] {
        let candidate = json!({ "candidate": channel.candidate(&state, &signers) });
        let conclusion = with(&channel.concluded(3), &candidate);
        let store = appended(&[log.clone(), vec![conclusion]].concat());
        let expected = vec![expect(Error, "", &[at]); count];
        assert_eq!(found(&store, "C8"), expected, "{signers:?}");
    }
}

#[test]
fn c8_a_final_state_of_a_payment_channel_cannot_be_challenged_with() {
    let channel = Channel::between(3, "virtual", "virtual_payment", None);
    let everybody = [0, 1, 2];
    let mut log = vec![channel.created()];
    for turn in 0..2 {
        log.push(channel.received(&channel.state(turn, &[10, 0, 0]), &everybody));
    }
    let challenged = |state: &VariablePart| {
        let candidate = channel.candidate(state, &everybody);
        let members = json!({ "candidate": candidate });
        with(&channel.challenged(3, state), &members)
    };
    let postfund = challenged(&channel.state(1, &[10, 0, 0]));
    let store = appended(&[log.clone(), vec![postfund]].concat());
    assert!(found(&store, "C8").is_empty());
    let full = challenged(&channel.state(2, &[6, 0, 4]));
    let store = appended(&[log, vec![full]].concat());
    assert_eq!(found(&store, "C8"), [expect(Error, "", &[3])]);
}

/// The log of a checkpoint does not show the states that support the one that counts.
#[test]
fn c8_what_supports_a_checkpoint_may_be_in_its_calldata_alone() {
    let channel = Channel::between(3, "virtual", "virtual_payment", None);
    let amount = statelog::event::scalar::U256::from(4);
    let signature = sign(0, &nitro::voucher_hash(&channel.id, amount));
    let voucher = RedeemedVoucher {
        amount,
        signature: signature.parse().unwrap(),
    };
    let mut redeemed = channel.state(2, &[6, 4, 0]);
    redeemed.app_data = voucher.to_app_data();
    let postfund = |amounts| channel.received(&channel.state(1, amounts), &[0, 1, 2]);
    let by = |signers: &[usize]| channel.candidate(&redeemed, signers);
    let checkpoint = |signers| {
        with(
            &channel.checkpointed(3, 2),
            &json!({ "candidate": by(signers) }),
        )
    };
    let challenge = |signers| {
        with(
            &channel.challenged(3, &redeemed),
            &json!({ "candidate": by(signers) }),
        )
    };
    let unsupported = |log: Vec<Json>| found(&appended(&log), "C8").len();
    assert_eq!(unsupported(vec![channel.created(), checkpoint(&[2])]), 0);
    let log = |amounts| vec![channel.created(), postfund(amounts), checkpoint(&[2])];
    assert_eq!(unsupported(log(&[10, 0, 0])), 0);
    // It pays more than the payer had; nobody but the payee can redeem; and a challenge shows
    // its proof.
    assert_eq!(unsupported(log(&[3, 0, 0])), 1);
    assert_eq!(unsupported(vec![channel.created(), checkpoint(&[0, 1])]), 1);
    assert_eq!(unsupported(vec![channel.created(), challenge(&[2])]), 1);
    // The same where participants take turns: Irene moves at odd turns.
    let channel = Channel::between(2, "direct", "turn_taking", None);
    let three = channel.state(3, &[100, 100]);
    for (signers, count) in [(vec![1], 0), (vec![0], 1)] {
        let candidate = json!({ "candidate": channel.candidate(&three, &signers) });
        let checkpoint = with(&channel.checkpointed(3, 3), &candidate);
        assert_eq!(unsupported(vec![channel.created(), checkpoint]), count);
        let challenge = with(&channel.challenged(3, &three), &candidate);
        assert_eq!(unsupported(vec![channel.created(), challenge]), 1);
    }
}

#[test]
fn c8_a_truncated_challenge_cannot_be_checked() {
    let (channel, mut log) = open(0);
    let at = log.len() as u64;
    let mut challenge = channel.challenged(3, &channel.state(1, &[100, 100]));
    log.push(challenge.clone());
    assert!(found(&appended(&log), "C8").is_empty());
    // Some signatures are left out.
    challenge["candidate"]["truncated"] = true.into();
    challenge["candidate"]["sigs"].as_array_mut().unwrap().pop();
    *log.last_mut().unwrap() = challenge.clone();
    let truncated = expect(Error, "challenge_truncated", &[at]);
    assert_eq!(
        found(&appended(&log), "C8"),
        std::slice::from_ref(&truncated)
    );
    let state = challenge["candidate"]["state"].as_object_mut().unwrap();
    state.remove("appData");
    *log.last_mut().unwrap() = challenge;
    assert_eq!(found(&appended(&log), "C8"), [truncated]);
}

#[test]
fn c10_clearing_needs_a_challenge_and_a_checkpoint_needs_none() {
    let (channel, mut log) = open(1);
    let at = log.len() as u64;
    log.push(channel.cleared(3, 2));
    assert_eq!(
        found(&appended(&log), "C10"),
        [expect(Error, IMPOSSIBLE, &[at])]
    );
    log[at as usize] = channel.challenged(3, &channel.state(1, &[100, 100]));
    log.push(channel.cleared(4, 2));
    assert!(found(&appended(&log), "C10").is_empty());
    log[at as usize + 1] = channel.checkpointed(4, 2);
    assert_eq!(
        found(&appended(&log), "C10"),
        [expect(Error, IMPOSSIBLE, &[at, at + 1])]
    );
}

#[test]
fn c10_the_record_rises() {
    let (channel, mut log) = open(1);
    let at = log.len() as u64;
    log.extend([channel.checkpointed(3, 2), channel.checkpointed(4, 2)]);
    assert_eq!(
        found(&appended(&log), "C10"),
        [expect(Error, IMPOSSIBLE, &[at, at + 1])]
    );
}

#[test]
fn c10_a_challenge_that_has_run_out_cannot_be_cleared() {
    let (channel, mut log) = open(1);
    let at = log.len() as u64;
    log.push(channel.challenged(3, &channel.state(1, &[100, 100])));
    let late = json!({ "blockTimestamp": time_of(3) + 60 });
    log.push(moved(&channel.cleared(4, 2), &late));
    assert_eq!(
        found(&appended(&log), "C10"),
        [expect(Error, IMPOSSIBLE, &[at, at + 1])]
    );
}

#[test]
fn c10_a_record_above_what_we_signed_bears_a_signature_that_the_log_lost() {
    let (channel, mut log) = open(1);
    let at = log.len() as u64;
    log.push(channel.checkpointed(3, 3));
    let expected = expect(Critical, "unlogged_own_signature", &[at]);
    assert_eq!(
        found(&appended(&log), "C10"),
        std::slice::from_ref(&expected)
    );
    // A signature that came back from a peer is none that we logged.
    log.insert(
        at as usize,
        channel.received(&channel.state(3, &[100, 100]), &[0, 1]),
    );
    let expected = expect(Critical, "unlogged_own_signature", &[at + 1]);
    assert_eq!(found(&appended(&log), "C10"), [expected]);
    log.insert(at as usize, channel.signed(&channel.state(3, &[100, 100])));
    assert!(found(&appended(&log), "C10").is_empty());
    // An observer signs nothing.
    let observed = Channel::of(None);
    let store = appended(&[observed.created(), observed.checkpointed(3, 3)]);
    assert!(found(&store, "C10").is_empty());
}

#[test]
fn c11_a_channel_is_concluded_once() {
    let (channel, mut log) = open(0);
    log.extend(channel.agreed(&finalized(channel.state(2, &[100, 100]))));
    let at = log.len() as u64;
    log.push(channel.concluded(3));
    assert!(found(&appended(&log), "C11").is_empty());
    log.push(channel.concluded(4));
    assert_eq!(
        found(&appended(&log), "C11"),
        [expect(Error, IMPOSSIBLE, &[at, at + 1])]
    );
}

#[test]
fn c11_a_final_state_that_we_did_not_sign_is_critical() {
    let (channel, mut log) = open(0);
    let at = log.len() as u64;
    log.push(channel.concluded(3));
    let expected = expect(Critical, "unlogged_own_signature", &[at]);
    assert_eq!(found(&appended(&log), "C11"), [expected]);
    // An observer only cannot tell the outcome.
    let observed = Channel::of(None);
    let store = appended(&[observed.created(), observed.concluded(3)]);
    assert_eq!(found(&store, "C11"), [expect(Error, "", &[1])]);
}

#[test]
fn c11_two_final_states_leave_the_outcome_open() {
    let channel = Channel::of(None);
    let one = finalized(channel.state(2, &[100, 100]));
    let two = finalized(channel.state(3, &[50, 150]));
    let everybody = [0, 1];
    let mut log = vec![channel.created(), channel.received(&one, &everybody)];
    log.push(channel.concluded(3));
    assert!(found(&appended(&log), "C11").is_empty());
    log.insert(2, channel.received(&two, &everybody));
    assert_eq!(
        found(&appended(&log), "C11"),
        [expect(Error, "", &[1, 2, 3])]
    );
    // With the same outcome it is known.
    log[2] = channel.received(&finalized(channel.state(3, &[100, 100])), &everybody);
    assert!(found(&appended(&log), "C11").is_empty());
}

/// A ledger that was concluded and paid out: the offset of the payout.
fn withdrawn() -> (Channel, Vec<Json>, u64) {
    let (channel, mut log) = open(0);
    log.extend(channel.agreed(&finalized(channel.state(2, &[100, 100]))));
    log.extend([channel.concluded(3), channel.paid(4, 200, 0)]);
    let paid = log.len() as u64 - 1;
    (channel, log, paid)
}

#[test]
fn c16_an_old_state_can_be_challenged_with_after_the_payout() {
    let (channel, mut log, paid) = withdrawn();
    assert!(found(&appended(&log), "C16").is_empty());
    log.push(channel.challenged(5, &channel.state(1, &[100, 100])));
    let store = appended(&log);
    let expected = expect(Warn, "zombie_challenge", &[paid, paid + 1]);
    assert_eq!(found(&store, "C16"), [expected]);
    // It takes nothing, so it is not stale as well.
    assert!(found(&store, "C9").is_empty());
    // The phase stays withdrawn.
    let state = store
        .reconstruct_channel(&channel.id, None)
        .unwrap()
        .unwrap();
    assert_eq!(state.phase.as_str(), "withdrawn");
}

#[test]
fn c16_what_is_left_goes_to_whoever_challenges() {
    let (channel, mut log, paid) = withdrawn();
    log.push(channel.deposited(5, 30));
    log.push(channel.challenged(6, &channel.state(1, &[100, 100])));
    let store = appended(&log);
    let expected = expect(Critical, "zombie_challenge", &[paid, paid + 2]);
    assert_eq!(found(&store, "C16"), [expected]);
    let details = findings(&store, "C16")[0].details.clone().unwrap();
    assert_eq!(details.deadline.unwrap().get(), time_of(6) + 60);
}
