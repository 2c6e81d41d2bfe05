//! Every vector of `tests/golden/vectors/nitro.json` that names a value of a function.

use alloy_primitives::keccak256;
use serde_json::Value;
use statelog::event::scalar::{Bytes32, U256, Uint48};
use statelog::nitro;

use super::given::{
    address, bytes, fixed_part, list, outcome, parsed, signature, state, uint48, vectors,
};

#[test]
fn channel_ids_and_hashes_of_all_states() {
    let vectors = vectors();
    let states = list(&vectors["vectors"]);
    assert_eq!(states.len(), 22);
    for vector in states {
        let name = vector["name"].as_str().unwrap();
        let fixed_part = fixed_part(&vector["fixedPart"]);
        let state = state(&vector["variablePart"]);
        let id = nitro::channel_id(&fixed_part);
        assert_eq!(id, parsed::<Bytes32>(&vector["channelId"]), "{name}");
        let hash = nitro::outcome_hash(&state.outcome);
        assert_eq!(hash, parsed::<Bytes32>(&vector["outcomeHash"]), "{name}");
        let hash = nitro::state_hash(&id, &state);
        assert_eq!(hash, parsed::<Bytes32>(&vector["stateHash"]), "{name}");
        for (signer, given) in vector["sigs"].as_object().into_iter().flatten() {
            let recovered = nitro::recover(&hash, &signature(given));
            assert_eq!(recovered, Ok(address(&vectors, signer)), "{name} {signer}");
        }
    }
}

#[test]
fn an_encoded_outcome_is_the_published_one() {
    let vectors = vectors();
    let first = &vectors["vectors"][0]["variablePart"]["outcome"];
    let encoded = nitro::encode_outcome(&outcome(first));
    assert_eq!(encoded, bytes(&vectors["signatureCases"]["encodedOutcome"]));
}

/// The reference of the exit format: its bytes are published, not its records.
#[test]
fn the_reference_exit_hashes_as_published() {
    let vectors = vectors();
    let encoded = bytes(&vectors["exitRef"]);
    assert_eq!(Some(encoded.len() as u64), vectors["exitRefLen"].as_u64());
    assert_eq!(
        keccak256(encoded),
        parsed::<Bytes32>(&vectors["exitRefHash"])
    );
}

#[test]
fn vouchers_and_the_challenge_message() {
    let vectors = vectors();
    for voucher in list(&vectors["vouchers"]) {
        let amount: U256 = parsed(&voucher["amount"]);
        let hash = nitro::voucher_hash(&parsed(&voucher["channelId"]), amount);
        assert_eq!(hash, parsed::<Bytes32>(&voucher["hash"]));
        check_signer(&vectors, voucher, &hash);
    }
    let challenge = &vectors["challenge"];
    let hash = nitro::challenge_hash(&parsed(&vectors["vectors"][0]["stateHash"]));
    assert_eq!(hash, parsed::<Bytes32>(&challenge["hash"]));
    check_signer(&vectors, challenge, &hash);
}

fn check_signer(vectors: &Value, case: &Value, hash: &Bytes32) {
    let signer = address(vectors, case["signer"].as_str().unwrap());
    assert_eq!(nitro::recover(hash, &signature(&case["sig"])), Ok(signer));
}

#[test]
fn status_words_both_ways() {
    let vectors = vectors();
    let cases = list(&vectors["status"]);
    assert_eq!(cases.len(), 4);
    for case in cases {
        let (record, finality) = (uint48(&case["turnNumRecord"]), uint48(&case["finalizesAt"]));
        let (state, outcome) = (parsed(&case["stateHash"]), parsed(&case["outcomeHash"]));
        let word = nitro::status_word(record, finality, &state, &outcome);
        assert_eq!(word, parsed::<Bytes32>(&case["status"]));
        let parts = nitro::status_of(&word);
        assert_eq!(
            (parts.turn_num_record, parts.finalizes_at),
            (record, finality)
        );
        assert_eq!(parts.fingerprint, word[12..]);
    }
}

#[test]
fn the_widest_status_word_has_no_room_left() {
    let word = nitro::status_word(Uint48::MAX, Uint48::MAX, &Bytes32::ZERO, &Bytes32::ZERO);
    assert_eq!(word[..12], [255; 12]);
    let parts = nitro::status_of(&word);
    assert_eq!(
        (parts.turn_num_record, parts.finalizes_at),
        (Uint48::MAX, Uint48::MAX)
    );
}

#[test]
fn destinations_and_guarantee_metadata() {
    let vectors = vectors();
    let destination = |name: &str| parsed::<Bytes32>(&vectors["keys"][name]["destination"]);
    for name in vectors["keys"].as_object().unwrap().keys() {
        let padded = nitro::destination_of(&address(&vectors, name));
        assert_eq!(padded, destination(name));
        assert!(!nitro::is_internal(&padded));
    }
    let ledger = vectors["vectors"]
        .as_array()
        .unwrap()
        .iter()
        .find(|vector| vector["name"].as_str().unwrap().starts_with("V2b2"))
        .unwrap();
    let outcome = outcome(&ledger["variablePart"]["outcome"]);
    let guarantee = &outcome[0].allocations[2];
    assert!(nitro::is_internal(&guarantee.destination));
    let (left, right) = (destination("alice"), destination("irene"));
    assert_eq!(nitro::guarantee::encode(&left, &right), guarantee.metadata);
    assert_eq!(
        nitro::guarantee::decode(&guarantee.metadata.0),
        Some((left, right))
    );
}

#[test]
fn deposits_are_safe_once_earlier_allocations_are_held() {
    let vectors = vectors();
    let prefund = outcome(&vectors["vectors"][5]["variablePart"]["outcome"]);
    let threshold = |name: &str| {
        let destination = nitro::destination_of(&address(&vectors, name));
        nitro::deposit_threshold(&prefund[0].allocations, &destination)
    };
    assert_eq!(threshold("alice"), Some(U256::ZERO.into()));
    assert_eq!(threshold("irene"), Some(U256::from(100).into()));
    assert_eq!(threshold("bob"), None);
}

#[test]
fn totals_do_not_wrap() {
    let vectors = vectors();
    let mut outcome = outcome(&vectors["vectors"][5]["variablePart"]["outcome"]);
    assert_eq!(
        nitro::total(&outcome[0].allocations),
        U256::from(200).into()
    );
    outcome[0].allocations[0].amount = U256::MAX;
    let wide = nitro::total(&outcome[0].allocations);
    assert!(wide > U256::MAX.into());
    assert_eq!(wide.to_u256(), None);
    // The same asset once more: one sum, beyond the first.
    outcome.push(outcome[0].clone());
    let totals = nitro::totals(&outcome);
    assert_eq!(totals.len(), 1);
    assert!(totals[0].1 > wide);
}
