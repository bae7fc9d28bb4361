//! Settings from the last time, or from a session: a word that this version does not know loses the setting that it stands in, not
//! all of them.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::ui::shared::settings::Settings;

/// The settings in a text that the window left when it was closed. Interventions are not among them: whoever opens the window
/// next would find neurons ablated and not know why.
pub(super) fn settings(text: &str) -> Settings {
    let whole = |text: &str| read::<Settings>(text).is_some();
    read::<Settings>(&mended(text, &whole)).unwrap_or_default().without_interventions()
}

/// The settings in a session.
pub(super) fn settings_of_json(value: &Value) -> Settings {
    let whole = |value: &Value| Settings::deserialize_json(value).is_some();
    Settings::deserialize_json(&mended_json(value, &whole)).unwrap_or_default()
}

/// A text of eframe's, as itself.
struct Remembered<'a>(&'a str);

impl eframe::Storage for Remembered<'_> {
    fn get_string(&self, _key: &str) -> Option<String> {
        Some(self.0.to_owned())
    }

    fn set_string(&mut self, _key: &str, _value: String) {}

    fn remove_string(&mut self, _key: &str) {}

    fn flush(&mut self) {}
}

fn read<T: DeserializeOwned>(text: &str) -> Option<T> {
    eframe::get_value(&Remembered(text), eframe::APP_KEY)
}

/// The text without those of its fields that can't be read, each tried alone.
fn mended(text: &str, reads: &dyn Fn(&str) -> bool) -> String {
    if reads(text) {
        return text.to_owned();
    }
    let kept = fields(text).into_iter().filter_map(|(name, value)| {
        let alone = |value: &str| reads(&format!("({name}:{value})"));
        let value = if value.starts_with('(') { mended(value, &alone) } else { value.to_owned() };
        alone(&value).then(|| format!("{name}:{value}"))
    });
    format!("({})", kept.collect::<Vec<_>>().join(","))
}

/// Names and values of `(name:value,name:value)`; none of anything else.
fn fields(text: &str) -> Vec<(&str, &str)> {
    let inner = text.trim().strip_prefix('(').and_then(|text| text.strip_suffix(')')).unwrap_or_default();
    let (mut depth, mut start, mut in_text, mut escaped) = (0_i32, 0, false, false);
    let mut parts = Vec::new();
    for (at, letter) in inner.char_indices() {
        match letter {
            _ if std::mem::take(&mut escaped) => {}
            '\\' if in_text => escaped = true,
            '"' => in_text = !in_text,
            _ if in_text => {}
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&inner[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&inner[start..]);
    parts.into_iter().filter_map(|part| part.split_once(':')).map(|(name, value)| (name.trim(), value.trim())).collect()
}

/// The same for JSON.
fn mended_json(value: &Value, reads: &dyn Fn(&Value) -> bool) -> Value {
    let Value::Object(fields) = value else { return value.clone() };
    if reads(value) {
        return value.clone();
    }
    let kept = fields.iter().filter_map(|(name, value)| {
        let alone = |value: &Value| reads(&Value::Object(Map::from_iter([(name.clone(), value.clone())])));
        let value = mended_json(value, &alone);
        alone(&value).then(|| (name.clone(), value))
    });
    Value::Object(kept.collect())
}

impl Settings {
    fn deserialize_json(value: &Value) -> Option<Self> {
        serde_json::from_value(value.clone()).ok()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "where a helper fails, the test is to fail")]

    use super::*;
    use crate::experiment::Intervention;
    use crate::ui::shared::tab::Tab;
    use crate::ui::theme::ThemeChoice;

    /// Keeps what is written, as eframe does.
    #[derive(Default)]
    struct Kept(String);

    impl eframe::Storage for Kept {
        fn get_string(&self, _key: &str) -> Option<String> {
            Some(self.0.clone())
        }

        fn set_string(&mut self, _key: &str, value: String) {
            self.0 = value;
        }

        fn remove_string(&mut self, _key: &str) {}

        fn flush(&mut self) {}
    }

    fn changed() -> Settings {
        let mut settings =
            Settings { tab: Tab::Paper, theme: ThemeChoice::Light, speed: 20.0, paused: true, ..Settings::default() };
        settings.training.folder = "/a (b), \"c:d\" \\ [e".to_owned();
        settings.training.epochs = 77;
        settings
    }

    #[test]
    fn what_was_left_comes_back() {
        let mut kept = Kept::default();
        eframe::set_value(&mut kept, eframe::APP_KEY, &changed());
        assert_eq!(settings(&kept.0), changed());
        assert_eq!(settings("nonsense"), Settings::default());
        assert_eq!(settings_of_json(&Value::Null), Settings::default());
    }

    #[test]
    fn interventions_come_back_with_a_session_only() {
        let with = Settings { interventions: [(3, Intervention::default())].into(), ..changed() };
        let mut kept = Kept::default();
        eframe::set_value(&mut kept, eframe::APP_KEY, &with);
        assert_eq!(settings(&kept.0), changed());
        assert_eq!(settings_of_json(&serde_json::to_value(&with).unwrap()), with);
    }

    #[test]
    fn an_unknown_word_loses_one_setting() {
        let mut kept = Kept::default();
        eframe::set_value(&mut kept, eframe::APP_KEY, &changed());
        assert!(kept.0.contains("theme:Light"), "{}", kept.0);
        let strange = kept.0.replace("theme:Light", "theme:Sepia");
        assert_eq!(settings(&strange), Settings { theme: ThemeChoice::default(), ..changed() });

        let mut json = serde_json::to_value(changed()).unwrap();
        json["tab"] = "Garden".into();
        json["training"]["epochs"] = "many".into();
        let mut expected = Settings { tab: Tab::Run, ..changed() };
        expected.training.epochs = Settings::default().training.epochs;
        assert_eq!(settings_of_json(&json), expected);
    }
}
