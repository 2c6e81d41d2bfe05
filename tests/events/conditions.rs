//! Members that depend on each other.

use serde_json::{Value as Json, json};
use statelog::event::EventType;

use crate::sites::{assert_read_as, assert_refused, removed, replaced};
use crate::support::examples::{full, minimal};

/// The types whose `candidate` may be truncated.
const WITH_CANDIDATE: [EventType; 4] = [
    EventType::ChallengeRegistered,
    EventType::ChallengeCleared,
    EventType::CheckpointRecorded,
    EventType::ChannelConcluded,
];

fn assert_accepted(json: &Json, why: &str) {
    assert_read_as(json, json, why);
}

#[test]
fn a_received_state_lacks_data_or_outcome_only_if_it_is_truncated() {
    let truncated = full(EventType::StateReceived);
    let whole = removed(&truncated, "/truncated");
    for part in ["/state/appData", "/state/outcome"] {
        assert_accepted(&removed(&truncated, part), part);
        assert_refused(&removed(&whole, part), part, "a state that is not whole");
    }
    let neither = removed(&removed(&truncated, "/state/appData"), "/state/outcome");
    assert_accepted(&neither, "a state that keeps turn and finality only");
}

#[test]
fn a_signed_state_is_always_whole() {
    let mut signed = full(EventType::StateSigned);
    for part in ["/state/appData", "/state/outcome"] {
        assert_refused(&removed(&signed, part), part, "a state that is not whole");
    }
    signed["truncated"] = json!(true);
    assert_refused(&signed, "/truncated", "a flag that own states do not have");
}

#[test]
fn a_candidate_lacks_data_or_outcome_only_if_it_is_truncated() {
    for event_type in WITH_CANDIDATE {
        let truncated = full(event_type);
        let whole = removed(&truncated, "/candidate/truncated");
        for part in ["/candidate/state/appData", "/candidate/state/outcome"] {
            assert_accepted(&removed(&truncated, part), part);
            assert_refused(&removed(&whole, part), part, "a state that is not whole");
        }
    }
}

#[test]
fn a_truncated_candidate_names_its_state_hash() {
    for event_type in WITH_CANDIDATE {
        let truncated = full(event_type);
        let path = "/candidate/stateHash";
        assert_refused(
            &removed(&truncated, path),
            path,
            "no hash of a truncated state",
        );
        let whole = removed(&truncated, "/candidate/truncated");
        assert_accepted(&removed(&whole, path), "no hash of a whole state");
    }
}

#[test]
fn a_candidate_may_have_no_signatures() {
    for event_type in WITH_CANDIDATE {
        let bare = replaced(&full(event_type), "/candidate/sigs", json!([]));
        assert_accepted(&bare, "a candidate without signatures");
    }
}

#[test]
fn the_state_of_a_proof_is_always_whole() {
    let challenge = full(EventType::ChallengeRegistered);
    for part in ["/proof/0/state/appData", "/proof/0/state/outcome"] {
        assert_refused(
            &removed(&challenge, part),
            part,
            "a state that is not whole",
        );
    }
}

#[test]
fn a_payout_names_its_asset_by_index_or_by_address() {
    let both = full(EventType::AllocationUpdated);
    let by_asset = removed(&both, "/assetIndex");
    assert_accepted(&by_asset, "an asset without its index");
    assert_accepted(&removed(&both, "/asset"), "an index without its asset");
    assert_refused(&removed(&by_asset, "/asset"), "", "neither index nor asset");
}

#[test]
fn a_payout_of_all_allocations_differs_from_one_of_unknown_ones() {
    let some = full(EventType::AllocationUpdated);
    assert_accepted(&replaced(&some, "/indices", json!([])), "all");
    assert_accepted(&removed(&some, "/indices"), "unknown");
}

#[test]
fn a_resolved_transaction_names_its_hash_or_its_submission() {
    let both = full(EventType::TransactionResolved);
    let by_cause = removed(&both, "/txHash");
    assert_accepted(&by_cause, "a cause without a hash");
    assert_accepted(&removed(&both, "/causationId"), "a hash without a cause");
    assert_refused(
        &removed(&by_cause, "/causationId"),
        "",
        "neither hash nor cause",
    );
}

/// Rule P1.
#[test]
fn the_leader_of_a_ledger_is_the_signer_at_index_0_and_nobody_else() {
    for event_type in [
        EventType::LedgerProposalSigned,
        EventType::LedgerProposalReceived,
    ] {
        for (role, signer, legal) in [
            ("leader", 0, true),
            ("leader", 1, false),
            ("leader", 255, false),
            ("follower", 0, false),
            ("follower", 1, true),
            ("follower", 255, true),
        ] {
            let mut proposal = full(event_type);
            proposal["role"] = json!(role);
            proposal["sig"]["signerIndex"] = json!(signer);
            if legal {
                assert_accepted(&proposal, role);
            } else {
                assert_refused(&proposal, "/role", "a role that is not the signer's");
            }
        }
    }
}

#[test]
fn a_proposed_guarantee_has_type_1_or_2() {
    let add = full(EventType::LedgerProposalSigned);
    let path = "/proposal/allocationType";
    for (kind, legal) in [(0, false), (1, true), (2, true), (3, false), (255, false)] {
        let changed = replaced(&add, path, json!(kind));
        if legal {
            assert_accepted(&changed, path);
        } else {
            assert_refused(&changed, path, "a type that is no guarantee's");
        }
    }
}

#[test]
fn the_members_of_a_proposal_are_those_of_its_kind() {
    let mut add = minimal(EventType::LedgerProposalSigned);
    add["proposal"]["leftAmount"] = json!("1");
    assert_refused(&add, "/proposal/leftAmount", "a member of a removal");
    let mut remove = minimal(EventType::LedgerProposalReceived);
    remove["proposal"]["leftDeposit"] = json!("1");
    assert_refused(&remove, "/proposal/leftDeposit", "a member of an addition");
    for event_type in [
        EventType::LedgerProposalSigned,
        EventType::LedgerProposalReceived,
    ] {
        let path = "/proposal/kind";
        assert_refused(
            &removed(&full(event_type), path),
            path,
            "a proposal of no kind",
        );
        for kind in [json!("Add"), json!(""), json!(1), json!(true)] {
            assert_refused(
                &replaced(&full(event_type), path, kind),
                path,
                "an unknown kind",
            );
        }
    }
}

#[test]
fn a_channel_has_at_least_one_and_at_most_255_participants() {
    let channel = full(EventType::ChannelCreated);
    let path = "/fixedPart/participants";
    let someone = channel.pointer(path).unwrap()[0].clone();
    for (count, legal) in [(0, false), (1, true), (255, true), (256, false)] {
        let changed = replaced(&channel, path, vec![someone.clone(); count].into());
        if legal {
            assert_accepted(&changed, path);
        } else {
            assert_refused(&changed, path, &format!("{count} participants"));
        }
    }
}
