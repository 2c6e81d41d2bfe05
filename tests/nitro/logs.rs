//! Raw logs: their topics, round trips through an independent encoder, and data that
//! nobody encoded in good faith.

use alloy_primitives::{U256, keccak256};
use alloy_sol_types::{SolEvent, sol};
use proptest::prelude::*;
use statelog::canonical::{Document, to_bytes};
use statelog::event::scalar::{BlockNumber, Bytes, Bytes20, Bytes32, Bytes65, ChainId, Uint48};
use statelog::event::{Allocation, AssetExit, Event, ProofState, VariablePart};
use statelog::nitro::evm_log::EvmLog;

use super::given::{bytes, list, parsed, vectors};
use crate::support::seed;

sol! {
    struct SolAllocation { bytes32 destination; uint256 amount; uint8 allocationType; bytes metadata; }
    struct SolAssetMetadata { uint8 assetType; bytes metadata; }
    struct SolExit { address asset; SolAssetMetadata assetMetadata; SolAllocation[] allocations; }
    struct SolState { SolExit[] outcome; bytes appData; uint48 turnNum; bool isFinal; }
    struct SolSignature { uint8 v; bytes32 r; bytes32 s; }
    struct SolSigned { SolState variablePart; SolSignature[] sigs; }
    event ChallengeRegistered(bytes32 indexed channelId, uint48 finalizesAt, SolSigned[] proof, SolSigned candidate);
}

fn log(topics: Vec<Bytes32>, data: Vec<u8>) -> EvmLog {
    EvmLog {
        address: Bytes20::repeat_byte(1),
        topics,
        data,
        block_hash: Bytes32::repeat_byte(2),
        block_number: BlockNumber::new(3),
        block_timestamp: Uint48::new(4),
        tx_hash: Bytes32::repeat_byte(5),
        tx_index: Some(6),
        log_index: 7,
        removed: false,
    }
}

fn challenge_log(data: Vec<u8>) -> EvmLog {
    let topic = ChallengeRegistered::SIGNATURE_HASH;
    log(vec![topic, Bytes32::repeat_byte(9)], data)
}

fn decoded(log: &EvmLog) -> Result<Event, statelog::canonical::Invalid> {
    log.to_event(ChainId::new(1).unwrap(), None)
}

#[test]
fn every_topic_is_the_hash_of_its_signature() {
    let vectors = vectors();
    let cerc_io = "AllocationUpdated(bytes32,address,uint256,uint256)";
    let signatures = vectors["topics"].as_object().unwrap();
    let signatures = signatures.keys().map(String::as_str).chain([cerc_io]);
    let mut count = 0;
    for signature in signatures {
        let topics = vec![keccak256(signature), Bytes32::ZERO];
        // Without data no event decodes, but only a topic that is known looks at it.
        let error = decoded(&log(topics, Vec::new())).unwrap_err();
        assert_eq!(error.path, "/data", "{signature}");
        count += 1;
    }
    assert_eq!(count, 8);
}

fn sol_exit(exit: &AssetExit) -> SolExit {
    let allocations = exit.allocations.iter().map(|allocation| SolAllocation {
        destination: allocation.destination,
        amount: allocation.amount,
        allocationType: allocation.allocation_type,
        metadata: allocation.metadata.0.clone().into(),
    });
    SolExit {
        asset: exit.asset,
        assetMetadata: SolAssetMetadata {
            assetType: exit.asset_type,
            metadata: exit.asset_metadata.0.clone().into(),
        },
        allocations: allocations.collect(),
    }
}

fn sol_signed(signed: &ProofState) -> SolSigned {
    let state = &signed.state;
    let sigs = signed.sigs.iter().map(|signature| SolSignature {
        v: signature[64],
        r: Bytes32::from_slice(&signature[..32]),
        s: Bytes32::from_slice(&signature[32..64]),
    });
    SolSigned {
        variablePart: SolState {
            outcome: state.outcome.iter().map(sol_exit).collect(),
            appData: state.app_data.0.clone().into(),
            turnNum: state.turn_num.get().try_into().unwrap(),
            isFinal: state.is_final,
        },
        sigs: sigs.collect(),
    }
}

