//! Rules S7 and S18 for the states that a chain shows.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};
use statelog::EventStore;
use statelog::event::VariablePart;
use statelog::event::scalar::{Bytes65, U256};
use statelog::nitro::{self, RedeemedVoucher};
use statelog::rules::Severity::{Critical, Error, Info, Warn};

use crate::given::{
    Channel, Short, address, appended, at, expect, finalized, findings, found, imported, moved,
    on_fork, reverted, sign,
};
use crate::support::seed::Random;
use crate::support::store::with;

const UNLOGGED: &str = "unlogged_own_signature";

fn unlogged(offset: u64) -> Short {
    expect(Critical, UNLOGGED, &[offset])
}

/// Alice's log of the ledger with turn 1.
fn open() -> (Channel, Vec<Json>) {
    let channel = Channel::of(Some(0));
    let log = channel.funded();
    (channel, log)
}

fn and(log: &[Json], more: &[Json]) -> EventStore {
    imported(&[log, more].concat())
}

/// The log of a chain with a state and these signatures.
fn showing(log: &Json, channel: &Channel, state: &VariablePart, signers: &[usize]) -> Json {
    let candidate = channel.candidate(state, signers);
    with(log, &json!({ "candidate": candidate }))
}

/// A challenge with a state and these signatures.
fn challenged(channel: &Channel, block: u64, state: &VariablePart, signers: &[usize]) -> Json {
    showing(&channel.challenged(block, state), channel, state, signers)
}

/// The log with its facts about chains in another order, each permutation once.
fn permuted(facts: &[Json]) -> Vec<Vec<Json>> {
    let Some((first, rest)) = facts.split_first() else {
        return vec![Vec::new()];
    };
    let shorter = permuted(rest);
    let inserted = shorter.iter().flat_map(|order| {
        (0..=order.len()).map(|place| {
            let mut order = order.clone();
            order.insert(place, first.clone());
            order
        })
    });
    inserted.collect()
}

#[test]
fn s18_a_state_that_we_signed_by_no_event_is_critical_wherever_a_chain_shows_it() {
    let (channel, log) = open();
    let offset = log.len() as u64;
    let known = channel.state(1, &[100, 100]);
    let lost = channel.state(2, &[90, 110]);
    let last = finalized(channel.state(2, &[90, 110]));
    let facts = |state: &VariablePart| {
        let turn = state.turn_num.get();
        [
            channel.challenged(3, state),
            channel.cleared(3, turn),
            channel.checkpointed(3, turn),
            channel.concluded(3),
        ]
    };
    for fact in facts(&lost) {
        let fact = showing(&fact, &channel, &lost, &[0, 1]);
        assert_eq!(found(&and(&log, &[fact]), "S18"), [unlogged(offset)]);
    }
    let fact = showing(&channel.concluded(3), &channel, &last, &[0, 1]);
    assert_eq!(found(&and(&log, &[fact]), "S18"), [unlogged(offset)]);
    for fact in facts(&known) {
        let fact = showing(&fact, &channel, &known, &[0, 1]);
        assert!(found(&and(&log, &[fact]), "S18").is_empty());
    }
    // A state that supports the candidate bears signatures too.
    let proof = channel.candidate(&lost, &[0]);
    let proof = json!([{ "state": proof["state"], "sigs": proof["sigs"] }]);
    let fact = with(
        &challenged(&channel, 3, &known, &[0, 1]),
        &json!({ "proof": proof }),
    );
    assert_eq!(found(&and(&log, &[fact]), "S18"), [unlogged(offset)]);
}

#[test]
fn s18_says_which_state_it_is_about() {
    let (channel, mut log) = open();
    log.push(challenged(
        &channel,
        3,
        &channel.state(7, &[90, 110]),
        &[1, 0],
    ));
    let found = findings(&appended(&log), "S18").remove(0);
    let details = found.details.unwrap();
    assert_eq!(found.channel_id, Some(channel.id));
    assert_eq!(details.turn_num.unwrap().get(), 7);
    assert_eq!(details.signer_index, Some(0));
    assert!(found.message.as_str().contains("turn 7"));
}

