//! Macros that spare the generators the members that every event has.

/// Makes an event of the members that the caller names and the common ones.
macro_rules! new_event {
    ($tie:expr, $name:ident { $($field:ident: $value:expr,)* }) => {{
        let tie: Tie = $tie;
        let event = $name {
            $($field: $value,)*
            timestamp: None,
            causation_id: tie.cause,
            correlation_id: tie.correlation,
        };
        statelog::event::Event::from(event)
    }};
}
/// Makes an event as `new_event` does, and records it with a node.
macro_rules! record_event {
    ($node:expr, $tie:expr, $name:ident { $($members:tt)* }) => {{
        let event = new_event!($tie, $name { $($members)* });
        $node.push(event);
    }};
}
