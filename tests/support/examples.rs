//! One valid example of each event type, written out by hand: with every member,
//! or with the required ones only.

use serde_json::{Map, Value as Json, json};
use statelog::canonical::{Document, Form, MemberDoc};
use statelog::event::{CATALOGUE, Event, EventType};

use super::forms::{Shape, proposal_members, shape};

/// The channel of most examples: Alice and Irene's ledger of the Nitro vectors.
pub const CHANNEL: &str = "0x7046de6e7a9398a7c403c91829527e5950894a36d30689911263ea406774c58e";
/// A virtual channel that the ledger guarantees.
pub const TARGET: &str = "0x7e568ba2cc1c9aee462b5712e27d838543b98edc6c214461f3cd3ccc35fd2a6e";
const ALICE: &str = "0xaaa6628ec44a8a742987ef3a114ddfe2d4f7adce";
const IRENE: &str = "0x111a00868581f73ab42feef67d235ca09ca1e8db";
const NATIVE: &str = "0x0000000000000000000000000000000000000000";
const ALICE_DESTINATION: &str =
    "0x000000000000000000000000aaa6628ec44a8a742987ef3a114ddfe2d4f7adce";
const IRENE_DESTINATION: &str =
    "0x000000000000000000000000111a00868581f73ab42feef67d235ca09ca1e8db";
const STATE_HASH: &str = "0x70cd4e1087fa0f11781d92c96c0f7e25e5033e6f3c808dcbdc8399768a7f511a";
const SIGNATURE: &str = "0x2873c05a6ecebca3d2fde93ea3332b4423bbd2a60a973ec61b8abfe16294f69e\
    59ddb5b57c79924b57db6d928a0f3ef657c6e0e9879d2bf387364ace6d3284fd1b";

/// 32 bytes that are all the same.
fn bytes32(byte: u8) -> String {
    format!("0x{}", format!("{byte:02x}").repeat(32))
}

fn sig(signer_index: u8) -> Json {
    json!({ "signature": SIGNATURE, "signerIndex": signer_index })
}

fn chain() -> Json {
    json!({
        "chainId": 1,
        "contract": "0x4242424242424242424242424242424242424242",
        "blockNumber": 20000000,
        "blockHash": bytes32(0xb1),
        "blockTimestamp": 1767225612,
        "txHash": bytes32(0x7a),
        "txIndex": 3,
        "logIndex": 17,
    })
}

/// A ledger state with a guarantee.
fn state() -> Json {
    let guarantee = format!("{ALICE_DESTINATION}{}", &IRENE_DESTINATION[2..]);
    let allocation = |destination: &str, amount: &str, kind: u8, metadata: &str| {
        json!({
            "destination": destination,
            "amount": amount,
            "allocationType": kind,
            "metadata": metadata,
        })
    };
    json!({
        "appData": "0x5eed",
        "outcome": [{
            "asset": NATIVE,
            "assetType": 0,
            "assetMetadata": "0x",
            "allocations": [
                allocation(ALICE_DESTINATION, "90", 0, "0x"),
                allocation(IRENE_DESTINATION, "100", 0, "0x"),
                allocation(TARGET, "10", 2, &guarantee),
            ],
        }],
        "turnNum": 2,
        "isFinal": false,
    })
}

/// The candidate of a challenge. The flag only says that parts may be missing;
/// here none is.
fn candidate() -> Json {
    json!({
        "state": state(),
        "sigs": [SIGNATURE, SIGNATURE],
        "stateHash": STATE_HASH,
        "truncated": true,
    })
}

fn add() -> Json {
    json!({
        "kind": "add",
        "target": TARGET,
        "amount": "10",
        "left": ALICE_DESTINATION,
        "right": IRENE_DESTINATION,
        "leftDeposit": "10",
        "allocationType": 2,
        "asset": NATIVE,
    })
}

fn remove() -> Json {
    json!({ "kind": "remove", "target": TARGET, "leftAmount": "6", "asset": NATIVE })
}

fn objective(prefix: &str) -> String {
    format!("{prefix}-{CHANNEL}")
}

