//! The story of one log: lives of a writer, each ended by closing or by trouble, and
//! recoveries that meet trouble themselves.

use crate::counts::Counts;
use crate::disk::{Disk, Faults, Stopped, Trouble};
use crate::model::Model;
use crate::recovery::{Opened, open};
use crate::support::workload::Rng;
use crate::writer::Writer;
use statelog::EventStore;

/// How often a recovery is interrupted before it is left alone.
const NESTED: u64 = 2;

/// Runs the scenario that a seed decides.
pub(crate) fn run(seed: u64, counts: &mut Counts) {
    let mut rng = Rng::new(seed);
    let faults = *rng.pick(&[
        Faults::Zeros,
        Faults::Zeros,
        Faults::Stale,
        Faults::Misdirected,
        Faults::Lying,
    ]);
    let mut story = Story {
        disk: Disk::new(faults, Rng::new(rng.next())),
        model: Model::default(),
        notes: 0,
        rng,
    };
    counts.add(match faults {
        Faults::Zeros => "seeds with lost and zeroed sectors",
        Faults::Stale => "seeds with stale sectors",
        Faults::Misdirected => "seeds with misdirected writes",
        Faults::Lying => "seeds with lying flushes",
    });
    let lives = story.rng.between(2, 5);
    for life in 0..lives {
        let Some(store) = story.recover(counts) else {
            return;
        };
        if life + 1 < lives {
            // Often before the first write of a life is acknowledged.
            let within = *story.rng.pick(&[3, 12]);
            story.arm(within);
        }
        let stopped = story.live(store, counts);
        story.disk.disarm();
        if let Err(Stopped(trouble)) = stopped {
            counts.add(match trouble {
                Trouble::PowerFailure => "writers stopped by a power failure",
                Trouble::Kill => "writers killed",
                Trouble::Error => "writers stopped by a failing call",
            });
        }
    }
    // The last life met no trouble, so nothing of it is missing.
    if story.disk.faults != Faults::Lying {
        let last = open(&mut story.disk, &mut story.model, counts);
        assert!(matches!(last, Opened::Writable(_)), "{last:?}");
    }
}

struct Story {
    disk: Disk,
    model: Model,
    notes: u64,
    rng: Rng,
}

impl Story {
    /// Lets one of the next calls fail.
    fn arm(&mut self, within: u64) {
        let trouble = *self.rng.pick(&[
            Trouble::PowerFailure,
            Trouble::PowerFailure,
            Trouble::PowerFailure,
            Trouble::Kill,
            Trouble::Error,
        ]);
        self.disk.arm(self.rng.below(within), trouble);
    }

    /// Opens the log, as often as it takes; `None` if it is refused.
    fn recover(&mut self, counts: &mut Counts) -> Option<Box<EventStore>> {
        for attempt in 0..=NESTED {
            if attempt < NESTED && self.rng.one_in(2) {
                self.arm(6);
            }
            let opened = open(&mut self.disk, &mut self.model, counts);
            self.disk.disarm();
            match opened {
                Opened::Writable(store) => return Some(store),
                Opened::Refused => return None,
                Opened::Stopped if attempt == 0 => counts.add("recoveries interrupted"),
                Opened::Stopped => counts.add("recoveries interrupted again"),
            }
        }
        panic!("the last attempt meets no trouble")
    }

    fn live(&mut self, store: Box<EventStore>, counts: &mut Counts) -> Result<(), Stopped> {
        let mut writer = Writer {
            store,
            disk: &mut self.disk,
            model: &mut self.model,
            counts,
            rng: &mut self.rng,
            notes: &mut self.notes,
        };
        writer.live()
    }
}