#[test]
fn s18_is_about_our_signature_alone() {
    let (channel, log) = open();
    let state = channel.state(2, &[90, 110]);
    let by_irene = challenged(&channel, 3, &state, &[1]);
    assert!(found(&and(&log, &[by_irene]), "S18").is_empty());
    // An observer has none.
    let observed = Channel::of(None);
    let challenge = challenged(&observed, 3, &state, &[0, 1]);
    let store = appended(&[observed.created(), challenge.clone()]);
    assert!(found(&store, "S18").is_empty());
    // A contract that is not the channel's home proves nothing about it.
    let elsewhere = json!({ "contract": "0x4242424242424242424242424242424242424242" });
    let elsewhere = moved(&challenge, &elsewhere);
    assert!(found(&and(&log, &[elsewhere]), "S18").is_empty());
}

#[test]
fn s18_an_event_of_ours_says_that_we_signed_it_whenever_it_is_logged() {
    let (channel, log) = open();
    let state = channel.state(2, &[90, 110]);
    let challenge = challenged(&channel, 3, &state, &[0, 1]);
    let signed = channel.signed(&state);
    for more in permuted(&[challenge.clone(), signed]) {
        assert!(found(&and(&log, &more), "S18").is_empty());
    }
    // A ledger proposal of ours is one too.
    let proposal = json!({
        "type": "ledger_proposal_signed",
        "ledgerId": channel.id,
        "turnNum": 2,
        "proposal": {
            "kind": "remove", "target": channel.id, "leftAmount": "1",
        },
        "role": "leader",
        "stateHash": channel.hash(&state),
        "sig": channel.sig(0, &state),
    });
    assert!(found(&and(&log, &[proposal, challenge]), "S18").is_empty());
}

#[test]
fn s18_a_state_is_found_once_however_often_and_in_whatever_order_it_is_shown() {
    let (channel, log) = open();
    let state = channel.state(2, &[90, 110]);
    let first = challenged(&channel, 3, &state, &[0, 1]);
    let again = challenged(&channel, 5, &state, &[1, 0]);
    let checkpoint = showing(&channel.checkpointed(4, 2), &channel, &state, &[0, 1]);
    for facts in permuted(&[first.clone(), checkpoint, again]) {
        let place = facts.iter().position(|fact| *fact == first).unwrap();
        let store = and(&log, &facts);
        assert_eq!(found(&store, "S18"), [unlogged((log.len() + place) as u64)]);
    }
}

#[test]
fn s18_a_signature_stays_evidence_when_its_log_is_removed() {
    let (channel, log) = open();
    let offset = log.len() as u64;
    let state = channel.state(2, &[90, 110]);
    let challenge = challenged(&channel, 3, &state, &[0, 1]);
    let removed = [challenge.clone(), reverted(&challenge)];
    let store = and(&log, &removed);
    assert_eq!(found(&store, "S18"), [unlogged(offset)]);
    assert!(found(&store, "C8").is_empty());
    // What is canonical is shown rather than what is not.
    let later = challenged(&channel, 8, &state, &[0, 1]);
    let store = and(
        &log,
        &[removed.as_slice(), std::slice::from_ref(&later)].concat(),
    );
    assert_eq!(found(&store, "S18"), [unlogged(offset + 2)]);
    // Another fork replaces the first without a removal.
    let store = and(
        &log,
        &[challenge.clone(), on_fork(&later), on_fork(&challenge)],
    );
    assert_eq!(found(&store, "S18").len(), 1);
    let again = with(&challenge, &json!({ "correlationId": "again" }));
    let store = and(&log, &[removed.as_slice(), &[again]].concat());
    assert_eq!(found(&store, "S18"), [unlogged(offset)]);
}

#[test]
fn s18_what_a_peer_showed_is_found_there_and_nowhere_else() {
    let (channel, log) = open();
    let state = channel.state(2, &[90, 110]);
    let received = channel.received(&state, &[0, 1]);
    let challenge = challenged(&channel, 3, &state, &[0, 1]);
    for more in permuted(&[received.clone(), challenge]) {
        let place = more.iter().position(|event| *event == received).unwrap();
        let store = and(&log, &more);
        assert_eq!(found(&store, "S18"), [unlogged((log.len() + place) as u64)]);
    }
}

#[test]
fn s18_a_challenge_of_a_channel_that_is_created_later_is_evidence_too() {
    let channel = Channel::of(Some(0));
    let challenge = challenged(&channel, 3, &channel.state(2, &[90, 110]), &[0, 1]);
    let store = imported(std::slice::from_ref(&challenge));
    assert!(found(&store, "S18").is_empty());
    let store = imported(&[challenge, channel.created()]);
    assert_eq!(found(&store, "S18"), [unlogged(0)]);
}

