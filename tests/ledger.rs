//! What a ledger's proposals lead to: the published vectors, every reason not to
//! apply one, arrival in any order, and a second derivation on random logs.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test fails by panicking"
)]

mod facts;

use facts::ledger::*;
use facts::*;
use serde_json::Value as Json;
use statelog::event::scalar::{Bytes, Bytes20, Bytes32, U256};
use statelog::event::{
    AddProposal, Allocation, AssetExit, ChannelKind, Outcome, Proposal, RemoveProposal, SupportRule,
};
use statelog::state::view::LedgerAsset;
use statelog::state::{ProposalVerdict, StateContent};

// Published vectors ---------------------------------------------------------------

fn vector(name: &str) -> Json {
    let all: Json = serde_json::from_str(include_str!("golden/vectors/nitro.json")).unwrap();
    let mut vectors = all["vectors"].as_array().unwrap().iter();
    let found = vectors.find(|vector| vector["name"].as_str().unwrap().starts_with(name));
    found.unwrap_or_else(|| panic!("no vector {name}")).clone()
}

fn bytes_of(json: &Json) -> Vec<u8> {
    let digits = json.as_str().unwrap().trim_start_matches("0x");
    let pairs = digits.as_bytes().chunks(2);
    let byte = |pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    pairs.map(byte).collect()
}

fn bytes32(json: &Json) -> Bytes32 {
    Bytes32::from_slice(&bytes_of(json))
}

fn outcome_in(vector: &Json) -> Outcome {
    let exits = vector["variablePart"]["outcome"].as_array().unwrap();
    let exit = |exit: &Json| AssetExit {
        asset: Bytes20::from_slice(&bytes_of(&exit["asset"])),
        asset_type: exit["assetMetadata"]["assetType"].as_u64().unwrap() as u8,
        asset_metadata: Bytes(bytes_of(&exit["assetMetadata"]["metadata"])),
        allocations: exit["allocations"]
            .as_array()
            .unwrap()
            .iter()
            .map(allocation)
            .collect(),
    };
    exits.iter().map(exit).collect()
}

fn allocation(json: &Json) -> Allocation {
    Allocation {
        destination: bytes32(&json["destination"]),
        amount: U256::from_be_slice(&bytes_of(&json["amount"])),
        allocation_type: json["allocationType"].as_u64().unwrap() as u8,
        metadata: Bytes(bytes_of(&json["metadata"])),
    }
}

fn content_of(vector: &Json) -> StateContent {
    StateContent {
        turn_num: u48(vector["variablePart"]["turnNum"].as_u64().unwrap()),
        state_hash: bytes32(&vector["stateHash"]),
        is_final: vector["variablePart"]["isFinal"].as_bool().unwrap(),
        app_data: Some(Bytes(bytes_of(&vector["variablePart"]["appData"]))),
        outcome: Some(outcome_in(vector).into()),
        voucher_signer: None,
    }
}

/// Follows a ledger from its postfund through the Add and the Remove of V3.
fn follow_vectors(postfund: &str, added: &str, removed: &str, allocation_type: Option<u8>) {
    let [postfund, added, removed] = [postfund, added, removed].map(vector);
    let before = content_of(&postfund);
    let [leader, follower] = [0, 1].map(|at| outcome_in(&postfund)[0].allocations[at].destination);
    let v3 = bytes32(&vector("V3 ")["channelId"]);
    let id = bytes32(&postfund["channelId"]);
    let mut given = hashed_ledger(id).and(signed(before, &[0, 1]));
    let add = Proposal::Add(AddProposal {
        left: leader,
        right: follower,
        allocation_type,
        ..add(v3, 10, 10)
    });
    let remove = Proposal::Remove(remove(v3, 6));
    for (turn, proposal, expected) in [(2, add, added), (3, remove, removed)] {
        let state_hash = bytes32(&expected["stateHash"]);
        given.when(proposed(turn, state_hash, proposal.clone(), 0));
        let derived = given.channel.outcome_of(&state_hash).unwrap();
        assert_eq!(*derived, outcome_in(&expected), "{}", expected["name"]);
        assert_eq!(given.latest().unwrap().0, turn - 1, "not countersigned yet");
        given.when(proposed(turn, state_hash, proposal, 1));
        assert_eq!(given.latest(), Some((turn, state_hash)));
        let shown = given.view().latest_supported.unwrap().outcome;
        assert_eq!(shown, Some(outcome_in(&expected)));
        assert_eq!(given.channel.guarantees(&v3), turn == 2);
        assert!(given.channel.ever_guaranteed(&v3));
    }
}

