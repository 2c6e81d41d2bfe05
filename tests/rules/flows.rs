//! Flows that the real contracts executed, as logs of a participant: nothing is found in
//! them but what they are about. Calls that the contracts refused are found once they are
//! turned into the logs that they would have emitted.

use serde_json::{Value as Json, json};
use statelog::event::scalar::{Bytes, Bytes32, U64, U256, Uint48};
use statelog::event::{FixedPart, Participants, VariablePart};
use statelog::rules::Severity::{self, Info};

use crate::abi::{self, Shown};
use crate::given::{CHAIN, Channel, address, appended, finalized, findings, time_of};
use crate::support::store::with;

/// A flow as it is being told.
struct Flow {
    name: String,
    items: Vec<Json>,
    channels: Vec<Channel>,
    log: Vec<Json>,
    next_block: u64,
}

fn vectors() -> Json {
    serde_json::from_str(include_str!("../golden/vectors/nitro.json")).unwrap()
}

fn text<'a>(value: &'a Json, member: &str) -> &'a str {
    let text = value[member].as_str();
    text.unwrap_or_else(|| panic!("no {member} in {value}"))
}

/// The channel of a fixed part, as Bob keeps it, or Irene where he takes no part.
fn channel(fixed: &Json, kind: &'static str, rule: &'static str) -> Channel {
    let participants: Vec<_> = fixed["participants"]
        .as_array()
        .unwrap()
        .iter()
        .map(|who| who.as_str().unwrap().parse().unwrap())
        .collect();
    let keys: Vec<usize> = (participants.iter())
        .map(|who| (0..3).find(|key| address(*key) == *who).unwrap())
        .collect();
    let nonce: U256 = text(fixed, "channelNonce").parse().unwrap();
    let fixed = FixedPart {
        participants: Participants::new(participants).unwrap(),
        channel_nonce: U64(nonce.to::<u64>()),
        app_definition: text(fixed, "appDefinition").parse().unwrap(),
        challenge_duration: Uint48::new(fixed["challengeDuration"].as_u64().unwrap()).unwrap(),
    };
    let id = statelog::nitro::channel_id(&fixed);
    let me = Some(keys.len() - 1);
    Channel {
        fixed,
        id,
        me,
        kind,
        rule,
        keys,
    }
}

fn state(shown: &Shown) -> VariablePart {
    VariablePart {
        app_data: Bytes(shown.app_data.clone()),
        outcome: shown.outcome.clone(),
        turn_num: Uint48::new(shown.turn_num).unwrap(),
        is_final: shown.is_final,
    }
}

fn signed(shown: &Shown) -> Json {
    let hex = alloy_primitives::hex::encode_prefixed::<&Vec<u8>>;
    let sigs: Vec<String> = shown.signatures.iter().map(hex).collect();
    let state = String::from_utf8(statelog::canonical::to_bytes(&state(shown))).unwrap();
    json!({ "state": serde_json::from_str::<Json>(&state).unwrap(), "sigs": sigs })
}

fn at_turn(state: &VariablePart, turn: u64) -> VariablePart {
    VariablePart {
        turn_num: Uint48::new(turn).unwrap(),
        ..state.clone()
    }
}

impl Flow {
    /// A flow with its channels created.
    fn begun(name: &str) -> Self {
        let vectors = vectors();
        let flows = vectors["contractFlows"]["flows"].as_object().unwrap();
        let (name, items) = flows
            .iter()
            .find(|(other, _)| other.starts_with(name))
            .unwrap();
        let items = items.as_array().unwrap().clone();
        let first = &items[0];
        let channels = match first.get("ledger") {
            Some(_) => vec![
                channel(&first["ledgerFixedPart"], "ledger", "unanimous"),
                channel(&first["virtualFixedPart"], "virtual", "virtual_payment"),
            ],
            None => vec![channel(&first["fixedPart"], "ledger", "unanimous")],
        };
        let log = channels.iter().map(Channel::created).collect();
        Self {
            name: name.clone(),
            items,
            channels,
            log,
            next_block: 0,
        }
    }

    /// The flow until the transaction with such a name, which is not told any more.
    fn until(name: &str, last: &str) -> Self {
        let mut flow = Self::begun(name);
        flow.tell_states_of_funding();
        for item in std::mem::take(&mut flow.items) {
            if item["tx"].as_str().is_some_and(|tx| tx.starts_with(last)) {
                break;
            }
            flow.tell(&item);
        }
        flow
    }

    fn whole(name: &str) -> Self {
        Self::until(name, "no transaction")
    }

    fn ledger(&self) -> &Channel {
        &self.channels[0]
    }

    fn tell_states_of_funding(&mut self) {
        let ledger = self.ledger().clone();
        self.log
            .extend(ledger.agreed(&ledger.state(0, &[100, 100])));
    }

