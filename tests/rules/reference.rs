//! `docs/rules.md` says what the catalogue says, the catalogue says what the rules do, and
//! every rule has its tests. After a wanted change, `STATELOG_UPDATE_GOLDEN=1` writes the
//! lists of the page anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value as Json;
use statelog::rules::{CATALOGUE, Rule, RuleDoc, RuleKind, RuleReport};

use crate::samples::SHOWN;
use crate::support::golden::assert_golden;
use crate::support::samples::SAMPLES;
use crate::support::store::{for_random_logs, import_with};

const PAGE: &str = include_str!("../../docs/rules.md");
const SAMPLE_PAGE: &str = include_str!("../../docs/guides/adversarial-samples.md");
const FOUND_IN_SAMPLES: &str = include_str!("../golden/findings.json");

fn rules() -> impl Iterator<Item = &'static RuleDoc> {
    CATALOGUE.iter().flat_map(|family| family.rules)
}

// The page -------------------------------------------------------------------------

#[test]
fn the_reference_of_rules_is_that_of_the_catalogue() {
    let current = with_lists(PAGE);
    assert_golden("docs/rules.md", &current, PAGE);
    assert_eq!(
        with_lists(&current.replacen("**Append:**", "**Append**", 1)),
        current
    );
}

/// The text with each list between its marks replaced by what the catalogue says.
fn with_lists(text: &str) -> String {
    let lists = [("index", index()), ("rules", sections())];
    lists.iter().fold(text.to_owned(), |text, (name, list)| {
        let (begin, end) = (
            format!("<!-- begin {name} -->"),
            format!("<!-- end {name} -->"),
        );
        let (before, rest) = text.split_once(&begin).unwrap();
        let (_, after) = rest.split_once(&end).unwrap();
        format!("{before}{begin}\n\n{list}\n{end}{after}")
    })
}

fn index() -> String {
    let mut out = "| id | rule | worst | reason |\n|---|---|---|---|\n".to_owned();
    for rule in rules() {
        let (id, title) = (rule.id(), rule.title());
        let worst = rule.reports.iter().map(|report| report.severity).max();
        let worst = worst.map_or("–", |worst| worst.as_str());
        let reason = if rule.is_overridable() { "yes" } else { "" };
        writeln!(
            out,
            "| [{id}](#{}) | {title} | {worst} | {reason} |",
            id.to_lowercase()
        )
        .unwrap();
    }
    out
}

fn sections() -> String {
    let mut out = String::new();
    for family in CATALOGUE {
        write!(out, "## {}\n\n{}\n\n", family.name, family.about).unwrap();
        family
            .rules
            .iter()
            .for_each(|rule| out.push_str(&section(rule)));
    }
    out
}

fn section(rule: &RuleDoc) -> String {
    let mut out = format!(
        "### {}\n\n**{}** {}\n\n",
        rule.id(),
        rule.title(),
        rule.says
    );
    let is_said = rule.append.contains("reason");
    let reason = match rule.is_overridable() && !is_said {
        true => " With a reason it is recorded.",
        false => "",
    };
    writeln!(out, "- **Append:** {}{reason}", rule.append).unwrap();
    writeln!(out, "- **Replay:**{}", replay(rule)).unwrap();
    writeln!(out, "- **Why:** {}", rule.why).unwrap();
    if !rule.samples.is_empty() {
        let links: Vec<String> = rule.samples.iter().map(|sample| link(sample)).collect();
        writeln!(out, "- **Sample:** {}", links.join(", ")).unwrap();
    }
    out.push('\n');
    out
}

fn replay(rule: &RuleDoc) -> String {
    match rule.kind {
        RuleKind::ByConstruction { replay, .. } => format!(" {replay}."),
        RuleKind::Judged(_) => match rule.reports {
            [only] => format!(" {}.", report(only)),
            many => many
                .iter()
                .map(|one| format!("\n  - {}", report(one)))
                .collect(),
        },
    }
}

fn report(report: &RuleReport) -> String {
    let (severity, when) = (report.severity.as_str(), report.when);
    match report.name {
        "" => format!("**{severity}** {when}"),
        name => format!("**{severity}** `{name}` {when}"),
    }
}

/// A link to what the page of samples says about one.
fn link(sample: &str) -> String {
    let short = sample.split('-').next().unwrap();
    let mut headings = SAMPLE_PAGE
        .lines()
        .filter_map(|line| line.strip_prefix("## "));
    let heading = headings.find(|heading| heading.split(' ').next() == Some(short));
    let heading = heading.unwrap_or_else(|| panic!("{sample} is on no page"));
    let kept = |letter: &char| letter.is_alphanumeric() || *letter == ' ' || *letter == '-';
    let anchor: String = heading.to_lowercase().chars().filter(kept).collect();
    let anchor = anchor.replace(' ', "-");
    format!("[{short}](guides/adversarial-samples.md#{anchor})")
}

// The catalogue --------------------------------------------------------------------

#[test]
fn the_catalogue_has_every_rule_once_without_gaps() {
    let judged: Vec<Rule> = rules()
        .filter_map(|rule| match rule.kind {
            RuleKind::Judged(rule) => Some(rule),
            RuleKind::ByConstruction { .. } => None,
        })
        .collect();
    let all: Vec<Rule> = Rule::ALL.iter().map(|(rule, _)| *rule).collect();
    assert_eq!(judged, all);
    for family in CATALOGUE {
        let (letters, _) = family.name.split_once(':').unwrap();
        let ids: Vec<&str> = family.rules.iter().map(RuleDoc::id).collect();
        let numbered: Vec<String> = (1..=ids.len()).map(|n| format!("{letters}{n}")).collect();
        assert_eq!(ids, numbered);
    }
    let by_construction =
        rules().filter(|rule| matches!(rule.kind, RuleKind::ByConstruction { .. }));
    assert!(
        by_construction
            .into_iter()
            .all(|rule| rule.reports.is_empty())
    );
}