#[test]
fn vectors_v2b_and_v2c_come_out_with_the_type_that_upstream_uses() {
    follow_vectors("V2a ", "V2b ", "V2c ", Some(1));
}

#[test]
fn vectors_v2b2_and_v2c_come_out_with_the_type_that_contracts_resolve() {
    follow_vectors("V2a ", "V2b2 ", "V2c ", None);
}

#[test]
fn vectors_v7b_and_v7c_come_out() {
    follow_vectors("V7a ", "V7b ", "V7c ", Some(1));
}

#[test]
fn a_state_given_whole_with_guarantees_is_a_base_too() {
    let [added, removed] = ["V2b2 ", "V2c "].map(vector);
    let v3 = bytes32(&vector("V3 ")["channelId"]);
    let id = bytes32(&added["channelId"]);
    let mut given = hashed_ledger(id).and(signed(content_of(&added), &[0, 1]));
    let state_hash = bytes32(&removed["stateHash"]);
    assert!(given.channel.guarantees(&v3));
    given.when(proposed(3, state_hash, Proposal::Remove(remove(v3, 6)), 0));
    let derived = given.channel.outcome_of(&state_hash).unwrap();
    assert_eq!(*derived, outcome_in(&removed));
}

// One proposal --------------------------------------------------------------------

#[test]
fn the_base_must_be_supported_not_final_and_of_ledger_form() {
    let allocations = |change: fn(&mut Vec<Allocation>)| {
        let mut outcome = native(100, 100);
        change(&mut outcome[0].allocations);
        with_outcome(state(1, 1), outcome)
    };
    let mut twice = native(100, 100);
    twice.extend(native(100, 100));
    let mut erc721 = native(100, 100);
    erc721[0].asset_type = 1;
    let mut described = native(100, 100);
    described[0].asset_metadata = Bytes(vec![1]);
    let cases = [
        ("not supported", signed(base(1), &[0])),
        (
            "final",
            signed(
                StateContent {
                    is_final: true,
                    ..base(1)
                },
                &[0, 1],
            ),
        ),
        ("truncated", signed(truncated(base(1)), &[0, 1])),
        (
            "an asset twice",
            signed(with_outcome(state(1, 1), twice), &[0, 1]),
        ),
        (
            "another asset type",
            signed(with_outcome(state(1, 1), erc721), &[0, 1]),
        ),
        (
            "asset metadata",
            signed(with_outcome(state(1, 1), described), &[0, 1]),
        ),
        (
            "one balance",
            signed(
                allocations(|all| {
                    all.pop();
                }),
                &[0, 1],
            ),
        ),
        (
            "a balance of type 2",
            signed(allocations(|all| all[1].allocation_type = 2), &[0, 1]),
        ),
        (
            "a balance with metadata",
            signed(allocations(|all| all[0].metadata = Bytes(vec![1])), &[0, 1]),
        ),
        (
            "a third balance",
            signed(allocations(|all| all.push(simple(target(9), 1))), &[0, 1]),
        ),
        (
            "short metadata",
            signed(
                allocations(|all| {
                    all.push(guarantee(target(9), 1, 0, 1));
                    all[2].metadata.0.pop();
                }),
                &[0, 1],
            ),
        ),
        (
            "a target twice",
            signed(
                allocations(|all| {
                    all.push(guarantee(target(9), 1, 0, 1));
                    all.push(guarantee(target(9), 1, 0, 1));
                }),
                &[0, 1],
            ),
        ),
    ];
    for (case, state) in cases {
        let given = ledger()
            .and(state)
            .and(proposed(2, hash(2, 1), add_of(7, 10, 10), 0));
        assert_eq!(outcome(&given, 2, 1), None, "{case}");
        assert_eq!(
            given.view().ledger.unwrap().proposals.len(),
            1,
            "{case}: recorded"
        );
    }
    let given = funded().and(proposed(2, hash(2, 1), add_of(7, 10, 10), 0));
    assert_eq!(balances(&given, 2, 1), Some((90, 100)));
}

