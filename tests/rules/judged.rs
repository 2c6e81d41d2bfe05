//! Holds one rule against the last event of a log: when it is appended, and in a log of
//! somebody else that holds it all the same.

use serde_json::{Value as Json, json};
use statelog::event::scalar::Bytes32;
use statelog::rules::{Finding, Severity};
use statelog::{ErrorKind, EventStore};

use crate::given::{Channel, Short, appended, expect, findings, found, imported};
use crate::support::store::{self, with};

/// The only thing that a rule finds in a log.
pub(crate) struct Fault {
    rule: &'static str,
    short: Short,
    channel: Option<Bytes32>,
    objective: Option<String>,
}

/// What a rule is to find, with a name unless that is empty.
pub(crate) fn fault(rule: &'static str, severity: Severity, name: &str, offsets: &[u64]) -> Fault {
    Fault {
        rule,
        short: expect(severity, name, offsets),
        channel: None,
        objective: None,
    }
}

impl Fault {
    /// It is about a channel.
    pub(crate) fn of(mut self, channel: &Channel) -> Self {
        self.channel = Some(channel.id);
        self
    }

    /// It is about an objective.
    pub(crate) fn of_objective(mut self, id: &str) -> Self {
        self.objective = Some(id.to_owned());
        self
    }

    /// The rule refuses `wrong`, which changes nothing: `right` is taken instead. A log
    /// that holds `wrong` has the fault.
    pub(crate) fn refused(&self, before: &[Json], wrong: &Json, right: &Json) {
        let mut store = appended(before);
        let refused = self.refuses(&mut store, wrong);
        let taken = store::append(&mut store, right);
        taken.unwrap_or_else(|error| panic!("{error}: {right}"));
        assert_eq!(found(&store, self.rule), [], "{right}");
        holds(self.rule, &[before, std::slice::from_ref(right)].concat());

        let replayed = imported(&[before, std::slice::from_ref(wrong)].concat());
        let finding = self.found_in(&replayed);
        assert_eq!(finding.message, refused.message, "append and replay agree");
        assert_eq!(finding.details, refused.details);
    }

    /// The same, and with a reason the act is recorded, and the fault stays.
    pub(crate) fn refused_without_reason(&self, before: &[Json], wrong: &Json, right: &Json) {
        self.refused(before, wrong, right);
        let reasoned = with(wrong, &json!({ "override": "this is a test" }));
        self.recorded(before, &reasoned);
    }

    /// The same, and a reason does not help.
    pub(crate) fn refused_for_any_reason(&self, before: &[Json], wrong: &Json, right: &Json) {
        self.refused(before, wrong, right);
        let reasoned = with(wrong, &json!({ "override": "this is a test" }));
        self.refuses(&mut appended(before), &reasoned);
    }

    /// The event is taken, and the log has the fault.
    pub(crate) fn recorded(&self, before: &[Json], event: &Json) {
        let log = [before, std::slice::from_ref(event)].concat();
        let one = self.found_in(&appended(&log));
        let other = self.found_in(&imported(&log));
        assert_eq!(one, other);
    }

    /// The fault is in a log that nobody could have appended.
    pub(crate) fn imported(&self, log: &[Json]) {
        self.found_in(&imported(log));
    }

    fn refuses(&self, store: &mut EventStore, wrong: &Json) -> Finding {
        let text = store.export(None);
        let at = store.len();
        let error = store::append(store, wrong).unwrap_err();
        let ErrorKind::RuleViolation(refused) = error.kind else {
            panic!("not refused by a rule: {error}: {wrong}");
        };
        assert_eq!(refused.rule.as_str(), self.rule, "{:?}", refused.message);
        assert_eq!(store.export(None), text, "nothing was appended");
        let known = self.short.offsets.iter().filter(|offset| **offset < at);
        assert_eq!(
            Short::of(&refused).offsets,
            known.copied().collect::<Vec<_>>()
        );
        *refused
    }

    fn found_in(&self, store: &EventStore) -> Finding {
        let found = findings(store, self.rule);
        let short: Vec<Short> = found.iter().map(Short::of).collect();
        assert_eq!(
            short,
            std::slice::from_ref(&self.short),
            "{}: {found:?}",
            self.rule
        );
        let [finding] = <[Finding; 1]>::try_from(found).unwrap();
        assert_eq!(finding.channel_id, self.channel, "{}", self.rule);
        let objective = finding.objective_id.as_ref().map(|id| id.as_str());
        assert_eq!(objective, self.objective.as_deref(), "{}", self.rule);
        finding
    }
}

/// The rule finds nothing, neither in what is appended nor in what is read.
pub(crate) fn holds(rule: &str, log: &[Json]) {
    assert_eq!(found(&appended(log), rule), []);
    assert_eq!(found(&imported(log), rule), []);
}