#[test]
fn s18_names_the_record_that_shows_the_signature() {
    let (channel, log) = open();
    let offset = log.len() as u64;
    let state = channel.state(2, &[90, 110]);
    let bare = channel.checkpointed(3, 2);
    let rich = showing(&bare, &channel, &state, &[0, 1]);
    let store = and(&log, std::slice::from_ref(&bare));
    // The record alone tells that we must have signed.
    assert_eq!(found(&store, "C10"), [unlogged(offset)]);
    assert!(found(&store, "S18").is_empty());
    let store = and(&log, &[bare, rich]);
    assert_eq!(found(&store, "S18"), [unlogged(offset + 1)]);
    assert!(found(&store, "C10").is_empty());
}

#[test]
fn s18_tells_of_a_signature_what_c10_and_c11_would() {
    let (channel, log) = open();
    let offset = log.len() as u64;
    let state = channel.state(2, &[90, 110]);
    // Without our signature it is the record that tells.
    let by_irene = showing(&channel.checkpointed(3, 2), &channel, &state, &[1]);
    let store = and(&log, &[by_irene]);
    assert_eq!(found(&store, "C10"), [unlogged(offset)]);
    assert!(found(&store, "S18").is_empty());
    // A peer that showed it first changes nothing.
    let both = showing(&channel.checkpointed(3, 2), &channel, &state, &[0, 1]);
    let store = and(&log, &[channel.received(&state, &[0, 1]), both]);
    assert_eq!(found(&store, "S18"), [unlogged(offset)]);
    assert!(found(&store, "C10").is_empty());
    // A conclusion of which too much is left out to know the outcome.
    let last = finalized(state);
    let mut conclusion = showing(&channel.concluded(3), &channel, &last, &[0, 1]);
    conclusion["candidate"]["truncated"] = true.into();
    let shown = conclusion["candidate"]["state"].as_object_mut().unwrap();
    shown.remove("outcome");
    shown.remove("appData");
    let store = and(&log, &[conclusion]);
    assert_eq!(found(&store, "S18"), [unlogged(offset)]);
    assert_eq!(found(&store, "C11"), [expect(Error, "", &[offset])]);
}

/// Alice's payment channel with its postfund.
fn payments(me: usize) -> (Channel, Vec<Json>) {
    let channel = Channel::between(3, "virtual", "virtual_payment", Some(me));
    let mut log = vec![channel.created()];
    for turn in 0..2 {
        log.extend(channel.agreed(&channel.state(turn, &[10, 0, 0])));
    }
    (channel, log)
}

/// Alice's voucher.
fn voucher(channel: &Channel, amount: u64) -> RedeemedVoucher {
    let amount = U256::from(amount);
    let signature = sign(0, &nitro::voucher_hash(&channel.id, amount));
    RedeemedVoucher {
        amount,
        signature: signature.parse().unwrap(),
    }
}

/// The state by which the payee redeems a voucher. The second allocation is the payee's.
fn redemption(channel: &Channel, voucher: &RedeemedVoucher) -> VariablePart {
    let amount = voucher.amount.to::<u64>();
    let mut state = channel.state(2, &[10 - amount, amount, 0]);
    state.app_data = voucher.to_app_data();
    state
}

fn voucher_signed(channel: &Channel, voucher: &RedeemedVoucher) -> Json {
    json!({
        "type": "voucher_signed",
        "channelId": channel.id,
        "amount": voucher.amount.to_string(),
        "signature": voucher.signature,
    })
}

#[test]
fn s18_a_voucher_that_is_redeemed_is_one_that_we_logged() {
    let (channel, log) = payments(0);
    let offset = log.len() as u64;
    let given = voucher(&channel, 4);
    let redeemed = challenged(&channel, 3, &redemption(&channel, &given), &[2]);
    let store = and(&log, std::slice::from_ref(&redeemed));
    assert_eq!(found(&store, "S18"), [unlogged(offset)]);
    assert!(
        found(&store, "C8").is_empty(),
        "the redemption is supported"
    );
    for more in permuted(&[voucher_signed(&channel, &given), redeemed.clone()]) {
        assert!(found(&and(&log, &more), "S18").is_empty());
    }
    // Another amount is another voucher.
    let other = voucher_signed(&channel, &voucher(&channel, 5));
    let store = and(&log, &[other, redeemed]);
    assert_eq!(found(&store, "S18"), [unlogged(offset + 1)]);
    // What the payee redeems is none of the payee's.
    let (channel, log) = payments(2);
    let redeemed = channel.signed(&redemption(&channel, &given));
    let challenge = challenged(&channel, 3, &redemption(&channel, &given), &[2]);
    let store = and(&log, &[redeemed, challenge]);
    assert!(found(&store, "S18").is_empty());
}