#[test]
fn p3_an_add_that_is_not_possible_is_recorded_and_not_applied() {
    let good = || add(target(7), 10, 4);
    let from = |left, right| AddProposal {
        left,
        right,
        ..good()
    };
    let cases = [
        ("left deposit above the amount", add(target(7), 10, 11)),
        ("leader cannot pay", add(target(7), 101, 101)),
        ("follower cannot pay", add(target(7), 101, 0)),
        ("duplicate target", add(target(1), 1, 1)),
        ("left is a stranger", from(destination(5), destination(1))),
        ("right is a stranger", from(destination(0), destination(5))),
        ("left is right", from(destination(0), destination(0))),
        (
            "an asset that is not there",
            AddProposal {
                asset: Some(address(9)),
                ..good()
            },
        ),
    ];
    for (case, add) in cases {
        let mut given = funded();
        agree(&mut given, 2, 1, add_of(1, 1, 1));
        agree(&mut given, 3, 1, Proposal::Add(add));
        assert_eq!(outcome(&given, 3, 1), None, "{case}");
        assert_eq!(
            given.latest(),
            Some((3, hash(3, 1))),
            "{case}: supported all the same"
        );
        let shown = given.view();
        assert_eq!(shown.latest_supported.unwrap().outcome, None, "{case}");
        assert_eq!(shown.ledger.unwrap().assets, [], "{case}");
        agree(&mut given, 4, 1, add_of(8, 1, 1));
        assert_eq!(outcome(&given, 4, 1), None, "{case}: nothing follows");
    }
}

#[test]
fn p3_balances_may_be_used_up() {
    let mut given = funded();
    agree(&mut given, 2, 1, add_of(7, 200, 100));
    assert_eq!(balances(&given, 2, 1), Some((0, 0)));
    agree(&mut given, 3, 1, add_of(8, 0, 0));
    agree(&mut given, 4, 1, remove_of(7, 150));
    assert_eq!(balances(&given, 4, 1), Some((150, 50)));
}

#[test]
fn p4_a_remove_that_is_not_possible_is_recorded_and_not_applied() {
    let cases = [
        ("before its add", remove_of(8, 0)),
        ("more than the guarantee", remove_of(7, 11)),
        (
            "another asset",
            Proposal::Remove(RemoveProposal {
                asset: Some(address(9)),
                ..remove(target(7), 1)
            }),
        ),
    ];
    for (case, remove) in cases {
        let mut given = funded();
        agree(&mut given, 2, 1, add_of(7, 10, 10));
        agree(&mut given, 3, 1, remove);
        assert_eq!(outcome(&given, 3, 1), None, "{case}");
    }
    // A base may hold a guarantee between others; the contract could not return it.
    let mut strange = native(100, 100);
    strange[0].allocations.push(guarantee(target(7), 5, 0, 4));
    let mut given = ledger().and(signed(with_outcome(state(1, 1), strange), &[0, 1]));
    agree(&mut given, 2, 1, remove_of(7, 1));
    assert_eq!(outcome(&given, 2, 1), None);
    // A balance that would exceed 256 bits cannot be.
    let mut rich = native(0, 0);
    rich[0].allocations[0].amount = U256::MAX;
    rich[0].allocations.push(guarantee(target(7), 5, 0, 1));
    let mut given = ledger().and(signed(with_outcome(state(1, 1), rich), &[0, 1]));
    agree(&mut given, 2, 1, remove_of(7, 1));
    assert_eq!(outcome(&given, 2, 1), None);
    agree(&mut given, 2, 2, remove_of(7, 0));
}

#[test]
fn the_follower_may_be_left() {
    let mut given = funded();
    let add = Proposal::Add(AddProposal {
        left: destination(1),
        right: destination(0),
        ..add(target(7), 10, 7)
    });
    agree(&mut given, 2, 1, add);
    assert_eq!(balances(&given, 2, 1), Some((97, 93)));
    agree(&mut given, 3, 1, remove_of(7, 1));
    assert_eq!(balances(&given, 3, 1), Some((106, 94)));
}

