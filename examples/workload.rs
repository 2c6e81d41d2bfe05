//! Writes a generated log as newline-delimited JSON, one event per line in
//! canonical bytes:
//!
//! ```sh
//! cargo run --release --example workload -- realistic 100000 --seed 1 --out log.ndjson
//! ```

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use statelog::canonical::to_bytes;
use statelog::event::Event;

#[path = "../tests/support/workload/mod.rs"]
mod workload;

use workload::{Realistic, Shape, Small, random};

const USAGE: &str = "usage: workload realistic|small|random <count> \
    [--seed <n>] [--active <channels>] [--updates <n>] [--payments <n>] [--out <file>]";

/// What the command line asks for.
struct Request {
    log: String,
    count: usize,
    seed: u64,
    shape: Shape,
    out: Option<String>,
}

impl Request {
    /// `None` if the command line is not as [`USAGE`] says.
    fn parse(mut arguments: impl Iterator<Item = String>) -> Option<Self> {
        let mut request = Self {
            log: arguments.next()?,
            count: arguments.next()?.parse().ok()?,
            seed: 1,
            shape: Shape::default(),
            out: None,
        };
        while let Some(option) = arguments.next() {
            let value = arguments.next()?;
            match option.as_str() {
                "--seed" => request.seed = value.parse().ok()?,
                "--active" => {
                    request.shape.active_channels =
                        value.parse().ok().filter(|count| *count > 0)?;
                }
                "--updates" => request.shape.updates = value.parse().ok()?,
                "--payments" => request.shape.payments = value.parse().ok()?,
                "--out" => request.out = Some(value),
                _ => return None,
            }
        }
        Some(request)
    }

    fn events(&self) -> Option<Box<dyn Iterator<Item = Event>>> {
        let events: Box<dyn Iterator<Item = Event>> = match self.log.as_str() {
            "realistic" => Box::new(Realistic::new(self.seed, self.shape)),
            "small" => Box::new(Small::new(self.seed)),
            "random" => Box::new(random(self.seed, self.count).into_iter()),
            _ => return None,
        };
        Some(Box::new(events.take(self.count)))
    }
}

fn main() -> io::Result<ExitCode> {
    let request = Request::parse(std::env::args().skip(1));
    let Some((request, events)) =
        request.and_then(|request| request.events().map(|events| (request, events)))
    else {
        eprintln!("{USAGE}");
        return Ok(ExitCode::from(2));
    };
    match request.out {
        Some(path) => write(BufWriter::new(File::create(path)?), events)?,
        None => write(BufWriter::new(io::stdout().lock()), events)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn write(mut out: impl Write, events: impl Iterator<Item = Event>) -> io::Result<()> {
    for event in events {
        out.write_all(&to_bytes(&event))?;
        out.write_all(b"\n")?;
    }
    out.flush()
}