/// The members of a type's example besides the ones that every event has.
fn own_members(event_type: EventType) -> Json {
    match event_type {
        EventType::ObjectiveCreated => json!({
            "objectiveId": objective("VirtualFund"),
            "kind": "virtual_fund",
            "channelId": TARGET,
            "relatedChannels": [CHANNEL],
            "role": 1,
            "source": "peer_payload",
            "peer": ALICE,
            "status": "unapproved",
        }),
        EventType::ObjectiveApproved => json!({
            "objectiveId": objective("DirectFunding"), "by": "policy", "policy": "permissive",
        }),
        EventType::ObjectiveRejected => json!({
            "objectiveId": objective("DirectFunding"),
            "via": "counterparty_notice",
            "by": IRENE,
            "reason": "not today",
        }),
        EventType::ObjectiveProgressed => json!({
            "objectiveId": objective("DirectFunding"), "waitingFor": "WaitingForCompletePrefund",
        }),
        EventType::ObjectiveCompleted => json!({
            "objectiveId": objective("DirectFunding"), "override": "the history was imported",
        }),
        EventType::ObjectiveFailed => json!({
            "objectiveId": objective("DirectFunding"), "error": "no peer", "retryable": true,
        }),
        EventType::ChannelCreated => json!({
            "channelId": CHANNEL,
            "protocol": "nitro-2",
            "fixedPart": {
                "participants": [ALICE, IRENE],
                "channelNonce": "1",
                "appDefinition": "0x1111111111111111111111111111111111111111",
                "challengeDuration": 86400,
            },
            "kind": "ledger",
            "chainId": 1,
            "adjudicator": "0x4242424242424242424242424242424242424242",
            "myIndex": 0,
            "supportRule": "unanimous",
        }),
        EventType::StateSigned => json!({
            "channelId": CHANNEL,
            "state": state(),
            "stateHash": STATE_HASH,
            "sig": sig(0),
            "purpose": "update",
            "override": "agreed by telephone",
        }),
        EventType::StateReceived => json!({
            "channelId": CHANNEL,
            "state": state(),
            "stateHash": STATE_HASH,
            "sigs": [sig(0), sig(1)],
            "from": IRENE,
            "messageId": bytes32(0x6e),
            "truncated": true,
        }),
        EventType::LedgerProposalSigned => json!({
            "ledgerId": CHANNEL,
            "turnNum": 2,
            "proposal": add(),
            "role": "leader",
            "stateHash": STATE_HASH,
            "sig": sig(0),
            "override": "the prefund is on paper",
        }),
        EventType::LedgerProposalReceived => json!({
            "ledgerId": CHANNEL,
            "turnNum": 3,
            "proposal": remove(),
            "role": "follower",
            "stateHash": STATE_HASH,
            "sig": sig(1),
            "from": IRENE,
            "messageId": bytes32(0x6e),
        }),
        EventType::VoucherSigned => json!({
            "channelId": TARGET, "amount": "4", "signature": SIGNATURE, "override": "a gift",
        }),
        EventType::VoucherReceived => json!({
            "channelId": TARGET,
            "amount": "4",
            "signature": SIGNATURE,
            "from": ALICE,
            "messageId": bytes32(0x6e),
        }),
        EventType::DepositDetected => json!({
            "channelId": CHANNEL, "asset": NATIVE, "nowHeld": "100", "chain": chain(),
        }),
        EventType::ChallengeRegistered => json!({
            "channelId": CHANNEL,
            "finalizesAt": 1767312012,
            "candidate": candidate(),
            "proof": [{ "state": state(), "sigs": [SIGNATURE] }],
            "challengerSig": SIGNATURE,
            "chain": chain(),
        }),
        EventType::ChallengeCleared | EventType::CheckpointRecorded => json!({
            "channelId": CHANNEL,
            "newTurnNumRecord": 3,
            "candidate": candidate(),
            "chain": chain(),
        }),
        EventType::ChannelConcluded => json!({
            "channelId": CHANNEL,
            "finalizesAt": 1767225612,
            "candidate": candidate(),
            "chain": chain(),
        }),
        EventType::AllocationUpdated => json!({
            "channelId": CHANNEL,
            "assetIndex": 0,
            "asset": NATIVE,
            "initialHoldings": "200",
            "finalHoldings": "0",
            "indices": [0, 1],
            "via": "transfer",
            "chain": chain(),
        }),
        EventType::ReclaimDetected => json!({
            "channelId": CHANNEL,
            "assetIndex": 0,
            "targetChannelId": TARGET,
            "indexOfTargetInSource": 2,
            "targetAssetIndex": 0,
            "chain": chain(),
        }),
        EventType::ChainEventReverted => json!({
            "chainId": 1, "blockHash": bytes32(0xb1), "txHash": bytes32(0x7a), "logIndex": 17,
        }),
        EventType::ChainHeadObserved => json!({
            "chainId": 1,
            "blockNumber": 20000001,
            "blockHash": bytes32(0xb2),
            "blockTimestamp": 1767225624,
            "finalizedBlockNumber": 19999936,
        }),
        EventType::TransactionSubmitted => json!({
            "channelId": CHANNEL,
            "objectiveId": objective("DirectFunding"),
            "kind": "deposit",
            "txHash": bytes32(0x7a),
            "amounts": [{ "asset": NATIVE, "amount": "100", "expectedHeld": "0" }],
            "stateHash": STATE_HASH,
            "override": "the first one is lost",
        }),
        EventType::TransactionResolved => json!({
            "txHash": bytes32(0x7a),
            "result": "replaced",
            "replacedBy": bytes32(0x7b),
            "reason": "more gas",
            "chain": chain(),
        }),
        EventType::MessageSent => json!({
            "messageId": bytes32(0x6e), "to": IRENE, "body": "{\"n\":1}\n", "delivery": "written",
        }),
        EventType::MessageReceived => json!({
            "messageId": bytes32(0x6e), "from": IRENE, "body": "naïve 🜁", "truncated": true,
        }),
        EventType::SnapshotCreated => json!({
            "length": 16, "stateHash": STATE_HASH, "foldVersion": 999,
        }),
        EventType::Extension => json!({
            "namespace": "org.example",
            "name": "note",
            "channelId": CHANNEL,
            "payload": "0x00ff",
            "critical": false,
        }),
    }
}

