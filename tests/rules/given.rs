//! Builds small logs: a channel of Alice and Irene, states with real signatures, and the
//! facts of a chain.

use k256::ecdsa::SigningKey;
use serde_json::{Value as Json, json};
use statelog::canonical::to_bytes;
use statelog::event::scalar::{Bytes, Bytes20, Bytes32, U64, U256, Uint48};
use statelog::event::{Allocation, AssetExit, FixedPart, Participants, VariablePart};
use statelog::nitro;
use statelog::rules::{Finding, Severity};
use statelog::{ErrorKind, EventStore};

use crate::support::{examples, store};

pub(crate) const NATIVE: &str = "0x0000000000000000000000000000000000000000";
pub(crate) const TOKEN: &str = "0x7777777777777777777777777777777777777777";
pub(crate) const ADJUDICATOR: &str = "0x5fbdb2315678afecb367f032d93f642f64180aa3";
pub(crate) const CHAIN: u64 = 1337;
/// The challenge duration of the channels, in seconds.
pub(crate) const DURATION: u64 = 60;

/// The keys of Alice, Irene and Bob: published test keys.
const KEYS: [&str; 3] = [
    "2d999770f7b5d49b694080f987b82bbc9fc9ac2b4dcc10b0f8aba7d700f69c6d",
    "febb3b74b0b52d0976f6571d555f4ac8b91c308dfa25c7b58d1e6a7c3f50c781",
    "0279651921cd800ac560c21ceea27aab0107b67daf436cdd25ce84cad30159b4",
];

pub(crate) fn address(who: usize) -> Bytes20 {
    let addresses = [
        "aaa6628ec44a8a742987ef3a114ddfe2d4f7adce",
        "111a00868581f73ab42feef67d235ca09ca1e8db",
        "bbb676f9cff8d242e9eac39d063848807d3d1d94",
    ];
    addresses[who].parse().unwrap()
}

pub(crate) fn sign(who: usize, hash: &Bytes32) -> String {
    let key: [u8; 32] = alloy_primitives::hex::decode_to_array(KEYS[who]).unwrap();
    let key = SigningKey::from_slice(&key).unwrap();
    let digest = nitro::digest(hash);
    let (signature, id) = key.sign_prehash_recoverable(digest.as_slice());
    let v = if id.is_y_odd() { "1c" } else { "1b" };
    let bytes = signature.to_bytes();
    format!("{}{v}", alloy_primitives::hex::encode_prefixed(bytes))
}

/// A channel, as one of its participants, or an observer, keeps it.
#[derive(Clone)]
pub(crate) struct Channel {
    pub(crate) fixed: FixedPart,
    pub(crate) id: Bytes32,
    pub(crate) me: Option<usize>,
    pub(crate) kind: &'static str,
    pub(crate) rule: &'static str,
    /// Whose keys the participants hold.
    pub(crate) keys: Vec<usize>,
}

impl Channel {
    /// A ledger channel of Alice and Irene.
    pub(crate) fn of(me: Option<usize>) -> Self {
        Self::between(2, "ledger", "unanimous", me)
    }

    pub(crate) fn between(
        count: usize,
        kind: &'static str,
        rule: &'static str,
        me: Option<usize>,
    ) -> Self {
        let participants = (0..count).map(address).collect();
        let fixed = FixedPart {
            participants: Participants::new(participants).unwrap(),
            channel_nonce: U64(count as u64),
            app_definition: Bytes20::repeat_byte(0x11),
            challenge_duration: Uint48::new(DURATION).unwrap(),
        };
        let id = nitro::channel_id(&fixed);
        Self {
            fixed,
            id,
            me,
            kind,
            rule,
            keys: (0..count).collect(),
        }
    }

    pub(crate) fn created(&self) -> Json {
        let mut event = json!({
            "type": "channel_created",
            "channelId": self.id,
            "protocol": "nitro-2",
            "fixedPart": canonical(&self.fixed),
            "kind": self.kind,
            "chainId": CHAIN,
            "adjudicator": ADJUDICATOR,
            "supportRule": self.rule,
        });
        if let Some(me) = self.me {
            event["myIndex"] = me.into();
        }
        event
    }

    /// A state that gives each participant an amount of the native asset.
    pub(crate) fn state(&self, turn: u64, amounts: &[u64]) -> VariablePart {
        VariablePart {
            app_data: Bytes::default(),
            outcome: vec![self.exit(NATIVE, amounts)],
            turn_num: Uint48::new(turn).unwrap(),
            is_final: false,
        }
    }

    pub(crate) fn exit(&self, asset: &str, amounts: &[u64]) -> AssetExit {
        let allocations = amounts.iter().enumerate().map(|(who, amount)| Allocation {
            destination: nitro::destination_of(&address(self.keys[who])),
            amount: U256::from(*amount),
            allocation_type: 0,
            metadata: Bytes::default(),
        });
        AssetExit {
            asset: asset.parse().unwrap(),
            asset_type: 0,
            asset_metadata: Bytes::default(),
            allocations: allocations.collect(),
        }
    }

