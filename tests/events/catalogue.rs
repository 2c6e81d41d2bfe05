//! The catalogue has the types and members that were published, and an example
//! of every one of them.

use std::collections::BTreeSet;

use statelog::canonical::MemberDoc;
use statelog::event::{CATALOGUE, EventType};

use crate::sites::sites;
use crate::support::examples::{all_full, full, members};
use crate::support::forms::{Shape, proposal_members, shape};

/// What was published: the members of each type with their forms, `?` for the
/// optional ones.
const PUBLISHED: &str = "
objective_created objectiveId:Text kind:ObjectiveKind channelId?:Bytes32 relatedChannels?:Vec<Bytes32> role?:Uint8 source:ObjectiveSource peer?:Bytes20 status:InitialStatus
objective_approved objectiveId:Text by:ApprovedBy policy?:Text
objective_rejected objectiveId:Text via:RejectedVia by?:Bytes20 reason?:Text
objective_progressed objectiveId:Text waitingFor:Text
objective_completed objectiveId:Text override?:Text
objective_failed objectiveId:Text error:Text retryable:bool
channel_created channelId:Bytes32 protocol:Protocol fixedPart:FixedPart kind:ChannelKind chainId:ChainId adjudicator:Bytes20 myIndex?:Uint8 supportRule:SupportRule
state_signed channelId:Bytes32 state:VariablePart stateHash:Bytes32 sig:Sig purpose?:StatePurpose override?:Text
state_received channelId:Bytes32 state:PartialVariablePart stateHash:Bytes32 sigs:Sigs from:Bytes20 messageId?:Bytes32 truncated?:True
ledger_proposal_signed ledgerId:Bytes32 turnNum:Uint48 proposal:Proposal role:ProposalRole stateHash:Bytes32 sig:Sig override?:Text
ledger_proposal_received ledgerId:Bytes32 turnNum:Uint48 proposal:Proposal role:ProposalRole stateHash:Bytes32 sig:Sig from:Bytes20 messageId?:Bytes32
voucher_signed channelId:Bytes32 amount:U256 signature:Bytes65 override?:Text
voucher_received channelId:Bytes32 amount:U256 signature:Bytes65 from:Bytes20 messageId?:Bytes32
deposit_detected channelId:Bytes32 asset:Bytes20 nowHeld:U256 chain:ChainRef
challenge_registered channelId:Bytes32 finalizesAt:Uint48 candidate:Candidate proof:Vec<ProofState> challengerSig?:Bytes65 chain:ChainRef
challenge_cleared channelId:Bytes32 newTurnNumRecord:Uint48 candidate?:Candidate chain:ChainRef
checkpoint_recorded channelId:Bytes32 newTurnNumRecord:Uint48 candidate?:Candidate chain:ChainRef
channel_concluded channelId:Bytes32 finalizesAt:Uint48 candidate?:Candidate chain:ChainRef
allocation_updated channelId:Bytes32 assetIndex?:Uint32 asset?:Bytes20 initialHoldings:U256 finalHoldings:U256 indices?:Vec<Uint32> via:PayoutVia chain:ChainRef
reclaim_detected channelId:Bytes32 assetIndex:Uint32 targetChannelId?:Bytes32 indexOfTargetInSource?:Uint32 targetAssetIndex?:Uint32 chain:ChainRef
chain_event_reverted chainId:ChainId blockHash:Bytes32 txHash:Bytes32 logIndex:Uint32
chain_head_observed chainId:ChainId blockNumber:BlockNumber blockHash:Bytes32 blockTimestamp:Uint48 finalizedBlockNumber?:BlockNumber
transaction_submitted channelId:Bytes32 objectiveId?:Text kind:TransactionKind txHash?:Bytes32 amounts?:Vec<DepositAmount> stateHash?:Bytes32 override?:Text
transaction_resolved txHash?:Bytes32 result:TransactionResult replacedBy?:Bytes32 reason?:Text chain?:ChainRef
message_sent messageId:Bytes32 to:Bytes20 body:Body delivery:Delivery
message_received messageId:Bytes32 from:Bytes20 body:Body truncated?:True
snapshot_created length:Offset stateHash:Bytes32 foldVersion:Uint32
extension namespace:Text name:Text channelId?:Bytes32 payload:Bytes critical:bool
";

/// The members of the records that events share.
const RECORDS: &str = "
FixedPart participants:Participants channelNonce:U64 appDefinition:Bytes20 challengeDuration:Uint48
Allocation destination:Bytes32 amount:U256 allocationType:Uint8 metadata:Bytes
AssetExit asset:Bytes20 assetType:Uint8 assetMetadata:Bytes allocations:Vec<Allocation>
VariablePart appData:Bytes outcome:Outcome turnNum:Uint48 isFinal:bool
PartialVariablePart appData?:Bytes outcome?:Outcome turnNum:Uint48 isFinal:bool
Sig signature:Bytes65 signerIndex:Uint8
Candidate state:PartialVariablePart sigs:Vec<Bytes65> stateHash?:Bytes32 truncated?:True
ProofState state:VariablePart sigs:Vec<Bytes65>
DepositAmount asset:Bytes20 amount:U256 expectedHeld:U256
ChainRef chainId:ChainId contract:Bytes20 blockNumber:BlockNumber blockHash:Bytes32 blockTimestamp:Uint48 txHash:Bytes32 txIndex:Uint32 logIndex:Uint32
add target:Bytes32 amount:U256 left:Bytes32 right:Bytes32 leftDeposit:U256 allocationType?:Uint8 asset?:Bytes20
remove target:Bytes32 leftAmount:U256 asset?:Bytes20
";

