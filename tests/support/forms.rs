//! The forms of the catalogue as data: what a value of each form looks like.
//!
//! Examples, strategies and tests are driven by this table. A form that the
//! catalogue names and the table does not know fails every one of them, so that
//! no member can be added without its bounds.

use statelog::canonical::MemberDoc;
use statelog::event::{
    AddProposal, Allocation, ApprovedBy, AssetExit, Candidate, ChainRef, ChannelKind, Delivery,
    DepositAmount, FixedPart, InitialStatus, ObjectiveKind, ObjectiveSource, PartialVariablePart,
    PayoutVia, ProofState, ProposalRole, Protocol, RejectedVia, RemoveProposal, Sig, StatePurpose,
    SupportRule, TransactionKind, TransactionResult, VariablePart,
};

/// What the values of a form look like in JSON.
#[derive(Clone, Debug)]
pub enum Shape {
    /// `0x` and exactly this many bytes.
    Hex(usize),
    /// `0x` and at most 16,384 bytes.
    Bytes,
    /// A decimal string of an unsigned integer of this many bits.
    Decimal(u32),
    /// A number up to this one.
    Number(u64),
    /// A string of at most 1,024 UTF-16 units.
    Text,
    /// A string of at most 32,768 bytes.
    Body,
    /// `true`, or left out.
    True,
    /// `true` or `false`.
    Boolean,
    /// One of these strings.
    Word(Vec<&'static str>),
    /// An object with these members.
    Record(&'static [MemberDoc]),
    /// An array of a form, with bounds on its length.
    List {
        item: &'static str,
        min: usize,
        max: usize,
    },
    /// An object whose `kind` tells its members.
    Proposal,
}

const SAFE: u64 = 9_007_199_254_740_991;

/// The shape of a form, by its name in the catalogue.
pub fn shape(form: &'static str) -> Shape {
    if let Some(item) = form.strip_prefix("Vec<") {
        let item = item.strip_suffix('>').unwrap();
        return list(item, 0, usize::MAX);
    }
    match form {
        "Bytes20" => Shape::Hex(20),
        "Bytes32" => Shape::Hex(32),
        "Bytes65" => Shape::Hex(65),
        "Bytes" => Shape::Bytes,
        "U256" => Shape::Decimal(256),
        "U64" => Shape::Decimal(64),
        "Uint8" => Shape::Number(255),
        "Uint32" => Shape::Number(4_294_967_295),
        "Uint48" => Shape::Number(281_474_976_710_655),
        "Millis" | "Offset" | "ChainId" | "BlockNumber" => Shape::Number(SAFE),
        "Text" => Shape::Text,
        "Body" => Shape::Body,
        "True" => Shape::True,
        "bool" => Shape::Boolean,
        "Participants" => list("Bytes20", 1, 255),
        "Sigs" => list("Sig", 1, usize::MAX),
        "Outcome" => list("AssetExit", 0, usize::MAX),
        "Proposal" => Shape::Proposal,
        name => record(name).or_else(|| word(name)).unwrap_or_else(|| {
            panic!("the form {form} is not known here: add it with its bounds");
        }),
    }
}

fn list(item: &'static str, min: usize, max: usize) -> Shape {
    Shape::List { item, min, max }
}

fn record(name: &str) -> Option<Shape> {
    let members = match name {
        "Allocation" => Allocation::MEMBERS,
        "AssetExit" => AssetExit::MEMBERS,
        "Candidate" => Candidate::MEMBERS,
        "ChainRef" => ChainRef::MEMBERS,
        "DepositAmount" => DepositAmount::MEMBERS,
        "FixedPart" => FixedPart::MEMBERS,
        "PartialVariablePart" => PartialVariablePart::MEMBERS,
        "ProofState" => ProofState::MEMBERS,
        "Sig" => Sig::MEMBERS,
        "VariablePart" => VariablePart::MEMBERS,
        _ => return None,
    };
    Some(Shape::Record(members))
}

/// The members of a proposal besides its `kind`.
pub fn proposal_members(kind: &str) -> &'static [MemberDoc] {
    match kind {
        "add" => AddProposal::MEMBERS,
        "remove" => RemoveProposal::MEMBERS,
        other => panic!("no proposal is called {other}"),
    }
}

fn word(name: &str) -> Option<Shape> {
    /// The JSON form of every word of an enum.
    fn all<W>(words: &[(W, &'static str)]) -> Vec<&'static str> {
        words.iter().map(|(_, word)| *word).collect()
    }
    let words = match name {
        "ApprovedBy" => all(ApprovedBy::ALL),
        "ChannelKind" => all(ChannelKind::ALL),
        "Delivery" => all(Delivery::ALL),
        "InitialStatus" => all(InitialStatus::ALL),
        "ObjectiveKind" => all(ObjectiveKind::ALL),
        "ObjectiveSource" => all(ObjectiveSource::ALL),
        "PayoutVia" => all(PayoutVia::ALL),
        "ProposalRole" => all(ProposalRole::ALL),
        "Protocol" => all(Protocol::ALL),
        "RejectedVia" => all(RejectedVia::ALL),
        "StatePurpose" => all(StatePurpose::ALL),
        "SupportRule" => all(SupportRule::ALL),
        "TransactionKind" => all(TransactionKind::ALL),
        "TransactionResult" => all(TransactionResult::ALL),
        _ => return None,
    };
    Some(Shape::Word(words))
}