    /// What was agreed off chain before a transaction.
    fn tell_states_before(&mut self, tx: &str) {
        let ledger = self.ledger().clone();
        let ours = |turn, left, right| ledger.agreed(&ledger.state(turn, &[left, right]));
        let opened = ours(1, 100, 100);
        let told = match (&self.name[..1], tx) {
            ("A" | "B", tx) if tx.starts_with("conclude") => {
                let last = ledger.agreed(&finalized(ledger.state(2, &[100, 100])));
                [opened, last].concat()
            }
            ("C", "challenge turn 1 by alice") => [opened, ours(2, 90, 110)].concat(),
            ("C", "checkpoint turn 3 while Open") => ours(3, 80, 120),
            ("C", tx) if tx.starts_with("challenge turn 3") => ours(4, 80, 120),
            ("D", "challenge turn 2 by alice") => [opened, ours(2, 70, 130)].concat(),
            _ => Vec::new(),
        };
        self.log.extend(told);
    }

    fn tell(&mut self, item: &Json) {
        if let Some(snap) = item.get("snap") {
            self.tell_head(snap);
        }
        let Some(tx) = item["tx"].as_str() else {
            return;
        };
        self.tell_states_before(tx);
        self.next_block = item["blockNumber"].as_u64().unwrap() + 1;
        for log in item["logs"].as_array().unwrap() {
            let event = self.event(item, log);
            if self.name.starts_with('F') && event["type"] == "challenge_registered" {
                self.tell_states_of(log);
            }
            self.log.push(event);
        }
    }

    /// What Bob signed before he challenged with it.
    fn tell_states_of(&mut self, log: &Json) {
        let data = alloy_primitives::hex::decode(text(log, "data")).unwrap();
        let latest = state(&abi::challenge(&data).1);
        if let [postfund] = abi::challenge(&data).0.as_slice() {
            let virtual_channel = self.channels[1].clone();
            let postfund = state(postfund);
            let prefund = at_turn(&postfund, 0);
            self.log.extend(virtual_channel.agreed(&prefund));
            self.log
                .extend(virtual_channel.agreed(&postfund).into_iter().map(by_hand));
            self.log.push(by_hand(virtual_channel.signed(&latest)));
        } else {
            let ledger = self.ledger().clone();
            self.log
                .extend(ledger.agreed(&ledger.state(1, &[100, 100])));
            self.log.extend(ledger.agreed(&latest));
        }
    }

    fn tell_head(&mut self, snap: &Json) {
        let block = snap["blockNumber"].as_u64().unwrap();
        if block < self.next_block {
            return;
        }
        self.next_block = block + 1;
        self.log.push(json!({
            "type": "chain_head_observed",
            "chainId": CHAIN,
            "blockNumber": block,
            "blockHash": Bytes32::from(U256::from(block)),
            "blockTimestamp": snap["blockTimestamp"],
        }));
    }

    fn event(&self, item: &Json, log: &Json) -> Json {
        let args = &log["args"];
        let id = args.get("channelId").or(args.get("destination")).unwrap();
        let mut event = json!({
            "channelId": id,
            "chain": {
                "chainId": CHAIN,
                "contract": crate::given::ADJUDICATOR,
                "blockNumber": item["blockNumber"],
                "blockHash": item["blockHash"],
                "blockTimestamp": item["timestamp"],
                "txHash": item["txHash"],
                "txIndex": log["txIndex"],
                "logIndex": log["logIndex"],
            },
        });
        let members = self.members(item, log);
        event
            .as_object_mut()
            .unwrap()
            .extend(members.as_object().unwrap().clone());
        event
    }

