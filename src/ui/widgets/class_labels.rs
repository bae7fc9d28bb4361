//! Classes as the window writes them: by their names where they have some, by numbers otherwise.

use std::sync::Arc;

use crate::dataset::{Class, ClassCount, ClassNames, DIGITS};

/// Characters of a name that are shown where room is short.
const SHORT: usize = 10;
/// What stands for the rest of a name.
const ELLIPSIS: char = '…';

/// What the classes of a network or of a set are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ClassLabels {
    names: Option<Arc<ClassNames>>,
    count: ClassCount,
}

impl Default for ClassLabels {
    fn default() -> Self {
        Self::new(None, DIGITS)
    }
}

impl ClassLabels {
    /// Labels of so many classes; numbers where there are no names, or names of another number of classes.
    pub(crate) fn new(names: Option<&ClassNames>, count: ClassCount) -> Self {
        let names = names.filter(|names| names.count() == count);
        Self { names: names.cloned().map(Arc::new), count }
    }

    /// How many classes there are.
    pub(crate) fn count(&self) -> ClassCount {
        self.count
    }

    /// Whether the classes have names.
    pub(crate) fn are_named(&self) -> bool {
        self.names.is_some()
    }

    /// Whether the classes are the ten digits.
    pub(crate) fn are_digits(&self) -> bool {
        self.names.is_none() && self.count == DIGITS
    }

    /// Whether both call all classes alike.
    pub(crate) fn agree(&self, other: &Self) -> bool {
        self == other
    }

    /// The whole name, or the number of a class without one.
    pub(crate) fn of(&self, class: Class) -> String {
        match &self.names {
            Some(names) if self.count.contains(class) => names.of(class).to_owned(),
            _ => class.to_string(),
        }
    }

    /// The name, cut where it is long.
    pub(crate) fn short(&self, class: Class) -> String {
        elided(&self.of(class), SHORT)
    }

    /// A class within a sentence: "a 7", or a name alone.
    pub(crate) fn with_article(&self, class: Class) -> String {
        if self.are_named() { self.of(class) } else { format!("a {class}") }
    }

    /// What a class is: a digit, or a class.
    pub(crate) fn noun(&self) -> &'static str {
        if self.are_digits() { "digit" } else { "class" }
    }
}

/// At most that many characters.
pub(crate) fn elided(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    name.chars().take(most - 1).chain([ELLIPSIS]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(names: &[&str], count: usize) -> ClassLabels {
        let names = ClassNames::new(names.iter().map(|name| (*name).to_owned()).collect()).unwrap();
        ClassLabels::new(Some(&names), ClassCount::new(count).unwrap())
    }

    #[test]
    fn names_are_used_where_there_is_one_for_each_class() {
        let labels_of_two = labels(&["shirt", "a very long name indeed"], 2);
        assert_eq!(labels_of_two.of(Class::ZERO), "shirt");
        assert_eq!(labels_of_two.short(Class::new(1)), "a very lo…");
        assert_eq!(labels_of_two.of(Class::new(7)), "7", "a class that there is not");
        assert_eq!((labels_of_two.noun(), labels_of_two.with_article(Class::ZERO).as_str()), ("class", "shirt"));
        assert_eq!(labels(&["shirt", "coat"], 3).of(Class::ZERO), "0", "names of another number of classes");
    }

    #[test]
    fn ten_classes_without_names_are_digits() {
        let digits = ClassLabels::default();
        assert!(digits.are_digits() && digits.with_article(Class::new(7)) == "a 7");
        assert_eq!(ClassLabels::new(None, ClassCount::new(47).unwrap()).noun(), "class");
    }
}