#[test]
fn s18_a_voucher_is_found_once_and_where_a_peer_redeems_it_there() {
    let (channel, log) = payments(0);
    let offset = log.len() as u64;
    let state = redemption(&channel, &voucher(&channel, 4));
    let challenge = challenged(&channel, 3, &state, &[2]);
    let again = challenged(&channel, 4, &state, &[2]);
    // The contract takes further bytes behind the voucher: another state, the same voucher.
    let mut longer = state.clone();
    longer.app_data.0.push(0);
    let longer = challenged(&channel, 5, &longer, &[2]);
    let facts = [challenge.clone(), again, longer];
    assert_eq!(found(&and(&log, &facts), "S18").len(), 1);
    let removed = [challenge.clone(), reverted(&challenge)];
    assert_eq!(found(&and(&log, &removed), "S18"), [unlogged(offset)]);
    let received = channel.received(&state, &[2]);
    for more in permuted(&[received.clone(), challenge]) {
        let place = more.iter().position(|event| *event == received).unwrap();
        let store = and(&log, &more);
        assert_eq!(found(&store, "S18"), [unlogged((log.len() + place) as u64)]);
    }
}

/// Whoever holds a signature can make a second one of the same signer.
#[test]
fn s18_the_other_form_of_a_logged_signature_is_not_another_voucher() {
    let (channel, mut log) = payments(0);
    let given = voucher(&channel, 4);
    let twin = RedeemedVoucher {
        signature: nitro::twin(&given.signature),
        ..given.clone()
    };
    assert_ne!(twin.signature, given.signature);
    assert_eq!(twin.signer(&channel.id), Ok(address(0)));
    assert_eq!(nitro::twin(&twin.signature), given.signature);
    log.push(voucher_signed(&channel, &given));
    let challenge = challenged(&channel, 3, &redemption(&channel, &twin), &[2]);
    assert!(found(&and(&log, &[challenge]), "S18").is_empty());
    let received = channel.received(&redemption(&channel, &twin), &[2]);
    assert!(found(&and(&log, &[received]), "S18").is_empty());
}

#[test]
fn s18_what_is_no_signature_has_no_other_form() {
    for (s, v) in [(0, 27), (1, 29)] {
        let mut signature = [0; 65];
        (signature[63], signature[64]) = (s, v);
        let signature = Bytes65::from(signature);
        assert_eq!(nitro::twin(&signature), signature);
    }
}

#[test]
fn s7_a_state_on_chain_and_one_that_a_peer_showed() {
    let (channel, log) = open();
    let offset = log.len() as u64;
    let (one, two) = (channel.state(2, &[90, 110]), channel.state(2, &[80, 120]));
    let received = channel.received(&one, &[1]);
    let challenge = challenged(&channel, 3, &two, &[1]);
    // In either order both events are named.
    for more in permuted(&[received.clone(), challenge]) {
        let expected = expect(Critical, "", &[offset, offset + 1]);
        assert_eq!(found(&and(&log, &more), "S7"), [expected]);
    }
    // Another signer, another turn or the same state is no equivocation.
    for innocent in [
        challenged(&channel, 3, &two, &[0]),
        challenged(&channel, 3, &channel.state(3, &[80, 120]), &[1]),
        challenged(&channel, 3, &one, &[1]),
    ] {
        let store = and(&log, &[received.clone(), innocent]);
        assert!(found(&store, "S7").is_empty());
    }
}

#[test]
fn s7_what_a_proposal_signs_is_a_state_too() {
    let (channel, log) = open();
    let offset = log.len() as u64;
    let (one, two) = (channel.state(2, &[90, 110]), channel.state(2, &[80, 120]));
    let proposal = json!({
        "type": "ledger_proposal_received",
        "ledgerId": channel.id,
        "turnNum": 2,
        "proposal": { "kind": "remove", "target": channel.id, "leftAmount": "1" },
        "role": "follower",
        "stateHash": channel.hash(&one),
        "sig": channel.sig(1, &one),
        "from": address(1),
    });
    for more in permuted(&[proposal, challenged(&channel, 3, &two, &[1])]) {
        let expected = expect(Critical, "", &[offset, offset + 1]);
        assert_eq!(found(&and(&log, &more), "S7"), [expected]);
    }
}

