//! How often each thing happened.

use std::collections::BTreeMap;

#[derive(Debug, Default)]
pub(crate) struct Counts(BTreeMap<&'static str, u64>);

impl Counts {
    pub(crate) fn add(&mut self, what: &'static str) {
        *self.0.entry(what).or_default() += 1;
    }

    pub(crate) fn of(&self, what: &str) -> u64 {
        self.0.get(what).copied().unwrap_or_default()
    }

    pub(crate) fn print(&self, title: &str) {
        println!("{title}");
        for (what, count) in &self.0 {
            println!("{count:>10}  {what}");
        }
    }
}
