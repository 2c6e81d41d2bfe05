//! How long folding takes. The figures are printed, not judged: run with
//! `cargo test --release --test chain speed -- --ignored --nocapture`.

use std::sync::Arc;
use std::time::Instant;

use statelog::event::scalar::Bytes32;
use statelog::state::{Chain, ChainFact};

use crate::world::{
    Known, NATIVE, allocation, chain_id, challenge, deposit, external, fact, native, u256,
};

/// Deposits and challenges of many channels, one per block.
fn facts(count: u64) -> Vec<Arc<ChainFact>> {
    let outcome = native(&[allocation(external(1), 5), allocation(external(2), 5)]);
    let one = |at: u64| {
        let body = if at % 4 == 3 {
            challenge(10_000_000, at, outcome.clone())
        } else {
            deposit(NATIVE, at)
        };
        let channel = alloy_primitives::keccak256(u256(at % 1000).to_be_bytes::<32>());
        let mut fact = fact(at, channel, at + 1, 0, body);
        fact.key.tx_hash = Bytes32::from(alloy_primitives::keccak256(fact.key.tx_hash));
        fact.key.block_hash = Bytes32::from(alloy_primitives::keccak256(fact.key.block_hash));
        Arc::new(fact)
    };
    (0..count).map(one).collect()
}

fn report(what: &str, count: u64, work: impl FnOnce()) {
    let start = Instant::now();
    work();
    let each = start.elapsed().as_nanos() / u128::from(count);
    println!("{what}: {each} ns each");
}

#[test]
#[ignore = "prints figures that only a release build gives"]
fn speed() {
    let known = Known::default();
    for count in [1_000, 10_000, 100_000] {
        let facts = facts(count);
        let mut chain = Chain::new(chain_id());
        report(
            &format!("{count} facts in order, settled one by one"),
            count,
            || {
                for fact in &facts {
                    chain.record(fact);
                    chain.settle(&known);
                }
            },
        );
        let mut chain = Chain::new(chain_id());
        report(
            &format!("{count} facts in order, settled once"),
            count,
            || {
                for fact in &facts {
                    chain.record(fact);
                }
                chain.settle(&known);
            },
        );
        let mut chain = Chain::new(chain_id());
        report(
            &format!("{count} facts in reverse, settled once"),
            count,
            || {
                for fact in facts.iter().rev() {
                    chain.record(fact);
                }
                chain.settle(&known);
            },
        );
        let last = facts.last().unwrap();
        report(
            &format!("tail of {count} reverted and recorded again"),
            1000,
            || {
                for at in 0..500 {
                    chain.revert(&last.key, count + at);
                    chain.settle(&known);
                    chain.record(last);
                    chain.settle(&known);
                }
            },
        );
        report(&format!("clones of {count} facts"), 1000, || {
            let clones: Vec<Chain> = (0..1000).map(|_| chain.clone()).collect();
            assert_eq!(clones.len(), 1000);
        });
        report(&format!("bytes of {count} facts"), count, || {
            assert!(!chain.to_bytes().is_empty());
        });
    }
}
