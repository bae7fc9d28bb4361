//! The state of the window in words, for those who can't see it.

use super::state::App;
use crate::ui::run::model::survey::Accuracy;
use crate::ui::shared::tab::Tab;

impl App {
    /// What a person would look for first: the answer, or how far training is.
    pub(super) fn in_words(&self) -> String {
        match self.settings.tab {
            Tab::Run => self.answer_in_words(),
            Tab::Train => self.training_in_words(),
            Tab::Paper => "The Paper tab is open.".to_owned(),
        }
    }

    fn answer_in_words(&self) -> String {
        let gamma = self.settings.parameters.gamma;
        let network = &self.run.network().source().origin;
        let answer = match self.run.answer() {
            None => "There is no answer yet".to_owned(),
            Some(_) if self.run.is_answering() => "The answer is being computed".to_owned(),
            Some(answer) => {
                let share = 100.0 * answer.shares[answer.winner.index()];
                format!("The answer is {}, for {share:.0} % of the time", self.run.labels().of(answer.winner))
            }
        };
        let accuracy = match self.survey.by_winner() {
            Accuracy::Now(share) => format!(", accuracy {:.2} % by the longest winner", 100.0 * share),
            Accuracy::Unknown | Accuracy::Old(_) | Accuracy::Impossible => String::new(),
        };
        let notice = self.notice.as_ref().map_or_else(String::new, |notice| format!(" {}", notice.text));
        format!("{answer}. Network {network}, gamma {gamma}{accuracy}.{notice}")
    }

    fn training_in_words(&self) -> String {
        let Some(report) = self.trainer.reports().last() else {
            return match (self.trainer.is_running(), self.trainer.training_message()) {
                (true, _) => "Training has begun.".to_owned(),
                (false, Some(message)) => message.text.clone(),
                (false, None) => "Nothing is trained yet.".to_owned(),
            };
        };
        let state = match (self.trainer.is_running(), self.trainer.is_paused()) {
            (_, true) => "Training waits",
            (true, false) => "Training goes on",
            (false, false) => "Training has ended",
        };
        let accuracy = 100.0 * report.test_accuracy;
        format!(
            "{state}, after epoch {} of {}: test accuracy {accuracy:.2} %.",
            report.epoch,
            self.trainer.form().epochs
        )
    }
}