    pub(crate) fn hash(&self, state: &VariablePart) -> Bytes32 {
        nitro::state_hash(&self.id, state)
    }

    pub(crate) fn sig(&self, who: usize, state: &VariablePart) -> Json {
        json!({ "signature": sign(self.keys[who], &self.hash(state)), "signerIndex": who })
    }

    /// We sign a state.
    pub(crate) fn signed(&self, state: &VariablePart) -> Json {
        json!({
            "type": "state_signed",
            "channelId": self.id,
            "state": canonical(state),
            "stateHash": self.hash(state),
            "sig": self.sig(self.me.unwrap(), state),
        })
    }

    /// A state arrives with these signatures.
    pub(crate) fn received(&self, state: &VariablePart, signers: &[usize]) -> Json {
        let sigs: Vec<Json> = signers.iter().map(|who| self.sig(*who, state)).collect();
        json!({
            "type": "state_received",
            "channelId": self.id,
            "state": canonical(state),
            "stateHash": self.hash(state),
            "sigs": sigs,
            "from": address(self.keys[*signers.last().unwrap()]),
        })
    }

    /// Everybody signs a state: we, then the others in one message.
    pub(crate) fn agreed(&self, state: &VariablePart) -> Vec<Json> {
        let everybody = 0..self.fixed.participants.len();
        let others: Vec<usize> = everybody.filter(|who| Some(*who) != self.me).collect();
        let mine = self.me.map(|_| self.signed(state));
        mine.into_iter()
            .chain([self.received(state, &others)])
            .collect()
    }

    /// The state of a challenge or the like, with signatures.
    pub(crate) fn candidate(&self, state: &VariablePart, signers: &[usize]) -> Json {
        let hash = self.hash(state);
        let sigs: Vec<String> = signers
            .iter()
            .map(|who| sign(self.keys[*who], &hash))
            .collect();
        json!({ "state": canonical(state), "sigs": sigs, "stateHash": hash })
    }

    /// Our deposit of the native asset.
    pub(crate) fn deposit(&self, tx: u64, amount: u64, expected_held: u64) -> Json {
        json!({
            "type": "transaction_submitted",
            "channelId": self.id,
            "kind": "deposit",
            "txHash": tx_hash(tx),
            "amounts": [{
                "asset": NATIVE,
                "amount": amount.to_string(),
                "expectedHeld": expected_held.to_string(),
            }],
        })
    }

    /// The chain holds a deposit of the native asset.
    pub(crate) fn deposited(&self, block: u64, now_held: u64) -> Json {
        json!({
            "type": "deposit_detected",
            "channelId": self.id,
            "asset": NATIVE,
            "nowHeld": now_held.to_string(),
            "chain": at(block),
        })
    }

    pub(crate) fn challenged(&self, block: u64, state: &VariablePart) -> Json {
        json!({
            "type": "challenge_registered",
            "channelId": self.id,
            "finalizesAt": time_of(block) + DURATION,
            "candidate": self.candidate(state, &[0, 1]),
            "proof": [],
            "chain": at(block),
        })
    }

    pub(crate) fn cleared(&self, block: u64, turn: u64) -> Json {
        self.record_of("challenge_cleared", block, turn)
    }

    pub(crate) fn checkpointed(&self, block: u64, turn: u64) -> Json {
        self.record_of("checkpoint_recorded", block, turn)
    }

    fn record_of(&self, event_type: &str, block: u64, turn: u64) -> Json {
        json!({
            "type": event_type,
            "channelId": self.id,
            "newTurnNumRecord": turn,
            "chain": at(block),
        })
    }

    pub(crate) fn concluded(&self, block: u64) -> Json {
        json!({
            "type": "channel_concluded",
            "channelId": self.id,
            "finalizesAt": time_of(block),
            "chain": at(block),
        })
    }

    /// Everything of the first asset is paid, by `transfer_all`.
    pub(crate) fn paid(&self, block: u64, initial: u64, remaining: u64) -> Json {
        json!({
            "type": "allocation_updated",
            "channelId": self.id,
            "assetIndex": 0,
            "initialHoldings": initial.to_string(),
            "finalHoldings": remaining.to_string(),
            "via": "transfer_all",
            "chain": at(block),
        })
    }

    /// The log of a channel that is created, has its prefund state, is funded with 100 each,
    /// and has its postfund state.
    pub(crate) fn funded(&self) -> Vec<Json> {
        let mut log = vec![self.created()];
        log.extend(self.agreed(&self.state(0, &[100, 100])));
        log.extend([self.deposited(1, 100), self.deposited(2, 200)]);
        log.extend(self.agreed(&self.state(1, &[100, 100])));
        log
    }
}

pub(crate) fn finalized(mut state: VariablePart) -> VariablePart {
    state.is_final = true;
    state
}

fn canonical<T: statelog::canonical::Form>(value: &T) -> Json {
    serde_json::from_slice(&to_bytes(value)).unwrap()
}

pub(crate) fn tx_hash(number: u64) -> Bytes32 {
    Bytes32::from(U256::from(1_000_000 + number))
}