fn encoded(finalizes_at: u64, proof: &[ProofState], candidate: &ProofState) -> Vec<u8> {
    let event = ChallengeRegistered {
        channelId: Bytes32::repeat_byte(9),
        finalizesAt: finalizes_at.try_into().unwrap(),
        proof: proof.iter().map(sol_signed).collect(),
        candidate: sol_signed(candidate),
    };
    event.encode_data()
}

/// Bytes around the edges of words.
fn some_bytes() -> impl Strategy<Value = Bytes> {
    prop::collection::vec(any::<u8>(), 0..70).prop_map(Bytes)
}

fn allocation() -> impl Strategy<Value = Allocation> {
    let parts = (
        any::<[u8; 32]>(),
        any::<[u8; 32]>(),
        any::<u8>(),
        some_bytes(),
    );
    parts.prop_map(
        |(destination, amount, allocation_type, metadata)| Allocation {
            destination: destination.into(),
            amount: U256::from_be_bytes(amount),
            allocation_type,
            metadata,
        },
    )
}

fn asset_exit() -> impl Strategy<Value = AssetExit> {
    let allocations = prop::collection::vec(allocation(), 0..4);
    let parts = (any::<[u8; 20]>(), any::<u8>(), some_bytes(), allocations);
    parts.prop_map(
        |(asset, asset_type, asset_metadata, allocations)| AssetExit {
            asset: asset.into(),
            asset_type,
            asset_metadata,
            allocations,
        },
    )
}

fn signed_state() -> impl Strategy<Value = ProofState> {
    let outcome = prop::collection::vec(asset_exit(), 0..3);
    let sigs = prop::collection::vec(any::<[u8; 65]>().prop_map(Bytes65::from), 0..4);
    let parts = (
        some_bytes(),
        outcome,
        0..=Uint48::MAX.get(),
        any::<bool>(),
        sigs,
    );
    parts.prop_map(|(app_data, outcome, turn_num, is_final, sigs)| ProofState {
        state: VariablePart {
            app_data,
            outcome,
            turn_num: Uint48::new(turn_num).unwrap(),
            is_final,
        },
        sigs,
    })
}

#[test]
fn challenges_round_trip_through_an_independent_encoder() {
    let inputs = (
        0..=Uint48::MAX.get(),
        prop::collection::vec(signed_state(), 0..3),
        signed_state(),
    );
    let result = seed::runner(2_000).run(&inputs, |(finalizes_at, proof, candidate)| {
        let log = challenge_log(encoded(finalizes_at, &proof, &candidate));
        let Event::ChallengeRegistered(event) = decoded(&log).unwrap() else {
            panic!("another event");
        };
        prop_assert_eq!(event.finalizes_at.get(), finalizes_at);
        prop_assert_eq!(event.candidate.state, candidate.state.into());
        prop_assert_eq!(event.candidate.sigs, candidate.sigs);
        prop_assert_eq!(event.proof, proof);
        Ok(())
    });
    result.unwrap();
}

/// The logs of the flows: topics and data.
fn executed() -> Vec<EvmLog> {
    let vectors = vectors();
    let flows = vectors["contractFlows"]["flows"].as_object().unwrap();
    let steps = flows.values().flat_map(list);
    let logs = steps.filter_map(|step| step.get("logs")).flat_map(list);
    logs.map(|value| {
        let topics = list(&value["topics"]).iter().map(parsed);
        log(topics.collect(), bytes(&value["data"]))
    })
    .collect()
}

#[test]
fn data_cut_anywhere_is_an_error() {
    for whole in executed() {
        assert!(decoded(&whole).is_ok());
        for length in 0..whole.data.len() {
            let mut cut = whole.clone();
            cut.data.truncate(length);
            assert_eq!(decoded(&cut).unwrap_err().path, "/data");
        }
    }
}