#[test]
fn guarantees_stand_in_the_order_of_their_targets() {
    let mut given = funded();
    for (turn, tag) in [(2, 9), (3, 3), (4, 0xf0), (5, 4)] {
        agree(&mut given, turn, 1, add_of(tag, 1, 1));
    }
    let outcome = outcome(&given, 5, 1).unwrap();
    let targets = outcome[0].allocations[2..]
        .iter()
        .map(|held| held.destination);
    let expected = [3, 4, 9, 0xf0].map(target);
    assert!(targets.eq(expected));
    let shown = &given.view().ledger.unwrap().assets[0];
    assert!(shown.guarantees.iter().map(|held| held.target).eq(expected));
}

#[test]
fn each_asset_has_its_own_guarantees() {
    let token = address(0x50);
    let mut outcome = native(100, 100);
    outcome.push(AssetExit {
        asset: token,
        ..native(30, 30).remove(0)
    });
    let mut given = ledger().and(signed(with_outcome(state(1, 1), outcome), &[0, 1]));
    let in_asset = |asset: Option<Bytes20>| {
        Proposal::Add(AddProposal {
            asset,
            ..add(target(7), 10, 10)
        })
    };
    // Which asset is meant must be said, and one target may be guaranteed in both.
    agree(&mut given, 2, 1, in_asset(Some(token)));
    agree(&mut given, 3, 1, in_asset(Some(Bytes20::ZERO)));
    let assets: Vec<LedgerAsset> = given.view().ledger.unwrap().assets;
    assert_eq!(assets.len(), 2);
    assert_eq!(
        (assets[0].leader, assets[1].leader),
        (U256::from(90), U256::from(20))
    );
    let guarantees = given.channel.guarantees_for(&target(7));
    let found: Vec<Bytes20> = guarantees.iter().map(|(asset, _)| *asset).collect();
    assert_eq!(found, [Bytes20::ZERO, token]);
    let remove = RemoveProposal {
        asset: Some(token),
        ..remove(target(7), 10)
    };
    agree(&mut given, 4, 1, Proposal::Remove(remove));
    assert_eq!(given.channel.guarantees_for(&target(7)).len(), 1);
    agree(&mut given, 5, 1, in_asset(None));
    assert_eq!(given.channel.outcome_of(&hash(5, 1)), None);
}

// Several proposals ---------------------------------------------------------------

#[test]
fn p2_a_proposal_is_derived_before_it_is_acknowledged() {
    let mut given = funded();
    for turn in 2..6 {
        given.when(proposed(turn, hash(turn, 1), add_of(turn as u8, 10, 10), 0));
    }
    assert_eq!(balances(&given, 5, 1), Some((60, 100)));
    assert_eq!(given.latest(), Some((1, hash(1, 1))));
    // The follower accepts everything below the turn that it countersigns.
    given.when(proposed(5, hash(5, 1), add_of(5, 10, 10), 1));
    assert_eq!(given.latest(), Some((5, hash(5, 1))));
    assert_eq!(
        given.view().ledger.unwrap().assets[0].leader,
        U256::from(60)
    );
    assert_eq!(given.supported(), [(1, hash(1, 1)), (5, hash(5, 1))]);
}

#[test]
fn p2_proposals_above_a_gap_wait_until_it_closes() {
    let mut given = ledger();
    for turn in [4, 3] {
        given.when(proposed(turn, hash(turn, 1), add_of(turn as u8, 10, 10), 0));
    }
    given.when(signed(base(1), &[0, 1]));
    assert_eq!(balances(&given, 3, 1), None);
    given.when(proposed(2, hash(2, 1), add_of(2, 10, 10), 0));
    assert_eq!(balances(&given, 4, 1), Some((70, 100)));
}

#[test]
fn p2_the_chain_does_not_follow_what_only_the_follower_signed() {
    let mut given = funded();
    given.when(proposed(2, hash(2, 1), add_of(2, 10, 10), 1));
    given.when(proposed(3, hash(3, 1), add_of(3, 10, 10), 0));
    assert_eq!(
        balances(&given, 2, 1),
        Some((90, 100)),
        "derived all the same"
    );
    assert_eq!(balances(&given, 3, 1), None);
    given.when(proposed(2, hash(2, 1), add_of(2, 10, 10), 0));
    assert_eq!(balances(&given, 3, 1), Some((80, 100)));
}