/// The example of a type with every member of the catalogue.
pub fn full(event_type: EventType) -> Json {
    let mut example = own_members(event_type);
    example["type"] = event_type.as_str().into();
    example["timestamp"] = 1_767_225_600_000u64.into();
    example["causationId"] = bytes32(0xca).into();
    example["correlationId"] = objective("DirectFunding").into();
    example
}

/// The example of a type with the required members only, at every depth. One of
/// those of which one is required is there.
pub fn minimal(event_type: EventType) -> Json {
    let full = full(event_type);
    let mut example = prune_members(&full, members(event_type));
    example.insert("type".to_owned(), full["type"].clone());
    let chosen = match event_type {
        EventType::AllocationUpdated => Some("assetIndex"),
        EventType::TransactionResolved => Some("txHash"),
        _ => None,
    };
    if let Some(name) = chosen {
        example.insert(name.to_owned(), full[name].clone());
    }
    Json::Object(example)
}

/// Every full example, and those of both kinds of proposal.
pub fn all_full() -> Vec<Json> {
    let mut examples: Vec<_> = EventType::ALL.iter().copied().map(full).collect();
    for (event_type, proposal) in [
        (EventType::LedgerProposalSigned, remove()),
        (EventType::LedgerProposalReceived, add()),
    ] {
        let mut example = full(event_type);
        example["proposal"] = proposal;
        examples.push(example);
    }
    examples
}

/// The members that the catalogue gives a type, besides `type`.
pub fn members(event_type: EventType) -> &'static [MemberDoc] {
    let tag = event_type.as_str();
    let of_type = CATALOGUE.iter().find(|entry| entry.tag == tag);
    of_type.unwrap().members
}

/// Reads an event from JSON that is known to be valid.
pub fn event(json: &Json) -> Event {
    let text = json.to_string();
    let document = Document::parse(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    Event::read(document.root()).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn prune_members(object: &Json, members: &[MemberDoc]) -> Map<String, Json> {
    let required = members.iter().filter(|member| !member.optional);
    required
        .map(|member| {
            let value = prune(&object[member.name], member.form);
            (member.name.to_owned(), value)
        })
        .collect()
}

/// A value of a form with the required members only.
fn prune(value: &Json, form: &'static str) -> Json {
    match shape(form) {
        Shape::Record(members) => {
            let mut pruned = prune_members(value, members);
            // A state is whole unless the record around it says that it is truncated.
            for name in ["appData", "outcome"] {
                if let Some(part) = value.get(name) {
                    pruned.insert(name.to_owned(), part.clone());
                }
            }
            Json::Object(pruned)
        }
        Shape::Proposal => {
            let kind = &value["kind"];
            let mut pruned = prune_members(value, proposal_members(kind.as_str().unwrap()));
            pruned.insert("kind".to_owned(), kind.clone());
            Json::Object(pruned)
        }
        Shape::List { item, .. } => {
            let items = value.as_array().unwrap().iter();
            items.map(|value| prune(value, item)).collect()
        }
        _ => value.clone(),
    }
}