#[test]
fn any_flipped_bit_gives_an_event_or_an_error() {
    let (mut events, mut errors) = (0, 0);
    for whole in executed() {
        for bit in 0..whole.data.len() * 8 {
            let mut flipped = whole.clone();
            flipped.data[bit / 8] ^= 1 << (bit % 8);
            match decoded(&flipped) {
                Ok(event) => {
                    // What was decoded has a canonical form that is read back.
                    let bytes = to_bytes(&event);
                    let text = std::str::from_utf8(&bytes).unwrap();
                    let document = Document::parse(text).unwrap();
                    let again = <Event as statelog::canonical::Form>::read(document.root());
                    assert_eq!(again.unwrap(), event);
                    events += 1;
                }
                Err(_) => errors += 1,
            }
        }
    }
    assert!(
        events > 1_000 && errors > 1_000,
        "{events} events, {errors} errors"
    );
}

#[test]
fn trailing_bytes_change_nothing() {
    for mut log in executed() {
        let event = decoded(&log).unwrap();
        log.data.extend([0xff; 77]);
        assert_eq!(decoded(&log).unwrap(), event);
    }
}

fn words(words: impl IntoIterator<Item = u64>) -> Vec<u8> {
    let words = words.into_iter();
    words
        .flat_map(|word| U256::from(word).to_be_bytes::<32>())
        .collect()
}

/// A list of `count` items that all lie at the same place, `inner`.
fn fan(count: u64, inner: Vec<u8>) -> Vec<u8> {
    let mut data = words([count]);
    data.extend(words((0..count).map(|_| 32 * count)));
    data.extend(inner);
    data
}

/// 300 assets that are one asset, with 300 allocations that are one allocation, with
/// 10,000 bytes of metadata: 30 KB of data that say 900 MB.
#[test]
fn data_that_refers_to_itself_is_not_multiplied() {
    let mut allocation = words([1, 2, 0, 128, 10_000]);
    allocation.extend([7; 10_016]);
    let mut exit = words([1, 96, 192, 0, 64, 0]);
    exit.extend(fan(300, allocation));
    let outcome = fan(300, exit);
    let mut state = words([128, 128 + outcome.len() as u64, 1, 0]);
    state.extend(outcome);
    state.extend(words([0]));
    let mut signed = words([64, 64 + state.len() as u64]);
    signed.extend(state);
    signed.extend(words([0]));
    let mut data = words([1, 96, 128, 0]);
    data.extend(signed);
    let error = decoded(&challenge_log(data)).unwrap_err();
    assert_eq!(error.path, "/data");
}

#[test]
fn data_of_one_repeated_word_ends() {
    for word in [0, 1, 31, 32, 33, 64, 96, 128, 160, 1 << 20, u64::MAX] {
        for count in [1, 3, 10, 1_000, 20_000] {
            let _ = decoded(&challenge_log(words(vec![word; count])));
        }
    }
    let lengths = decoded(&challenge_log(vec![0xff; 32 * 1_000]));
    assert_eq!(lengths.unwrap_err().path, "/data");
}

#[test]
fn values_wider_than_their_type_are_refused() {
    let numbers = [
        "ChallengeCleared(bytes32,uint48)",
        "Concluded(bytes32,uint48)",
    ];
    for signature in numbers {
        let topics = || vec![keccak256(signature), Bytes32::ZERO];
        assert!(decoded(&log(topics(), words([(1 << 48) - 1]))).is_ok());
        let error = decoded(&log(topics(), words([1 << 48]))).unwrap_err();
        assert_eq!(
            (error.path.as_str(), &*error.expected),
            ("/data", "a uint48")
        );
    }
    let deposit = vec![
        keccak256("Deposited(bytes32,address,uint256)"),
        Bytes32::ZERO,
    ];
    let mut data = words([0, 5]);
    data[11] = 1;
    let error = decoded(&log(deposit, data)).unwrap_err();
    assert_eq!(&*error.expected, "an address");
    let reclaimed = vec![keccak256("Reclaimed(bytes32,uint256)"), Bytes32::ZERO];
    assert!(decoded(&log(reclaimed.clone(), words([u32::MAX.into()]))).is_ok());
    assert!(decoded(&log(reclaimed, words([1 << 32]))).is_err());
}