#[test]
fn a_repeated_proposal_is_no_news() {
    let mut given = funded();
    assert!(given.when(proposed(2, hash(2, 1), add_of(7, 10, 10), 0)));
    assert!(!given.when(proposed(2, hash(2, 1), add_of(7, 10, 10), 0)));
    assert!(given.when(proposed(2, hash(2, 1), add_of(7, 10, 10), 1)));
    assert!(!given.when(proposed(2, hash(2, 1), add_of(7, 10, 10), 1)));
    let proposals = given.view().ledger.unwrap().proposals;
    assert_eq!(proposals.len(), 1);
    assert_eq!(proposals[0].signers, [0, 1]);
}

#[test]
fn of_two_proposals_that_claim_one_hash_the_leaders_counts() {
    let mut given = funded();
    given.when(proposed(2, hash(2, 1), add_of(7, 10, 10), 1));
    given.when(proposed(3, hash(3, 1), add_of(8, 5, 5), 0));
    given.when(proposed(2, hash(2, 1), add_of(7, 20, 20), 0));
    assert_eq!(balances(&given, 2, 1), Some((80, 100)));
    assert_eq!(balances(&given, 3, 1), Some((75, 100)));
    given.when(proposed(2, hash(2, 1), add_of(7, 30, 30), 0));
    assert_eq!(
        balances(&given, 2, 1),
        Some((80, 100)),
        "the leader's first"
    );
}

#[test]
fn what_follows_from_a_proposal_is_derived_again_when_the_leader_corrects_it() {
    // The leader's signature is known from the state, the change only from the follower.
    let mut given = funded().and(signed(truncated(state(2, 1)), &[0]));
    given.when(proposed(2, hash(2, 1), add_of(7, 10, 10), 1));
    given.when(proposed(3, hash(3, 1), add_of(8, 5, 5), 0));
    given.when(proposed(3, hash(3, 2), add_of(8, 1, 1), 0));
    given.when(proposed(4, hash(4, 1), add_of(9, 1, 1), 0));
    assert_eq!(balances(&given, 4, 1), Some((84, 100)));
    // Now the first proposal of turn 3 is too large, so the chain follows the second.
    given.when(proposed(2, hash(2, 1), add_of(7, 97, 97), 0));
    assert_eq!(balances(&given, 2, 1), Some((3, 100)));
    assert_eq!(balances(&given, 3, 1), None);
    assert_eq!(balances(&given, 4, 1), Some((1, 100)));
    assert_eq!(given.resumed().view(&given.around), given.view());
}

#[test]
fn s7_a_proposal_that_a_chain_no_longer_accepts_gives_way_to_the_first() {
    let mut given = funded();
    given.when(proposed(2, hash(2, 1), add_of(1, 10, 10), 0));
    given.when(proposed(2, hash(2, 2), add_of(2, 20, 20), 0));
    given.when(proposed(3, hash(3, 1), add_of(3, 1, 1), 0));
    given.accept(&[(2, hash(2, 2))]);
    assert_eq!(balances(&given, 3, 1), Some((79, 100)));
    given.accept(&[]);
    assert_eq!(balances(&given, 3, 1), Some((89, 100)));
}

#[test]
fn a_state_that_an_event_gives_whole_is_as_given() {
    let mut given = funded();
    agree(&mut given, 2, 1, add_of(7, 10, 10));
    given.when(signed(with_outcome(state(2, 1), native(70, 130)), &[1]));
    assert_eq!(balances(&given, 2, 1), Some((70, 130)));
    assert_eq!(
        given.view().ledger.unwrap().assets[0].leader,
        U256::from(70)
    );
    assert!(!given.channel.guarantees(&target(7)));
}

#[test]
fn s7_of_two_leader_proposals_at_one_turn_the_chain_follows_the_countersigned() {
    let mut given = funded();
    given.when(proposed(2, hash(2, 1), add_of(1, 10, 10), 0));
    given.when(proposed(2, hash(2, 2), add_of(2, 20, 20), 0));
    given.when(proposed(3, hash(3, 1), add_of(3, 1, 1), 0));
    assert_eq!(balances(&given, 2, 1), Some((90, 100)));
    assert_eq!(
        balances(&given, 2, 2),
        Some((80, 100)),
        "each from the turn below"
    );
    assert_eq!(
        balances(&given, 3, 1),
        Some((89, 100)),
        "the chain follows the first"
    );
    given.when(proposed(2, hash(2, 2), add_of(2, 20, 20), 1));
    assert_eq!(
        balances(&given, 3, 1),
        Some((79, 100)),
        "now the countersigned one"
    );
    assert_eq!(given.latest(), Some((2, hash(2, 2))));
    given.when(proposed(2, hash(2, 1), add_of(1, 10, 10), 1));
    assert_eq!(
        balances(&given, 3, 1),
        Some((89, 100)),
        "of two countersigned the first"
    );
}

