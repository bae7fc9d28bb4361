//! What a browser has: files that somebody chooses or drops, and downloads.

use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;

use eframe::egui::Context;
use js_sys::{Array, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, Document, HtmlAnchorElement, HtmlInputElement, Url};

use crate::file;
use crate::ui::shared::notify::{Notify, notify};
use crate::ui::shared::paths::has_extension;
use crate::ui::shared::purpose::{Chosen, Place, Question};

/// Whether files have paths and lie in folders.
pub(crate) const HAS_FOLDERS: bool = false;
/// Said where nobody chose a file.
pub(crate) const NOTHING_CHOSEN: &str = "No file was chosen.";

/// The element of the page that says what is in the window.
const LIVE: &str = "live";

thread_local! {
    /// Files that were dropped, and have been read.
    static DROPPED: RefCell<Vec<PathBuf>> = const { RefCell::new(Vec::new()) };
    /// What was told last.
    static TOLD: RefCell<String> = const { RefCell::new(String::new()) };
}

/// The element of the page that asks, and what it calls.
type Asked = (HtmlInputElement, Closure<dyn FnMut(web_sys::Event)>);

/// A question for files that is open.
pub(crate) struct Choosing {
    chosen: Rc<RefCell<Option<Chosen>>>,
    /// Kept until an answer is there.
    asked: Option<Asked>,
}

impl Drop for Choosing {
    fn drop(&mut self) {
        if let Some((input, _)) = &self.asked {
            input.remove();
        }
    }
}

impl Choosing {
    /// Asks for a file that is there. One that is to be written is downloaded under its usual name.
    #[allow(clippy::needless_pass_by_value, reason = "as where a thread takes both")]
    pub(crate) fn begin(question: Question, notify: Notify) -> Self {
        let chosen = Rc::new(RefCell::new(None));
        let asked = match question.place {
            Place::Open => {
                let opened = open(question.kinds.1, (Rc::clone(&chosen), wake(&notify)));
                if opened.is_err() {
                    chosen.replace(Some(Chosen::Nothing));
                }
                opened.ok()
            }
            Place::Save(name) => {
                chosen.replace(Some(Chosen::File(name.into())));
                None
            }
            Place::Folder => {
                chosen.replace(Some(Chosen::Nothing));
                None
            }
        };
        notify();
        Self { chosen, asked }
    }

    /// What came of it.
    pub(crate) fn poll(&mut self) -> Option<Chosen> {
        self.chosen.borrow_mut().take()
    }
}

fn wake(notify: &Notify) -> Rc<dyn Fn()> {
    let notify = Notify::clone(notify);
    Rc::new(move || notify())
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}

type Answer = (Rc<RefCell<Option<Chosen>>>, Rc<dyn Fn()>);

fn open(extensions: &[&str], answer: Answer) -> Result<Asked, JsValue> {
    let document = document().ok_or(JsValue::NULL)?;
    let input: HtmlInputElement = document.create_element("input")?.unchecked_into();
    input.set_type("file");
    // A session may have its network beside it.
    input.set_multiple(true);
    let list: Vec<String> = extensions.iter().map(|extension| format!(".{extension}")).collect();
    let with_network = if extensions == ["json"] { ",.safetensors" } else { "" };
    input.set_accept(&(list.join(",") + with_network));
    let first = extensions.first().map(|extension| format!(".{extension}")).unwrap_or_default();
    let chooser = input.clone();
    let on_event = Closure::<dyn FnMut(web_sys::Event)>::new(move |event: web_sys::Event| {
        let files = chooser.files().filter(|_| event.type_() == "change");
        let files = files.map(|files| (0..files.length()).filter_map(|at| files.get(at)).collect()).unwrap_or_default();
        let (answer, first) = (answer.clone(), first.clone());
        spawn_local(async move {
            let names = take_in(files).await;
            let main = names.iter().find(|name| name.ends_with(&first)).or(names.first());
            answer.0.replace(Some(main.map_or(Chosen::Nothing, |name| Chosen::File(name.into()))));
            (answer.1)();
        });
    });
    let listener = on_event.as_ref().unchecked_ref();
    input.add_event_listener_with_callback("change", listener)?;
    input.add_event_listener_with_callback("cancel", listener)?;
    // It need not be seen to be used, but has to be part of the page.
    input.set_hidden(true);
    if let Some(body) = document.body() {
        body.append_child(&input)?;
    }
    input.click();
    Ok((input, on_event))
}

/// Reads files; the names of those that could be read.
async fn take_in(files: Vec<web_sys::File>) -> Vec<String> {
    let mut names = Vec::new();
    for file in files {
        let Ok(bytes) = JsFuture::from(file.array_buffer()).await else { continue };
        let name = file.name();
        if file::put(name.as_ref(), Uint8Array::new(&bytes).to_vec()).is_ok() {
            names.push(name);
        }
    }
    names
}

/// The files that were dropped on the window, once they are read.
pub(crate) fn dropped(ctx: &Context) -> Vec<PathBuf> {
    let files: Vec<web_sys::File> =
        ctx.input(|input| input.raw.dropped_files.iter().filter_map(|file| file.web_file().cloned()).collect());
    if !files.is_empty() {
        let wake = notify(ctx);
        spawn_local(async move {
            let names = take_in(files).await;
            // A network that lies beside a session is opened with it.
            let sessions: Vec<PathBuf> =
                names.iter().filter(|name| has_extension(name.as_ref(), "json")).map(PathBuf::from).collect();
            let opened = if sessions.is_empty() { names.iter().map(PathBuf::from).collect() } else { sessions };
            DROPPED.with_borrow_mut(|dropped| dropped.extend(opened));
            wake();
        });
    }
    DROPPED.take()
}

/// How files come into the window besides by the dialog.
pub(crate) fn other_ways() -> &'static str {
    "It can also be dropped on the window."
}

/// Hands out the files that were written, as downloads.
pub(crate) fn hand_out_files() {
    for (name, bytes) in file::take_written() {
        // A browser that refuses says so itself.
        let _handed_out = download(&name, &bytes);
    }
}

fn download(name: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let document = document().ok_or(JsValue::NULL)?;
    let blob = Blob::new_with_u8_array_sequence(&Array::of1(&Uint8Array::from(bytes)))?;
    let address = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    // The download has begun with the click; the address may go once it has been read.
    let revoke = Closure::once_into_js(move || {
        let _gone = Url::revoke_object_url(&address);
    });
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    window.set_timeout_with_callback_and_timeout_and_arguments_0(revoke.unchecked_ref(), 60_000)?;
    Ok(())
}

/// Tells those who can't see the window what is in it: in an element of the page that screen readers read when it changes.
pub(crate) fn tell(what: impl FnOnce() -> String) {
    let text = what();
    let is_new = TOLD.with_borrow_mut(|told| {
        let is_new = *told != text;
        told.clone_from(&text);
        is_new
    });
    if let Some(element) = document().and_then(|document| document.get_element_by_id(LIVE)).filter(|_| is_new) {
        element.set_text_content(Some(&text));
    }
}