/// The words of each enumeration.
const WORDS: &str = "
ObjectiveKind direct_fund direct_defund virtual_fund virtual_defund swap other
ObjectiveSource local_request peer_payload
InitialStatus unapproved approved
ApprovedBy api policy
RejectedVia policy api counterparty_notice
Protocol nitro-2 opaque
ChannelKind ledger virtual direct swap other
SupportRule unanimous virtual_payment turn_taking custom
StatePurpose prefund postfund update final redemption challenge
ProposalRole leader follower
PayoutVia transfer transfer_all conclude_and_transfer mirror unknown
TransactionKind approve deposit withdraw_all conclude challenge checkpoint transfer transfer_all reclaim other
TransactionResult mined reverted dropped replaced
Delivery queued written gave_up
";

/// The members that every event has.
const COMMON: &str = "timestamp?:Millis causationId?:Bytes32 correlationId?:Text";

/// Members as they are written above.
fn written(members: &[MemberDoc]) -> BTreeSet<String> {
    let mark = |member: &MemberDoc| if member.optional { "?" } else { "" };
    members
        .iter()
        .map(|member| format!("{}{}:{}", member.name, mark(member), member.form))
        .collect()
}

/// The lines of a table above, each with its first word apart.
fn lines(table: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = table.trim().lines();
    lines.map(|line| line.split_once(' ').unwrap())
}

fn names(list: &str) -> BTreeSet<String> {
    list.split(' ').map(str::to_owned).collect()
}

#[test]
fn the_types_and_members_are_those_that_were_published_in_their_order() {
    assert_eq!(CATALOGUE.len(), lines(PUBLISHED).count());
    for (entry, (tag, own)) in CATALOGUE.iter().zip(lines(PUBLISHED)) {
        assert_eq!(entry.tag, tag);
        let expected = names(&format!("{own} {COMMON}"));
        assert_eq!(written(entry.members), expected, "{tag}");
    }
}

#[test]
fn the_members_of_shared_records_are_those_that_were_published() {
    for (name, members) in lines(RECORDS) {
        let actual = match name {
            "add" | "remove" => proposal_members(name),
            _ => match shape(name) {
                Shape::Record(members) => members,
                other => panic!("{name} is {other:?}"),
            },
        };
        assert_eq!(written(actual), names(members), "{name}");
    }
}

#[test]
fn the_words_of_each_enumeration_are_those_that_were_published() {
    for (name, words) in lines(WORDS) {
        let Shape::Word(actual) = shape(name) else {
            panic!("{name} is no enumeration");
        };
        assert_eq!(actual, words.split(' ').collect::<Vec<_>>(), "{name}");
    }
}

#[test]
fn every_tag_names_one_type_and_nothing_else_does() {
    for event_type in EventType::ALL.iter().copied() {
        assert_eq!(EventType::from_tag(event_type.as_str()), Some(event_type));
    }
    for tag in [
        "",
        "objective",
        "Objective_created",
        "objective_created ",
        "ObjectiveCreated",
    ] {
        assert_eq!(EventType::from_tag(tag), None, "{tag}");
    }
}

#[test]
fn every_type_and_member_is_documented() {
    for entry in CATALOGUE {
        assert!(!entry.doc.trim().is_empty(), "{}", entry.tag);
        for member in entry.members {
            assert!(
                !member.doc.trim().is_empty(),
                "{} {}",
                entry.tag,
                member.name
            );
        }
    }
}

/// The other tests take the examples apart. What no example holds, they would
/// not see.
#[test]
fn the_full_examples_hold_every_member_of_every_record() {
    for event_type in EventType::ALL.iter().copied() {
        let example = full(event_type);
        let names: BTreeSet<_> = example.as_object().unwrap().keys().cloned().collect();
        let members = members(event_type).iter();
        let mut expected: BTreeSet<_> = members.map(|member| member.name.to_owned()).collect();
        expected.insert("type".to_owned());
        assert_eq!(names, expected, "{}", event_type.as_str());
    }
    for example in all_full() {
        let paths: BTreeSet<_> = sites(&example).into_iter().map(|site| site.path).collect();
        for site in sites(&example) {
            match shape(site.form) {
                Shape::Record(members) => {
                    for member in members {
                        let path = format!("{}/{}", site.path, member.name);
                        assert!(paths.contains(&path), "{} {path}", example["type"]);
                    }
                }
                Shape::List { .. } => {
                    let first = format!("{}/0", site.path);
                    assert!(paths.contains(&first), "{} {first}", example["type"]);
                }
                _ => {}
            }
        }
    }
}