/// A rule, a severity and a name.
type Kind = (String, String, String);

#[test]
fn nothing_is_found_that_the_catalogue_does_not_know() {
    let known: BTreeSet<Kind> = rules()
        .flat_map(|rule| {
            let of_rule = |report: &RuleReport| {
                let severity = report.severity.as_str().to_owned();
                (rule.id().to_owned(), severity, report.name.to_owned())
            };
            rule.reports.iter().map(of_rule)
        })
        .collect();
    let check = |context: &str, text: &[u8]| {
        for finding in import_with(text, 0).audit(None, true).unwrap() {
            let name = finding.name.as_ref().map_or("", |name| name.as_str());
            let (rule, severity) = (finding.rule.as_str(), finding.severity.as_str());
            let kind = (rule.to_owned(), severity.to_owned(), name.to_owned());
            assert!(known.contains(&kind), "{context}: {kind:?}");
        }
    };
    SAMPLES
        .iter()
        .for_each(|sample| check(sample.name, sample.text.as_bytes()));
    for_random_logs(300, |seed, text| check(&format!("seed {seed}"), text));
}

#[test]
fn the_catalogue_names_the_samples_that_show_a_rule() {
    let golden: BTreeMap<String, Json> = serde_json::from_str(FOUND_IN_SAMPLES).unwrap();
    let mut found: BTreeSet<(&str, &str)> = BTreeSet::new();
    for (sample, findings) in &golden {
        let findings = findings.as_array().unwrap();
        found.extend(
            findings
                .iter()
                .map(|one| (one["rule"].as_str().unwrap(), sample.as_str())),
        );
    }
    let shown = SHOWN
        .iter()
        .flat_map(|(sample, shown)| shown.iter().map(move |(rule, _, _)| (*rule, *sample)));
    let named: BTreeSet<(&str, &str)> = rules()
        .flat_map(|rule| rule.samples.iter().map(|sample| (rule.id(), *sample)))
        .collect();
    assert!(named.len() > 10);
    assert_eq!(
        named.difference(&found).collect::<Vec<_>>(),
        [] as [&(&str, &str); 0]
    );
    assert!(shown.into_iter().all(|pair| named.contains(&pair)));
}

// The tests ------------------------------------------------------------------------

/// The tests of a text whose names begin with ids of rules, each with its ids in upper
/// case: `vr3_vr4_…` is a test of both.
fn tests_in(text: &str) -> Vec<(Vec<String>, String)> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let functions = lines.windows(2).filter(|pair| pair[0] == "#[test]");
    let names = functions.filter_map(|pair| pair[1].strip_prefix("fn ")?.split('(').next());
    names
        .map(|name| {
            let parts = name.split('_').map(str::to_uppercase);
            let ids = parts
                .filter(|part| part != "AND")
                .take_while(|part| is_id(part));
            (ids.collect(), name.to_owned())
        })
        .collect()
}

/// Whether a word has the form of an id of a rule.
fn is_id(word: &str) -> bool {
    let letters = word.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let mut families = CATALOGUE.iter();
    letters.len() < word.len()
        && families.any(|family| family.name.split(':').next() == Some(letters))
}

fn walk(folder: &Path, out: &mut Vec<(Vec<String>, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            out.extend(tests_in(&std::fs::read_to_string(&path).unwrap()));
        }
    }
}

#[test]
fn every_rule_has_tests_that_carry_its_id() {
    let mut tests = Vec::new();
    walk(
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests")),
        &mut tests,
    );
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for id in tests.iter().flat_map(|(ids, _)| ids) {
        *count.entry(id.clone()).or_default() += 1;
    }
    // One that shows what breaks a rule, and one that does not; where nothing can, that.
    let wanted = |rule: &RuleDoc| match rule.kind {
        RuleKind::Judged(_) => 2,
        RuleKind::ByConstruction { .. } => 1,
    };
    let lacking: Vec<&str> = rules()
        .filter(|rule| count.get(rule.id()).copied().unwrap_or_default() < wanted(rule))
        .map(RuleDoc::id)
        .collect();
    assert_eq!(lacking, [] as [&str; 0], "rules without tests");
    let known: BTreeSet<&str> = rules().map(RuleDoc::id).collect();
    let unknown = count.keys().filter(|id| !known.contains(id.as_str()));
    assert_eq!(
        unknown.collect::<Vec<_>>(),
        [] as [&str; 0],
        "tests of no rule"
    );
}

#[test]
fn tests_are_known_by_the_ids_that_their_names_begin_with() {
    let text = "#[test]\nfn vr3_vr4_x() {\n#[test]\nfn s7_and_s18_x() {\n#[test]\nfn s_x7() {\n\
                fn s9_x() {\n    #[test]\n    fn step_6_x() {\n#[test]\nfn c1_x_c2() {";
    let ids: Vec<String> = tests_in(text)
        .into_iter()
        .map(|(ids, _)| ids.join(" "))
        .collect();
    assert_eq!(ids, ["VR3 VR4", "S7 S18", "", "", "C1"]);
}