    fn members(&self, item: &Json, log: &Json) -> Json {
        let (args, tx) = (&log["args"], text(item, "tx"));
        let index = || text(args, "assetIndex").parse::<u32>().unwrap();
        match text(log, "event") {
            "Deposited" => json!({
                "type": "deposit_detected",
                "asset": text(args, "asset"),
                "nowHeld": text(args, "destinationHoldings"),
            }),
            "ChallengeRegistered" => {
                let data = alloy_primitives::hex::decode(text(log, "data")).unwrap();
                let proof: Vec<Json> = abi::challenge(&data).0.iter().map(signed).collect();
                json!({
                    "type": "challenge_registered",
                    "finalizesAt": args["finalizesAt"],
                    "candidate": signed(&abi::challenge(&data).1),
                    "proof": proof,
                })
            }
            "ChallengeCleared" => json!({
                "type": "challenge_cleared",
                "newTurnNumRecord": args["newTurnNumRecord"],
                "candidate": self.ledger().candidate(&self.ledger().state(2, &[90, 110]), &[0, 1]),
            }),
            "Checkpointed" => json!({
                "type": "checkpoint_recorded",
                "newTurnNumRecord": args["newTurnNumRecord"],
                "candidate": self.ledger().candidate(&self.ledger().state(3, &[80, 120]), &[0, 1]),
            }),
            "Concluded" => {
                let last = finalized(self.ledger().state(2, &[100, 100]));
                json!({
                    "type": "channel_concluded",
                    "finalizesAt": args["finalizesAt"],
                    "candidate": self.ledger().candidate(&last, &[0, 1]),
                })
            }
            "AllocationUpdated" => json!({
                "type": "allocation_updated",
                "assetIndex": index(),
                "initialHoldings": text(args, "initialHoldings"),
                "finalHoldings": text(args, "finalHoldings"),
                "indices": [],
                "via": if tx.starts_with("conclude") { "conclude_and_transfer" } else { "transfer_all" },
            }),
            "Reclaimed" => json!({
                "type": "reclaim_detected",
                "assetIndex": index(),
                "targetChannelId": self.channels[1].id,
                "indexOfTargetInSource": 2,
                "targetAssetIndex": 0,
            }),
            other => panic!("unknown event {other}"),
        }
    }

    /// A log of the ledger in the block after the last one that was told.
    fn next(&self, members: &Json, time: u64) -> Json {
        let mut event = json!({
            "channelId": self.ledger().id,
            "chain": {
                "chainId": CHAIN,
                "contract": crate::given::ADJUDICATOR,
                "blockNumber": self.next_block,
                "blockHash": Bytes32::from(U256::from(self.next_block)),
                "blockTimestamp": time,
                "txHash": Bytes32::from(U256::from(1_000_000 + self.next_block)),
                "txIndex": 0,
                "logIndex": 0,
            },
        });
        event
            .as_object_mut()
            .unwrap()
            .extend(members.as_object().unwrap().clone());
        event
    }

    /// The time of the block after the last one that was told.
    fn time(&self) -> u64 {
        time_of(self.next_block)
    }

    fn found(&self) -> Vec<String> {
        chain_findings(&self.log, Info)
    }

    fn found_with(&self, event: Json) -> Vec<String> {
        chain_findings(&[self.log.clone(), vec![event]].concat(), Info)
    }
}

/// Says that a state was signed although a rule speaks against it.
fn by_hand(event: Json) -> Json {
    if event["type"] == "state_signed" {
        with(
            &event,
            &json!({ "override": "the other ledger is not part of the flow" }),
        )
    } else {
        event
    }
}

/// What the rules about deposits and chains find above a severity.
fn chain_findings(log: &[Json], above: Severity) -> Vec<String> {
    let found = appended(log).audit(None, false).unwrap();
    let of_chain = |rule: &str| rule.starts_with('F') || rule.starts_with('C');
    found
        .iter()
        .filter(|finding| finding.severity > above && of_chain(finding.rule.as_str()))
        .map(|finding| {
            let name = finding.name.as_ref().map_or("", |name| name.as_str());
            format!("{} {name}", finding.rule.as_str())
                .trim()
                .to_owned()
        })
        .collect()
}

#[test]
fn c9_c16_flows_of_the_contracts_show_only_what_they_are_about() {
    assert_eq!(Flow::whole("A").found(), ["C16 zombie_challenge"]);
    assert_eq!(Flow::whole("B").found(), [""; 0]);
    let stale = "C9 stale_challenge";
    assert_eq!(Flow::whole("C").found(), [stale, stale]);
    assert_eq!(Flow::whole("D").found(), [""; 0]);
    assert_eq!(Flow::whole("F").found(), [""; 0]);
}

#[test]
fn c9_the_stale_challenges_of_the_contract_flow_were_answered() {
    let flow = Flow::whole("C");
    let found = findings(&appended(&flow.log), "C9");
    let types: Vec<&str> = (found.iter())
        .map(|finding| {
            flow.log[finding.resolved_by.unwrap().get() as usize]["type"]
                .as_str()
                .unwrap()
        })
        .collect();
    assert_eq!(types, ["challenge_cleared", "challenge_registered"]);
}

fn challenge(flow: &Flow, turn: u64, amounts: &[u64], time: u64) -> Json {
    let ledger = flow.ledger();
    let members = json!({
        "type": "challenge_registered",
        "finalizesAt": time + 60,
        "candidate": ledger.candidate(&ledger.state(turn, amounts), &[0, 1]),
        "proof": [],
    });
    flow.next(&members, time)
}

fn checkpoint(flow: &Flow, event_type: &str, turn: u64, time: u64) -> Json {
    let members = json!({ "type": event_type, "newTurnNumRecord": turn });
    flow.next(&members, time)
}

