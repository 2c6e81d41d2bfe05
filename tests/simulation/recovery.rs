//! Opens the log on a disk as a writer does, and holds what it finds against the model.

use statelog::journal::{Ending, JournalError};
use statelog::store::{Snapshot, StoredLog, Verdict, VerifySignatures};
use statelog::{EventStore, EventStoreOptions};

use crate::counts::Counts;
use crate::disk::{Disk, Faults};
use crate::model::{Model, Origin};
use crate::power::SECTOR;
use crate::support::store::options;
use crate::support::workload::Rng;

/// What became of an attempt to open a log.
#[derive(Debug)]
pub(crate) enum Opened {
    Writable(Box<EventStore>),
    Refused,
    Stopped,
}

/// Opens the log. Every call to the disk may be the last.
pub(crate) fn open(disk: &mut Disk, model: &mut Model, counts: &mut Counts) -> Opened {
    let (mut store, verdict) = read(&disk.cached, &mut disk.rng);
    counts.add(name(&verdict));
    judge(&store, &verdict, disk, model, counts);
    let Ok(repair) = verdict.repair(&store) else {
        // Nobody can do anything about that but look at it, as often as they like.
        let (again, same) = read(&disk.cached, &mut disk.rng);
        assert_eq!((again.len(), same), (store.len(), verdict));
        return Opened::Refused;
    };
    assert_eq!(repair.cut, verdict.torn().map(|(from, _)| from));
    let repaired = match repair.cut {
        Some(at) => disk.truncate(at as usize),
        None => Ok(()),
    };
    if repaired.and_then(|()| disk.append(&repair.append)).is_err() {
        return Opened::Stopped;
    }
    store.keep();
    assert_repaired(disk, &verdict, &store);
    restore_snapshot(&mut store, model, counts);
    model.opened(&store);
    if disk.faults != Faults::Lying {
        disk.suspicion = Default::default();
    }
    Opened::Writable(Box::new(store))
}

/// Reads a file in pieces of some size.
pub(crate) fn read(file: &[u8], rng: &mut Rng) -> (EventStore, Verdict) {
    let mut store = EventStore::new(EventStoreOptions {
        verify_signatures: VerifySignatures::Never,
        ..options(*rng.pick(&[0, 1, 10]))
    });
    let mut stored = StoredLog::new(None);
    let size = *rng.pick(&[33, 512, 1_000, 4_096, 1 << 20]);
    for piece in file.chunks(size) {
        stored.feed(&mut store, piece);
    }
    let verdict = stored.conclude(&mut store).unwrap();
    assert_eq!(verdict.length, store.len());
    (store, verdict)
}

/// Holds what was found against what may be there.
fn judge(store: &EventStore, verdict: &Verdict, disk: &Disk, model: &Model, counts: &mut Counts) {
    let suspicion = disk.suspicion;
    if model.origin(store) == Origin::Earlier {
        assert!(
            suspicion.stale || suspicion.lied,
            "commits that were cut are back"
        );
        counts.add("commits that were cut came back from an earlier life");
    }
    match &verdict.ending {
        Err(error) => assert_may_refuse(error, disk, model, counts),
        Ok(_) if is_lost(store, model) => {
            assert!(
                suspicion.overwritten || suspicion.lied,
                "acknowledged events are lost"
            );
            let torn = &disk.cached[verdict.end as usize..];
            model.assert_nothing_vouched_for(torn, store.len());
            let begins = verdict.end as usize;
            assert!(!torn.contains(&b'\n') || has_blank_sector(&disk.cached, begins));
            counts.add(match disk.faults {
                Faults::Misdirected => {
                    "known limit: a last write that nothing vouches for was lost"
                }
                _ => "lying: acknowledged writes that nothing vouches for were lost",
            });
            return;
        }
        Ok(_) => {}
    }
    if !suspicion.overwritten && !suspicion.lied {
        // Also of a log that is refused: it can be read.
        model.assert_acknowledged(store);
    }
}

/// Whether one of the sectors from a position on holds nothing but zeros from there on.
fn has_blank_sector(file: &[u8], from: usize) -> bool {
    let mut sectors = (from / SECTOR * SECTOR..file.len()).step_by(SECTOR);
    sectors.any(|start| {
        let end = file.len().min(start + SECTOR);
        file[start.max(from)..end].iter().all(|byte| *byte == 0)
    })
}

fn is_lost(store: &EventStore, model: &Model) -> bool {
    store.len() < model.acknowledged
}

/// Asserts that a log may be refused after what happened to its disk.
fn assert_may_refuse(error: &JournalError, disk: &Disk, model: &Model, counts: &mut Counts) {
    let suspicion = disk.suspicion;
    let may = if !model.created && is_start_of_header(&disk.cached) {
        // Nobody was told that there is a log. That only shows while the file is no longer
        // than a header.
        assert!(disk.cached.len() > EventStore::new(options(0)).header().len());
        Some("refused: creating the log left more zeros than a header has bytes")
    } else if suspicion.lied {
        Some("refused: a flush had lied")
    } else if suspicion.misdirected {
        Some("refused: a sector was misdirected")
    } else if suspicion.stale {
        Some("refused: an unflushed sector holds old content")
    } else {
        None
    };
    counts.add(may.unwrap_or_else(|| panic!("refused for nothing: {error}")));
}

/// Whether a file holds nothing but the start of a header, and zeros.
fn is_start_of_header(file: &[u8]) -> bool {
    let end = file.iter().rposition(|byte| *byte != 0);
    let start = &file[..end.map_or(0, |last| last + 1)];
    EventStore::new(options(0)).header().starts_with(start)
}

/// Asserts that the log is whole now, and stays as it is when it is opened again.
fn assert_repaired(disk: &mut Disk, before: &Verdict, store: &EventStore) {
    let (again, verdict) = read(&disk.cached, &mut disk.rng);
    assert_eq!(verdict.ending, Ok(Ending::Clean));
    assert_eq!(verdict.end, disk.cached.len() as u64);
    assert_eq!(
        (verdict.commits, verdict.length),
        (before.commits, before.length)
    );
    assert_eq!(again.export(None), disk.cached);
    assert_eq!(store.export(None), disk.cached);
    let repair = verdict.repair(&again).unwrap();
    assert_eq!((repair.cut, repair.append), (None, Vec::new()));
}

/// A snapshot that was kept beside the log is used if the log still commits to it.
fn restore_snapshot(store: &mut EventStore, model: &Model, counts: &mut Counts) {
    let Some((bytes, offset, event)) = &model.snapshot else {
        return;
    };
    let snapshot = Snapshot::from_bytes(bytes).unwrap();
    let is_committed = store.bytes(*offset) == Some(event);
    let restored = store.restore(&snapshot);
    assert_eq!(restored.is_ok(), is_committed, "{restored:?}");
    if is_committed {
        counts.add("snapshots restored");
        let state = store.state_hash(Some(snapshot.length)).unwrap();
        assert_eq!(state, snapshot.state_hash);
    } else {
        counts.add("snapshots discarded with the event that committed to them");
    }
}

fn name(verdict: &Verdict) -> &'static str {
    match verdict.ending {
        Ok(Ending::Clean) => "verdict: clean",
        Ok(Ending::MissingLineFeed) => "verdict: line feed missing",
        Ok(Ending::NeverUsed { .. }) => "verdict: never used",
        Ok(Ending::TornTail { .. }) => "verdict: torn tail",
        Err(JournalError::Corrupt(_)) => "verdict: corrupt",
        Err(JournalError::UnknownFormat { .. }) => "verdict: unknown format",
    }
}