#[test]
fn s7_a_second_proposal_takes_the_place_of_one_that_cannot_be_applied() {
    let mut given = funded();
    given.when(proposed(2, hash(2, 1), add_of(1, 500, 500), 0));
    given.when(proposed(2, hash(2, 2), add_of(2, 20, 20), 0));
    given.when(proposed(3, hash(3, 1), add_of(3, 1, 1), 0));
    assert_eq!(balances(&given, 3, 1), Some((79, 100)));
    // Once both have signed the impossible one, nothing certain follows.
    given.when(proposed(2, hash(2, 1), add_of(1, 500, 500), 1));
    assert_eq!(balances(&given, 3, 1), None);
}

#[test]
fn a_later_base_takes_over_and_what_was_derived_below_stays() {
    let mut given = funded();
    for turn in 2..7 {
        given.when(proposed(turn, hash(turn, 1), add_of(turn as u8, 10, 10), 0));
    }
    let new_base = with_outcome(state(4, 9), native(20, 180));
    given.when(signed(new_base, &[0, 1]));
    assert_eq!(given.latest(), Some((4, hash(4, 9))));
    assert_eq!(balances(&given, 3, 1), Some((80, 100)));
    assert_eq!(balances(&given, 4, 1), Some((70, 100)));
    assert_eq!(balances(&given, 5, 1), Some((10, 180)));
    assert_eq!(balances(&given, 6, 1), Some((0, 180)));
}

#[test]
fn a_base_that_loses_its_support_gives_way_to_the_one_below() {
    let mut given = funded();
    let new_base = with_outcome(state(4, 9), native(20, 180));
    given.when(signed(new_base, &[0]));
    given.when(proposed(5, hash(5, 1), add_of(7, 10, 10), 0));
    assert_eq!(balances(&given, 5, 1), None);
    given.accept(&[(4, hash(4, 9))]);
    assert_eq!(balances(&given, 5, 1), Some((10, 180)));
    given.accept(&[]);
    assert_eq!(balances(&given, 5, 1), None);
}

#[test]
fn signatures_of_state_and_proposal_add_up() {
    let mut given = funded();
    given.when(proposed(2, hash(2, 1), add_of(7, 10, 10), 0));
    given.when(signed(truncated(state(2, 1)), &[1]));
    assert_eq!(given.latest(), Some((2, hash(2, 1))));
    let shown = given.view().latest_supported.unwrap();
    assert_eq!(shown.outcome, outcome(&given, 2, 1));
    assert!(shown.outcome.is_some());
}

#[test]
fn proposals_on_a_channel_that_is_no_ledger_are_evidence_only() {
    let mut given = Given::channel(created(ChannelKind::Direct, SupportRule::Unanimous, 2));
    given.when(signed(base(1), &[0, 1]));
    agree(&mut given, 2, 1, add_of(7, 10, 10));
    assert_eq!(given.latest(), Some((2, hash(2, 1))));
    assert_eq!(given.channel.outcome_of(&hash(2, 1)), None);
    assert_eq!(given.view().ledger, None);
    assert_eq!(given.resumed().view(&given.around), given.view());
}

#[test]
fn long_chains_are_derived_at_any_turn() {
    let rich = with_outcome(state(1, 1), native(1000, 1000));
    let mut given = ledger().and(signed(rich, &[0, 1]));
    for turn in 2..300 {
        let proposal = if turn % 2 == 0 {
            add_of(7, 10, 10)
        } else {
            remove_of(7, 9)
        };
        given.when(proposed(turn, hash(turn, 1), proposal, 0));
    }
    for turn in (2..300).rev() {
        // Each pair of turns moves 1 from the leader to the follower.
        let moved = (turn - 1) / 2;
        let pledged = if turn % 2 == 0 { 10 } else { 0 };
        let expected = (1000 - pledged - moved, 1000 + moved);
        assert_eq!(balances(&given, turn, 1), Some(expected), "turn {turn}");
    }
}

