//! What the rules say of the sample logs: nothing of the honest ones, and of the others
//! exactly what is kept for review. After a wanted change, `STATELOG_UPDATE_GOLDEN=1`
//! writes `tests/golden/findings.json` anew.

use serde_json::{Value as Json, json};
use statelog::rules::Finding;
use statelog::rules::Severity::Info;

use crate::support::golden::assert_golden;
use crate::support::samples::SAMPLES;
use crate::support::store::import_with;
use crate::support::test;

const GOLDEN: &str = include_str!("../golden/findings.json");

/// What is found above `info` in a log in which everybody else is honest, by which event it
/// is settled, and why it is found.
const EXCEPTIONS: [(&str, &str, Option<u64>, &str); 3] = [
    (
        "challenge-clear",
        "C9",
        Some(24),
        "a challenge that deserves clearing is stale for whoever clears it",
    ),
    (
        "challenge-clear",
        "C9",
        Some(39),
        "the same, answered by a challenge with the newer state",
    ),
    (
        "challenge-timeout-withdraw",
        "M4",
        None,
        "the peer does not answer any more, so a message to it is given up",
    ),
];

/// A rule, a severity and a name.
type Shown = (&'static str, &'static str, &'static str);

/// What each adversarial sample is there to show.
pub(crate) const SHOWN: [(&str, &[Shown]); 13] = [
    ("e01-equivocation", &[("S7", "critical", "")]),
    ("e02-dual-sign", &[("S7", "warn", "dual_sign_at_turn")]),
    (
        "e03-reorged-deposit",
        &[("C3", "critical", "acted_on_reorged_event")],
    ),
    ("e04-shuffled-logs", &[("C5", "info", "")]),
    (
        "e05a-zombie-challenge",
        &[("C16", "warn", "zombie_challenge")],
    ),
    (
        "e05b-drain",
        &[("F5", "error", ""), ("C16", "critical", "zombie_challenge")],
    ),
    ("e06-silent-credit", &[]),
    ("e07-late-rejection", &[("O3", "error", "late_rejection")]),
    (
        "e08-late-voucher",
        &[("VR6", "warn", "voucher_after_final")],
    ),
    ("e09-wrong-snapshot", &[("N1", "critical", "")]),
    (
        "e10-unlogged-signature",
        &[("S18", "critical", "unlogged_own_signature")],
    ),
    (
        "e11-guarantee-type",
        &[("S14", "error", "guarantee_not_reclaimable")],
    ),
    ("e12-lost-message", &[("M4", "warn", "")]),
];

fn found(text: &str) -> Vec<Finding> {
    import_with(text.as_bytes(), 0).audit(None, true).unwrap()
}

fn name(finding: &Finding) -> &str {
    finding.name.as_ref().map_or("", |name| name.as_str())
}

fn is_adversarial(sample: &str) -> bool {
    sample.starts_with('e')
}

#[test]
fn honest_samples_deserve_no_more_than_a_remark() {
    let honest = SAMPLES.iter().filter(|sample| !is_adversarial(sample.name));
    let mut seen = Vec::new();
    for sample in honest {
        for finding in found(sample.text) {
            if finding.severity > Info {
                let settled = finding.resolved_by.map(|offset| offset.get());
                seen.push((sample.name, finding.rule.as_str().to_owned(), settled));
            }
        }
    }
    let expected: Vec<_> = EXCEPTIONS
        .iter()
        .map(|(sample, rule, settled, _)| (*sample, (*rule).to_owned(), *settled))
        .collect();
    assert_eq!(seen, expected);
}

#[test]
fn adversarial_samples_show_what_they_are_there_for() {
    for sample in SAMPLES.iter().filter(|sample| is_adversarial(sample.name)) {
        let (_, shown) = SHOWN.iter().find(|(of, _)| *of == sample.name).unwrap();
        let found = found(sample.text);
        for (rule, severity, named) in *shown {
            let shows = found.iter().any(|finding| {
                let what = (finding.rule.as_str(), finding.severity.as_str());
                what == (*rule, *severity) && name(finding) == *named
            });
            assert!(shows, "{}: {rule} {severity} {named}", sample.name);
        }
    }
}

#[test]
fn the_findings_of_the_adversarial_samples_are_the_golden_ones() {
    let adversarial = SAMPLES.iter().filter(|sample| is_adversarial(sample.name));
    let lists = adversarial.map(|sample| {
        let list: Vec<Json> = found(sample.text).iter().map(in_short).collect();
        (sample.name.to_owned(), Json::from(list))
    });
    let got = laid_out(&lists.collect::<Vec<_>>());
    assert_golden("tests/golden/findings.json", &got, GOLDEN);
}

fn in_short(finding: &Finding) -> Json {
    let offsets: Vec<u64> = finding.offsets.iter().map(|offset| offset.get()).collect();
    let mut short = json!({
        "rule": finding.rule.as_str(),
        "severity": finding.severity.as_str(),
        "offsets": offsets,
    });
    if let Some(name) = &finding.name {
        short["name"] = name.as_str().into();
    }
    if let Some(offset) = finding.resolved_by {
        short["resolvedBy"] = offset.get().into();
    }
    short
}

/// One finding per line.
fn laid_out(lists: &[(String, Json)]) -> String {
    let lists = lists.iter().map(|(sample, list)| {
        let lines = list.as_array().unwrap().iter();
        let lines: Vec<String> = lines.map(|finding| format!("    {finding}")).collect();
        format!("  \"{sample}\": [\n{}\n  ]", lines.join(",\n"))
    });
    format!("{{\n{}\n}}\n", lists.collect::<Vec<_>>().join(",\n"))
}