#[test]
fn s7_two_states_on_chain_are_found_the_same_in_every_order() {
    let (channel, log) = open();
    let (one, two) = (channel.state(2, &[90, 110]), channel.state(2, &[80, 120]));
    let facts = [
        challenged(&channel, 3, &one, &[0, 1]),
        challenged(&channel, 4, &two, &[1]),
        challenged(&channel, 5, &one, &[1]),
        challenged(&channel, 6, &two, &[1]),
    ];
    let mut messages = BTreeSet::new();
    for order in permuted(&facts) {
        let place = |fact| order.iter().position(|held| held == fact).unwrap();
        let mut expected: Vec<_> = (facts.iter().take(2))
            .map(|fact| (log.len() + place(fact)) as u64)
            .collect();
        expected.sort_unstable();
        let store = and(&log, &order);
        assert_eq!(found(&store, "S7"), [expect(Critical, "", &expected)]);
        let finding = findings(&store, "S7").remove(0);
        let details = finding.details.unwrap();
        assert_eq!(details.signer_index, Some(1));
        messages.insert((finding.message.as_str().to_owned(), details.got));
    }
    assert_eq!(messages.len(), 1);
}

#[test]
fn s7_a_signature_stays_evidence_when_its_log_is_removed() {
    let (channel, log) = open();
    let offset = log.len() as u64;
    let (one, two) = (channel.state(2, &[90, 110]), channel.state(2, &[80, 120]));
    let first = challenged(&channel, 3, &one, &[1]);
    let second = challenged(&channel, 4, &two, &[1]);
    let facts = [first.clone(), reverted(&first), second.clone()];
    let expected = expect(Critical, "", &[offset, offset + 2]);
    let expected = [expected];
    assert_eq!(found(&and(&log, &facts), "S7"), expected);
    let facts = [facts.as_slice(), &[reverted(&second)]].concat();
    assert_eq!(found(&and(&log, &facts), "S7"), expected);
}

#[test]
fn s7_severities_are_those_of_the_table() {
    let (channel, log) = open();
    let base = channel.state(2, &[90, 110]);
    let mut other_data = base.clone();
    other_data.app_data.0.push(1);
    let last = |amounts: &[u64]| finalized(channel.state(2, amounts));
    let mut last_with_data = last(&[90, 110]);
    last_with_data.app_data.0.push(1);
    for (one, two, severity) in [
        (base.clone(), channel.state(2, &[80, 120]), Critical),
        (base.clone(), other_data, Warn),
        (base.clone(), last(&[80, 120]), Warn),
        (last(&[90, 110]), last_with_data, Info),
        (last(&[90, 110]), last(&[80, 120]), Critical),
    ] {
        let facts = [
            channel.received(&one, &[1]),
            challenged(&channel, 4, &two, &[1]),
        ];
        let found = found(&and(&log, &facts), "S7");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].severity, severity, "{one:?} {two:?}");
    }
    // Once both are supported, another outcome is critical even against a final state. What
    // a chain has accepted is supported.
    let facts = [
        challenged(&channel, 3, &base, &[1]),
        showing(&channel.concluded(4), &channel, &last(&[80, 120]), &[0, 1]),
    ];
    assert_eq!(found(&and(&log, &facts), "S7")[0].severity, Critical);
}

#[test]
fn s7_a_payee_may_redeem_and_agree_to_the_end() {
    let (channel, mut log) = payments(0);
    let given = voucher(&channel, 4);
    log.push(voucher_signed(&channel, &given));
    let offset = log.len() as u64;
    let redeemed = challenged(&channel, 3, &redemption(&channel, &given), &[2]);
    let last = finalized(channel.state(2, &[6, 4, 0]));
    let store = and(&log, &[channel.received(&last, &[2]), redeemed]);
    let expected = expect(Warn, "dual_sign_at_turn", &[offset, offset + 1]);
    assert_eq!(found(&store, "S7"), [expected]);
}

#[test]
fn s7_of_several_signers_one_is_named_who_had_no_right_to() {
    let channel = Channel::between(3, "virtual", "virtual_payment", None);
    let redeemed = |amount| redemption(&channel, &voucher(&channel, amount));
    let one = channel.received(&redeemed(4), &[0, 2]);
    for (signers, expected) in [
        (vec![0, 2], expect(Critical, "", &[1, 2])),
        (vec![2], expect(Warn, "dual_sign_at_turn", &[1, 2])),
    ] {
        let two = challenged(&channel, 3, &redeemed(5), &signers);
        let store = imported(&[channel.created(), one.clone(), two]);
        assert_eq!(found(&store, "S7"), [expected]);
    }
}