// The hash that a proposal gives --------------------------------------------------

/// A ledger of 100 and 100 at turn 1 that checks hashes.
fn checked() -> (Bytes32, Given) {
    let id = Bytes32::repeat_byte(0xcc);
    (id, hashed_ledger(id).and(signed(base(1), &[0, 1])))
}

fn verdict(given: &Given, turn: u64, state_hash: Bytes32) -> Option<ProposalVerdict> {
    given.channel.proposal_verdict(u48(turn), state_hash)
}

/// 100 and 100 with a guarantee of 10 that the leader gives 7 of.
fn after_add() -> Outcome {
    let mut outcome = native(93, 97);
    let added = guarantee(target(0xd0), 10, 0, 1);
    outcome[0].allocations.push(added);
    outcome
}

#[test]
fn p5_a_proposal_that_gives_another_hash_than_it_leads_to_is_not_applied() {
    let (id, mut given) = checked();
    let derived = ledger_hash(&id, 2, &after_add());
    let mismatch = Some(ProposalVerdict::Mismatch { derived });
    given.when(proposed(2, a(2), add_of(0xd0, 10, 7), 0));
    assert_eq!(verdict(&given, 2, a(2)), mismatch);
    assert_eq!(outcome(&given, 2, 1), None);
    given.when(proposed(3, a(3), remove_of(0xd0, 1), 0));
    let blocked = verdict(&given, 3, a(3));
    assert_eq!(blocked, Some(ProposalVerdict::NotDerivable));
    // The right hash is another proposal of the same turn; the chain goes on from it.
    given.when(proposed(2, derived, add_of(0xd0, 10, 7), 0));
    assert_eq!(verdict(&given, 2, derived), Some(ProposalVerdict::Applied));
    let removed = ledger_hash(&id, 3, &native(94, 106));
    given.when(proposed(3, removed, remove_of(0xd0, 1), 0));
    assert_eq!(verdict(&given, 3, removed), Some(ProposalVerdict::Applied));
    let found = given.channel.outcome_of(&removed).unwrap();
    assert_eq!(*found, native(94, 106));
}

#[test]
fn p5_even_a_countersigned_proposal_is_not_applied_with_another_hash() {
    let (_, mut given) = checked();
    agree(&mut given, 2, 1, add_of(0xd0, 10, 7));
    // The signatures are evidence of a state that nobody knows.
    assert_eq!(given.latest(), Some((2, a(2))));
    assert_eq!(outcome(&given, 2, 1), None);
    assert!(!given.channel.guarantees(&target(0xd0)));
}

#[test]
fn p5_a_proposal_that_the_ledger_does_not_allow_is_impossible_whatever_its_hash() {
    let (_, mut given) = checked();
    given.when(proposed(2, a(2), add_of(0xd0, 300, 7), 0));
    assert_eq!(verdict(&given, 2, a(2)), Some(ProposalVerdict::Impossible));
    assert_eq!(verdict(&given, 2, b(2)), None, "never proposed");
}

#[test]
fn p5_a_proposal_is_judged_again_when_its_base_arrives() {
    let id = Bytes32::repeat_byte(0xcc);
    let derived = ledger_hash(&id, 2, &after_add());
    let mut given = hashed_ledger(id);
    for hash in [derived, a(2)] {
        given.when(proposed(2, hash, add_of(0xd0, 10, 7), 0));
        let early = verdict(&given, 2, hash);
        assert_eq!(early, Some(ProposalVerdict::NotDerivable));
    }
    given.when(signed(base(1), &[0, 1]));
    assert_eq!(verdict(&given, 2, derived), Some(ProposalVerdict::Applied));
    let mismatch = Some(ProposalVerdict::Mismatch { derived });
    assert_eq!(verdict(&given, 2, a(2)), mismatch);
}

#[test]
fn p5_hashes_of_an_opaque_ledger_are_not_compared() {
    let mut given = funded();
    given.when(proposed(2, a(2), add_of(0xd0, 10, 7), 0));
    assert_eq!(verdict(&given, 2, a(2)), Some(ProposalVerdict::Applied));
}