/// The time of a block, in seconds.
pub(crate) fn time_of(block: u64) -> u64 {
    1_767_225_600 + block
}

pub(crate) fn block_hash(block: u64, fork: u64) -> Bytes32 {
    Bytes32::from(U256::from(1_000 * (fork + 1) + block))
}

/// The first log of a block, whose only transaction has the number of the block.
pub(crate) fn at(block: u64) -> Json {
    json!({
        "chainId": CHAIN,
        "contract": ADJUDICATOR,
        "blockNumber": block,
        "blockHash": block_hash(block, 0),
        "blockTimestamp": time_of(block),
        "txHash": tx_hash(block),
        "txIndex": 0,
        "logIndex": 0,
    })
}

/// The fact on another fork of the chain, in another transaction.
pub(crate) fn on_fork(event: &Json) -> Json {
    let block = event["chain"]["blockNumber"].as_u64().unwrap();
    moved(
        event,
        &json!({ "blockHash": block_hash(block, 1), "txHash": tx_hash(500 + block) }),
    )
}

/// The fact at another place.
pub(crate) fn moved(event: &Json, members: &Json) -> Json {
    store::with(
        event,
        &json!({ "chain": store::with(&event["chain"], members) }),
    )
}

/// A reorganisation takes a fact back.
pub(crate) fn reverted(event: &Json) -> Json {
    let chain = &event["chain"];
    json!({
        "type": "chain_event_reverted",
        "chainId": chain["chainId"],
        "blockHash": chain["blockHash"],
        "txHash": chain["txHash"],
        "logIndex": chain["logIndex"],
    })
}

pub(crate) fn head(block: u64) -> Json {
    json!({
        "type": "chain_head_observed",
        "chainId": CHAIN,
        "blockNumber": block,
        "blockHash": block_hash(block, 0),
        "blockTimestamp": time_of(block),
    })
}

/// A store that holds these events, each of which it took.
pub(crate) fn appended(events: &[Json]) -> EventStore {
    let mut store = store::empty();
    for event in events {
        let result = store::append(&mut store, event);
        let result = result.unwrap_or_else(|error| panic!("{error}: {event}"));
        assert!(!result.duplicate, "a repeat: {event}");
    }
    store
}

/// A store that holds these events, whatever they say.
pub(crate) fn imported(events: &[Json]) -> EventStore {
    let stamped = events.iter().enumerate().map(|(place, event)| {
        let timestamp = json!({ "timestamp": store::NOW + place as u64 });
        examples::event(&store::with(event, &timestamp))
    });
    let events: Vec<_> = stamped.collect();
    store::import(&store::file(&events, &[1])).unwrap()
}

/// Which rule refuses the last event after all others were taken.
pub(crate) fn refused(events: &[Json]) -> Finding {
    let (last, before) = events.split_last().unwrap();
    let mut store = appended(before);
    let error = store::append(&mut store, last).unwrap_err();
    match error.kind {
        ErrorKind::RuleViolation(finding) => *finding,
        other => panic!("not refused by a rule: {other:?}"),
    }
}

/// A finding in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Short {
    pub(crate) severity: Severity,
    pub(crate) name: Option<String>,
    pub(crate) offsets: Vec<u64>,
    pub(crate) resolved_by: Option<u64>,
}

impl Short {
    pub(crate) fn of(finding: &Finding) -> Self {
        Self {
            severity: finding.severity,
            name: finding.name.as_ref().map(|name| name.as_str().to_owned()),
            offsets: finding.offsets.iter().map(|offset| offset.get()).collect(),
            resolved_by: finding.resolved_by.map(|offset| offset.get()),
        }
    }
}

/// What a rule finds, in short.
pub(crate) fn found(store: &EventStore, rule: &str) -> Vec<Short> {
    findings(store, rule).iter().map(Short::of).collect()
}

/// What a rule finds.
pub(crate) fn findings(store: &EventStore, rule: &str) -> Vec<Finding> {
    let found = store.audit(None, false).unwrap();
    found
        .into_iter()
        .filter(|finding| finding.rule.as_str() == rule)
        .collect()
}

/// A finding as expected.
pub(crate) fn expect(severity: Severity, name: &str, offsets: &[u64]) -> Short {
    Short {
        severity,
        name: (!name.is_empty()).then(|| name.to_owned()),
        offsets: offsets.to_vec(),
        resolved_by: None,
    }
}

/// The finding, settled by an event.
pub(crate) fn settled(found: Short, by: u64) -> Short {
    Short {
        resolved_by: Some(by),
        ..found
    }
}

/// Everything that is found above a severity, as `rule name`.
pub(crate) fn above(store: &EventStore, severity: Severity) -> Vec<String> {
    let found = store.audit(None, false).unwrap();
    let found = found.iter().filter(|finding| finding.severity > severity);
    found
        .map(|finding| {
            let name = finding.name.as_ref().map_or("", |name| name.as_str());
            format!("{} {name}", finding.rule.as_str())
                .trim()
                .to_owned()
        })
        .collect()
}