/// What is found of pairs of states: turn, the two hashes, and the signer.
fn pairs(store: &EventStore) -> Vec<(BTreeSet<String>, u8)> {
    let found = findings(store, "S7").into_iter().map(|finding| {
        let details = finding.details.unwrap();
        let hashes = [details.expected, details.got].map(|hash| hash.unwrap().as_str().to_owned());
        (hashes.into_iter().collect(), details.signer_index.unwrap())
    });
    found.collect()
}

/// A random mix of messages and facts about three states of one turn, some of which fall.
fn mix(channel: &Channel, random: &mut Random) -> (Vec<Json>, BTreeMap<String, BTreeSet<u8>>) {
    let states = [100, 90, 80].map(|amount| channel.state(2, &[amount, 200 - amount]));
    let mut events: Vec<Json> = Vec::new();
    let mut signed: BTreeMap<String, BTreeSet<u8>> = BTreeMap::new();
    for block in 3..3 + 2 + random.below(7) as u64 {
        let state = &states[random.below(3)];
        let signers = [vec![0], vec![1], vec![0, 1]][random.below(3)].clone();
        let event = match random.below(5) {
            0 | 1 => channel.received(state, &signers),
            2 => challenged(channel, block, state, &signers),
            3 => showing(&channel.checkpointed(block, 2), channel, state, &signers),
            _ => {
                let bare = channel.cleared(block, 2);
                let rich = showing(&bare, channel, state, &signers);
                events.push(bare);
                rich
            }
        };
        let shown = signed.entry(channel.hash(state).to_string()).or_default();
        shown.extend(signers.iter().map(|who| *who as u8));
        events.push(event.clone());
        if event.get("chain").is_some() && random.below(3) == 0 {
            events.push(reverted(&event));
        }
    }
    (events, signed)
}

#[test]
fn s7_every_pair_is_found_and_none_twice_whoever_showed_it_first() {
    let mut random = Random::new();
    let mut both_ways = BTreeSet::new();
    for _ in 0..200 {
        let channel = Channel::of(None);
        let (events, signed) = mix(&channel, &mut random);
        let found = pairs(&and(&[channel.created()], &events));
        let distinct: BTreeSet<_> = found.iter().cloned().collect();
        assert_eq!(distinct.len(), found.len(), "{events:#?}");
        let mut expected = BTreeSet::new();
        for (one, by) in &signed {
            for (two, others) in signed.iter().filter(|(two, _)| *two > one) {
                if by.intersection(others).next().is_some() {
                    expected.insert(BTreeSet::from([one.clone(), two.clone()]));
                }
            }
        }
        let told: BTreeSet<_> = found.iter().map(|(pair, _)| pair.clone()).collect();
        assert_eq!(told, expected, "{events:#?}");
        for (pair, signer) in &found {
            assert!(pair.iter().all(|hash| signed[hash].contains(signer)));
        }
        both_ways.insert(found.len());
    }
    assert!(both_ways.len() > 2, "too little is found: {both_ways:?}");
}

#[test]
fn s7_and_s18_offsets_are_those_of_the_events_that_show_the_signatures() {
    let mut random = Random::new();
    for _ in 0..100 {
        let channel = Channel::of(Some(0));
        let (events, _) = mix(&channel, &mut random);
        let log = [vec![channel.created()], events].concat();
        let store = imported(&log);
        for rule in ["S7", "S18"] {
            for finding in findings(&store, rule) {
                for offset in &finding.offsets {
                    let event = &log[offset.get() as usize];
                    let sigs = event["sigs"]
                        .as_array()
                        .or(event["candidate"]["sigs"].as_array());
                    assert!(sigs.is_some_and(|sigs| !sigs.is_empty()), "{event}");
                }
            }
        }
    }
}

#[test]
fn s18_facts_in_one_place_of_the_chain_are_told_apart() {
    // Two logs of one transaction, each with a state that we never logged.
    let (channel, log) = open();
    let offset = log.len() as u64;
    let first = challenged(&channel, 3, &channel.state(2, &[90, 110]), &[0, 1]);
    let second = challenged(&channel, 3, &channel.state(3, &[80, 120]), &[0, 1]);
    let second = moved(&second, &json!({ "logIndex": 1 }));
    assert_eq!(second["chain"]["txHash"], at(3)["txHash"]);
    let store = and(&log, &[second, first]);
    assert_eq!(
        found(&store, "S18"),
        [unlogged(offset), unlogged(offset + 1)]
    );
}