fn paid(flow: &Flow, time: u64) -> Json {
    let members = json!({
        "type": "allocation_updated",
        "assetIndex": 0,
        "initialHoldings": "200",
        "finalHoldings": "0",
        "indices": [],
        "via": "transfer_all",
    });
    flow.next(&members, time)
}

/// "challenge again same turn while in Challenge mode", "challenge turn 1 again (< record)".
#[test]
fn c6_challenges_that_the_contract_refused_are_impossible() {
    let flow = Flow::until("C", "checkpoint turn 2");
    let before = flow.found();
    let again = challenge(&flow, 1, &[100, 100], flow.time());
    assert!(
        flow.found_with(again)
            .contains(&"C6 impossible_on_chain".to_owned())
    );
    assert!(!before.contains(&"C6 impossible_on_chain".to_owned()));
    let flow = Flow::until("C", "checkpoint turn 3");
    let again = challenge(&flow, 1, &[100, 100], flow.time());
    assert!(
        flow.found_with(again)
            .contains(&"C6 impossible_on_chain".to_owned())
    );
}

/// "checkpoint same turn", "checkpoint after finalized", "checkpoint turn 3 after timeout".
#[test]
fn c10_checkpoints_that_the_contract_refused_are_impossible() {
    let impossible = "C10 impossible_on_chain".to_owned();
    let flow = Flow::until("C", "checkpoint turn 2");
    let same = checkpoint(&flow, "challenge_cleared", 1, flow.time());
    assert!(flow.found_with(same).contains(&impossible));
    let flow = Flow::until("B", "transferAllAssets");
    let after = checkpoint(&flow, "checkpoint_recorded", 1, flow.time());
    assert!(flow.found_with(after).contains(&impossible));
    let flow = Flow::until("D", "transferAllAssets");
    let late = checkpoint(&flow, "challenge_cleared", 3, 1_767_225_683);
    assert!(flow.found_with(late).contains(&impossible));
}

/// "concludeAndTransferAllAssets with non-final state", "conclude missing signature",
/// "checkpoint not unanimous".
#[test]
fn c8_states_that_the_contract_refused_are_not_supported() {
    let flow = Flow::until("A", "concludeAndTransferAllAssets");
    let ledger = flow.ledger();
    let conclusion = |state: &VariablePart, signers: &[usize]| {
        let members = json!({
            "type": "channel_concluded",
            "finalizesAt": flow.time(),
            "candidate": ledger.candidate(state, signers),
        });
        flow.next(&members, flow.time())
    };
    let last = finalized(ledger.state(2, &[100, 100]));
    let open = ledger.state(2, &[100, 100]);
    assert_eq!(flow.found_with(conclusion(&last, &[0, 1])), [""; 0]);
    for refused in [conclusion(&open, &[0, 1]), conclusion(&last, &[0])] {
        assert!(flow.found_with(refused).contains(&"C8".to_owned()));
    }
    let flow = Flow::until("C", "checkpoint turn 2");
    let ledger = flow.ledger();
    let members = json!({
        "type": "challenge_cleared",
        "newTurnNumRecord": 2,
        "candidate": ledger.candidate(&ledger.state(2, &[90, 110]), &[1]),
    });
    let checkpoint = flow.next(&members, flow.time());
    assert!(flow.found_with(checkpoint).contains(&"C8".to_owned()));
}

/// "transferAllAssets before timeout".
#[test]
fn c14_payouts_that_the_contract_refused_are_impossible() {
    let impossible = "C14 impossible_on_chain".to_owned();
    let flow = Flow::until("D", "transferAllAssets");
    assert!(
        flow.found_with(paid(&flow, 1_767_225_680))
            .contains(&impossible)
    );
    assert!(
        !flow
            .found_with(paid(&flow, 1_767_225_684))
            .contains(&impossible)
    );
    // The flow is told up to its first transaction: nothing was ever registered.
    let flow = Flow::until("D", "challenge turn 2");
    assert!(
        flow.found_with(paid(&flow, flow.time()))
            .contains(&impossible)
    );
}

/// A reclaim before the ledger's time is over.
#[test]
fn c15_reclaims_before_the_timeout_are_impossible() {
    let flow = Flow::until("F", "reclaim V");
    let members = json!({
        "type": "reclaim_detected",
        "assetIndex": 0,
        "targetChannelId": flow.channels[1].id,
        "indexOfTargetInSource": 2,
        "targetAssetIndex": 0,
    });
    let early = flow.found_with(flow.next(&members, 1_767_225_751));
    assert!(
        early.contains(&"C15 impossible_on_chain".to_owned()),
        "{early:?}"
    );
    assert_eq!(flow.found_with(flow.next(&members, 1_767_225_755)), [""; 0]);
}
