//! The page's end of a worker.

use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, MessageEvent, WorkerOptions, WorkerType};

/// The script of a worker, beside the page.
const SCRIPT: &str = "worker.js";

/// A worker that runs; it ends when this is dropped.
#[derive(Debug)]
pub(super) struct Link {
    worker: web_sys::Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

impl Link {
    /// Starts a worker with the program that runs here. `on_reply` gets what it sends, or a sentence about why it ended.
    ///
    /// # Errors
    /// A sentence, if the browser has no workers.
    pub(super) fn open(on_reply: impl FnMut(Result<Vec<u8>, String>) + Clone + 'static) -> Result<Self, String> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let failed = |_| "no worker can be started in this browser".to_owned();
        let worker = web_sys::Worker::new_with_options(SCRIPT, &options).map_err(failed)?;
        let mut reply = on_reply.clone();
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let data = event.data();
            match data.dyn_ref::<Uint8Array>() {
                Some(bytes) => reply(Ok(bytes.to_vec())),
                None => reply(Err(data.as_string().unwrap_or_default())),
            }
        });
        let mut reply = on_reply;
        let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| {
            event.prevent_default();
            let cause = Reflect::get(&event, &"message".into()).ok().and_then(|text| text.as_string());
            reply(Err(format!("a worker failed: {}", cause.unwrap_or_else(|| "no more is known".to_owned()))));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        let link = Self { worker, _on_message: on_message, _on_error: on_error };
        link.post(&[("module", wasm_bindgen::module())])?;
        Ok(link)
    }

    /// Sends work, with the files that it needs.
    ///
    /// # Errors
    /// A sentence, if the browser refuses.
    pub(super) fn send(&self, name: &str, bytes: &[u8], files: &[&str]) -> Result<(), String> {
        let files: Array = files.iter().map(|file| JsValue::from_str(file)).collect();
        self.post(&[("name", name.into()), ("bytes", Uint8Array::from(bytes).into()), ("files", files.into())])
    }

    /// Tells work that rests now and then to wait, to go on, or to end.
    ///
    /// # Errors
    /// A sentence, if the browser refuses.
    pub(super) fn control(&self, stop: bool, paused: bool) -> Result<(), String> {
        self.post(&[("stop", stop.into()), ("paused", paused.into())])
    }

    fn post(&self, fields: &[(&str, JsValue)]) -> Result<(), String> {
        let message = Object::new();
        let set = |(name, value): &(&str, JsValue)| Reflect::set(&message, &(*name).into(), value).map(|_| ());
        let posted = fields.iter().try_for_each(set).and_then(|()| self.worker.post_message(&message));
        posted.map_err(|_| "a worker can't be reached".to_owned())
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}
