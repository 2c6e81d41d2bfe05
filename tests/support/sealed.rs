//! Makes examples true: ids, hashes and signatures that a store takes.

use serde_json::{Value as Json, json};
use statelog::event::scalar::{Bytes32, Bytes65, U256};
use statelog::event::{Event, EventType, VariablePart};
use statelog::nitro;

use super::examples::{self, CHANNEL, TARGET};
use super::workload::Key;

/// The keys of Alice, Irene and Bob, published with go-nitro.
const KEYS: [&str; 3] = [
    "0x2d999770f7b5d49b694080f987b82bbc9fc9ac2b4dcc10b0f8aba7d700f69c6d",
    "0xfebb3b74b0b52d0976f6571d555f4ac8b91c308dfa25c7b58d1e6a7c3f50c781",
    "0x0279651921cd800ac560c21ceea27aab0107b67daf436cdd25ce84cad30159b4",
];

/// The key of a participant of the example channels: Alice, Irene, and in the virtual
/// channel Bob.
pub fn key(participant: usize) -> Key {
    Key::new(KEYS[participant].parse::<Bytes32>().unwrap().0)
}

/// The creation of the example ledger, by Alice.
pub fn ledger_created() -> Json {
    let mut created = examples::full(EventType::ChannelCreated);
    created.as_object_mut().unwrap().remove("causationId");
    created
}

/// The creation of the virtual channel that the ledger guarantees, by Alice.
pub fn virtual_created() -> Json {
    let mut created = ledger_created();
    created["channelId"] = TARGET.into();
    created["kind"] = "virtual".into();
    created["supportRule"] = "virtual_payment".into();
    created["fixedPart"] = json!({
        "participants": ([0, 1, 2].map(|participant| key(participant).address)),
        "channelNonce": "2",
        "appDefinition": "0x0000000000000000000000000000000000000000",
        "challengeDuration": 86400,
    });
    created
}

/// The event with the hash of its state, unless that is truncated, and with signatures of
/// those whom it names. An event of another type stays as it is.
pub fn sealed(event: &Json) -> Json {
    let mut sealed = event.clone();
    match examples::event(event) {
        Event::StateSigned(signed) => {
            let hash = state_hash(&signed.channel_id, &signed.state);
            sealed["stateHash"] = json!(hash);
            seal_sig(&mut sealed["sig"], &hash);
        }
        Event::StateReceived(received) => {
            let whole = received.state.to_whole();
            let whole = whole.filter(|_| received.truncated.is_none());
            let hash = whole.map_or(received.state_hash, |state| {
                state_hash(&received.channel_id, &state)
            });
            sealed["stateHash"] = json!(hash);
            for sig in sealed["sigs"].as_array_mut().unwrap() {
                seal_sig(sig, &hash);
            }
        }
        Event::LedgerProposalSigned(signed) => seal_sig(&mut sealed["sig"], &signed.state_hash),
        Event::LedgerProposalReceived(seen) => seal_sig(&mut sealed["sig"], &seen.state_hash),
        Event::VoucherSigned(voucher) => {
            sealed["signature"] = json!(voucher_of(&voucher.channel_id, voucher.amount));
        }
        Event::VoucherReceived(voucher) => {
            sealed["signature"] = json!(voucher_of(&voucher.channel_id, voucher.amount));
        }
        _ => {}
    }
    sealed
}

fn state_hash(channel: &Bytes32, state: &VariablePart) -> Bytes32 {
    nitro::state_hash(channel, state)
}

fn seal_sig(sig: &mut Json, hash: &Bytes32) {
    let participant = sig["signerIndex"].as_u64().unwrap() as usize;
    sig["signature"] = json!(key(participant).sign(hash));
}

fn voucher_of(channel: &Bytes32, amount: U256) -> Bytes65 {
    key(0).sign(&nitro::voucher_hash(channel, amount))
}

/// The other signature of the same signer: with s above half the order.
pub fn twin(signature: &Json) -> Json {
    const ORDER: &str = "0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
    let mut twin: Bytes65 = signature.as_str().unwrap().parse().unwrap();
    let s = ORDER.parse::<U256>().unwrap() - U256::from_be_slice(&twin[32..64]);
    twin[32..64].copy_from_slice(&s.to_be_bytes::<32>());
    twin[64] = 27 + 28 - twin[64];
    json!(twin)
}

/// The example channels and their keys belong together.
pub fn assert_keys() {
    for (created, id) in [(ledger_created(), CHANNEL), (virtual_created(), TARGET)] {
        let Event::ChannelCreated(created) = examples::event(&created) else {
            panic!("no creation");
        };
        assert_eq!(nitro::channel_id(&created.fixed_part).to_string(), id);
        let participants = created.fixed_part.participants.iter().enumerate();
        for (at, address) in participants {
            assert_eq!(key(at).address, *address);
        }
    }
}
