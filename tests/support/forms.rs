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
    about_record(name).map(|(_, members)| Shape::Record(members))
}

/// What a record is, and its members.
pub fn about_record(name: &str) -> Option<(&'static str, &'static [MemberDoc])> {
    macro_rules! find {
        ($($record:ident)*) => {
            match name {
                $( stringify!($record) => Some(($record::ABOUT, $record::MEMBERS)), )*
                _ => None,
            }
        };
    }
    find!(Allocation AssetExit Candidate ChainRef DepositAmount FixedPart PartialVariablePart ProofState Sig VariablePart)
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
    let (_, words) = about_word(name)?;
    Some(Shape::Word(words.iter().map(|(word, _)| *word).collect()))
}

/// What the words of an enumeration tell apart, and what each of them says.
pub fn about_word(name: &str) -> Option<(&'static str, &'static [(&'static str, &'static str)])> {
    macro_rules! find {
        ($($word:ident)*) => {
            match name {
                $( stringify!($word) => Some($word::ABOUT), )*
                _ => None,
            }
        };
    }
    find!(ApprovedBy ChannelKind Delivery InitialStatus ObjectiveKind ObjectiveSource PayoutVia ProposalRole Protocol RejectedVia StatePurpose SupportRule TransactionKind TransactionResult)
}
