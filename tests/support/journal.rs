//! Reads logs of any canonical objects.

use statelog::canonical::{Invalid, to_bytes};
use statelog::journal::{Line, Recovered, Rejection, recover};

/// What a reader handed over: the texts of the events of each line.
pub(crate) type Lines = Vec<Vec<String>>;

/// Takes a line whose events are canonical, whatever they say.
pub(crate) fn take(lines: &mut Lines, line: &Line<'_>) -> Result<(), Rejection> {
    let mut texts = Vec::new();
    for (event, offset) in line.events.iter().zip(line.offsets()) {
        if to_bytes(&event.value) != event.value.raw().as_bytes() {
            let reason = Invalid::new("canonical JSON", "another form");
            return Err(Rejection { offset, reason });
        }
        texts.push(event.value.raw().to_owned());
    }
    lines.push(texts);
    Ok(())
}

/// Reads a whole file.
pub(crate) fn read(file: &[u8]) -> (Lines, Recovered) {
    let mut lines = Lines::new();
    let recovered = recover(file, &mut |line| take(&mut lines, line));
    (lines, recovered)
}
