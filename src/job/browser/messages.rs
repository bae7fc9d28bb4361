//! Messages as bytes, and a worker's way to its page.

use std::cell::Cell;

use js_sys::{Promise, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::DedicatedWorkerGlobalScope;

use crate::control::StopToken;

thread_local! {
    /// Whether the job that is done here is to wait.
    static PAUSED: Cell<bool> = const { Cell::new(false) };
    /// Of the job that is done here.
    static STOP: StopToken = StopToken::new();
}

/// A value as bytes. The names of fields are kept, since some are left out.
pub(super) fn encoded<T: Serialize>(value: &T) -> Result<Vec<u8>, String> {
    rmp_serde::to_vec_named(value).map_err(|error| format!("a message can't be written: {error}"))
}

/// The value of those bytes.
pub(super) fn decoded<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    rmp_serde::from_slice(bytes).map_err(|error| format!("a message can't be read: {error}"))
}

/// Set when the page wants the job that is done here to stop.
pub(super) fn stop_token() -> StopToken {
    STOP.with(StopToken::clone)
}

/// What the page told of the job that is done here.
pub fn control(stop: bool, paused: bool) {
    PAUSED.set(paused);
    if stop {
        STOP.with(StopToken::stop);
    }
}

/// Whether the job that is done here is to wait.
pub(super) fn waits() -> bool {
    PAUSED.get() && !STOP.with(StopToken::is_stopped)
}

/// Lets messages arrive for so many milliseconds.
pub(super) async fn rest(milliseconds: i32) {
    let mut wait = |resolve: js_sys::Function, _reject| {
        let _ends = scope().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
    };
    // What resolves never fails.
    let _rested = JsFuture::from(Promise::new(&mut wait)).await;
}

/// Sends a value to the page.
pub(super) fn post<T: Serialize>(value: &T) {
    match encoded(value) {
        Ok(bytes) => {
            let bytes = Uint8Array::from(bytes.as_slice());
            let buffer = js_sys::Array::of1(&bytes.buffer());
            let _sent = scope().post_message_with_transfer(&bytes, &buffer);
        }
        Err(error) => post_failure(&error),
    }
}

/// Sends a sentence about why there is no more to come.
pub(super) fn post_failure(sentence: &str) {
    let _sent = scope().post_message(&JsValue::from_str(sentence));
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}
