//! The worker's end: takes what the page sends for what its name says, does it, and sends back what comes of it.

use std::any::Any;
use std::cell::RefCell;
use std::panic::set_hook;

use wasm_bindgen_futures::spawn_local;

use super::messages::{decoded, post, post_failure, stop_token};
use super::reporter::Reporter;
use crate::control::StopToken;
use crate::job::panic::panic_message;
use crate::job::{Event, Job, Questions};

thread_local! {
    /// What answers here, kept from one request to the next.
    static QUESTIONS: RefCell<Option<Box<dyn Any>>> = const { RefCell::new(None) };
}

/// Work that the page sent. It is offered to each kind of work that there is, and taken by the one of its name.
#[derive(Debug)]
pub struct Served<'a> {
    name: &'a str,
    bytes: &'a [u8],
}

impl<'a> Served<'a> {
    /// Work of that name.
    pub fn new(name: &'a str, bytes: &'a [u8]) -> Self {
        set_hook(Box::new(|panic| {
            post_failure(&panic_message(panic.payload()));
        }));
        Self { name, bytes }
    }

    /// Does it if it is this job.
    pub fn job<J: Job>(self) -> Self {
        if self.name == J::NAME {
            match decoded::<J>(self.bytes) {
                Ok(job) => spawn_local(async move {
                    let stop = stop_token();
                    let output = job.run(&Reporter::to_page(), &stop).await;
                    post(&Event::<J::Report, J::Output>::Finished(output));
                }),
                Err(error) => post_failure(&error),
            }
        }
        self
    }

    /// Answers it if it is one of these questions.
    pub fn questions<Q: Questions>(self) -> Self {
        if self.name == Q::NAME {
            QUESTIONS.with_borrow_mut(|known| {
                let known = known.get_or_insert_with(|| Box::new(Q::default()));
                match (known.downcast_mut::<Q>(), decoded(self.bytes)) {
                    (Some(questions), Ok(request)) => post(&questions.answer(request, &StopToken::new())),
                    (_, Err(error)) => post_failure(&error),
                    (None, Ok(_)) => post_failure("a worker was asked what it does not answer"),
                }
            });
        }
        self
    }
}
