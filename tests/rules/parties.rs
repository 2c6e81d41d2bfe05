//! Virtual channels, the ledgers that guarantee them, and the objectives of both.

use serde_json::{Value as Json, json};
use statelog::event::scalar::{Bytes, Bytes20, U64, U256, Uint48};
use statelog::event::{Allocation, FixedPart, Participants, VariablePart};
use statelog::nitro::{self, RedeemedVoucher};

use crate::given::{Channel, NATIVE, address};
use crate::support::sealed::key;

/// The ledger of two of Alice (0), Irene (1) and Bob (2), as the one at `me` keeps it.
pub(crate) fn ledger(keys: [usize; 2], me: Option<usize>) -> Channel {
    let participants = keys.iter().map(|who| address(*who)).collect();
    let fixed = FixedPart {
        participants: Participants::new(participants).unwrap(),
        channel_nonce: U64(7),
        app_definition: Bytes20::repeat_byte(0x11),
        challenge_duration: Uint48::new(60).unwrap(),
    };
    Channel {
        id: nitro::channel_id(&fixed),
        fixed,
        me,
        kind: "ledger",
        rule: "unanimous",
        keys: keys.to_vec(),
    }
}

/// The virtual channel in which Alice pays Bob through Irene.
pub(crate) fn payments(me: Option<usize>) -> Channel {
    Channel::between(3, "virtual", "virtual_payment", me)
}

/// A state of the virtual channel.
pub(crate) fn split(channel: &Channel, turn: u64, alice: u64, bob: u64) -> VariablePart {
    let mut state = channel.state(turn, &[alice, 0, bob]);
    state.outcome[0].allocations.remove(1);
    state
}

/// Bob's redemption of a voucher of Alice, out of 10.
pub(crate) fn redemption(channel: &Channel, amount: u64) -> VariablePart {
    let voucher = RedeemedVoucher {
        amount: U256::from(amount),
        signature: key(0).sign(&nitro::voucher_hash(&channel.id, U256::from(amount))),
    };
    VariablePart {
        app_data: voucher.to_app_data(),
        ..split(channel, 2, 10 - amount, amount)
    }
}

/// We sign a voucher.
pub(crate) fn promised(channel: &Channel, amount: u64) -> Json {
    let hash = nitro::voucher_hash(&channel.id, U256::from(amount));
    json!({
        "type": "voucher_signed",
        "channelId": channel.id,
        "amount": amount.to_string(),
        "signature": key(channel.keys[0]).sign(&hash),
    })
}

/// A voucher arrives.
pub(crate) fn paid(channel: &Channel, amount: u64) -> Json {
    let mut event = promised(channel, amount);
    event["type"] = "voucher_received".into();
    event["from"] = json!(address(channel.keys[0]));
    event
}

/// A state of a ledger that guarantees channels.
pub(crate) fn guaranteeing(
    ledger: &Channel,
    turn: u64,
    amounts: &[u64; 2],
    guarantees: &[(&Channel, u64)],
) -> VariablePart {
    let mut state = ledger.state(turn, amounts);
    let ends = ledger.keys.iter();
    let metadata: Vec<u8> = ends
        .flat_map(|who| nitro::destination_of(&address(*who)).0)
        .collect();
    let added = guarantees.iter().map(|(target, amount)| Allocation {
        destination: target.id,
        amount: U256::from(*amount),
        allocation_type: 2,
        metadata: Bytes(metadata.clone()),
    });
    state.outcome[0].allocations.extend(added);
    state
}

/// Asks for a guarantee.
pub(crate) fn add(ledger: &Channel, target: &Channel, amount: u64, left: u64) -> Json {
    let end = |place: usize| nitro::destination_of(&address(ledger.keys[place]));
    json!({
        "kind": "add",
        "target": target.id,
        "amount": amount.to_string(),
        "left": end(0),
        "right": end(1),
        "leftDeposit": left.to_string(),
    })
}

/// Asks for a guarantee to be returned.
pub(crate) fn remove(target: &Channel, left: u64) -> Json {
    json!({ "kind": "remove", "target": target.id, "leftAmount": left.to_string() })
}

/// A participant signs the state that a proposal leads to.
pub(crate) fn proposed(
    ledger: &Channel,
    who: usize,
    proposal: &Json,
    after: &VariablePart,
) -> Json {
    let is_own = ledger.me == Some(who);
    let mut event = json!({
        "type": if is_own { "ledger_proposal_signed" } else { "ledger_proposal_received" },
        "ledgerId": ledger.id,
        "turnNum": after.turn_num,
        "proposal": proposal,
        "role": if who == 0 { "leader" } else { "follower" },
        "stateHash": ledger.hash(after),
        "sig": ledger.sig(who, after),
    });
    event["turnNum"] = after.turn_num.get().into();
    if !is_own {
        event["from"] = json!(address(ledger.keys[who]));
    }
    event
}

/// Alice's log until the prefund of the virtual channel (offsets 0 to 9).
pub(crate) fn prefunded() -> (Channel, Channel, Vec<Json>) {
    let (ledger, target) = (Channel::of(Some(0)), payments(Some(0)));
    let mut log = ledger.funded();
    log.push(target.created());
    log.extend(target.agreed(&split(&target, 0, 10, 0)));
    (ledger, target, log)
}

/// The state of the ledger that guarantees the virtual channel, and its proposal by both,
/// for the log of [`prefunded`].
pub(crate) fn guaranteed(ledger: &Channel, target: &Channel) -> Vec<Json> {
    let proposal = add(ledger, target, 10, 10);
    let after = guaranteeing(ledger, 2, &[90, 100], &[(target, 10)]);
    vec![
        proposed(ledger, 0, &proposal, &after),
        proposed(ledger, 1, &proposal, &after),
    ]
}

/// Alice's log until the virtual channel is open (offsets 0 to 13).
pub(crate) fn opened() -> (Channel, Channel, Vec<Json>) {
    let (ledger, target, mut log) = prefunded();
    log.extend(guaranteed(&ledger, &target));
    log.extend(target.agreed(&split(&target, 1, 10, 0)));
    (ledger, target, log)
}

/// Bob's log of the open virtual channel, whose ledger he does not show (offsets 0 to 4).
pub(crate) fn payee() -> (Channel, Vec<Json>) {
    let target = payments(Some(2));
    let mut log = vec![target.created()];
    log.extend(target.agreed(&split(&target, 0, 10, 0)));
    let mut postfund = target.agreed(&split(&target, 1, 10, 0));
    postfund[0]["override"] = "the ledger is not shown".into();
    log.extend(postfund);
    (target, log)
}

/// An objective is created.
pub(crate) fn objective(prefix: &str, kind: &str, channel: &Channel, members: &Json) -> Json {
    let event = json!({
        "type": "objective_created",
        "objectiveId": format!("{prefix}-{}", channel.id),
        "kind": kind,
        "channelId": channel.id,
        "source": "local_request",
        "status": "approved",
    });
    crate::support::store::with(&event, members)
}

/// An event about an objective.
pub(crate) fn about(event_type: &str, created: &Json, members: &Json) -> Json {
    let event = json!({ "type": event_type, "objectiveId": created["objectiveId"] });
    crate::support::store::with(&event, members)
}

/// The id of an objective.
pub(crate) fn id_of(created: &Json) -> &str {
    created["objectiveId"].as_str().unwrap()
}

/// The native asset, for proposals that name it.
pub(crate) fn native() -> Json {
    NATIVE.into()
}
