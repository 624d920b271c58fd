//! How commands answer: a line for people, or JSON for programs.

use std::error::Error;
use std::io::Write;
use std::process::ExitCode;

use serde_json::{Value, json};

/// Whether the answer is JSON.
#[derive(Clone, Copy, Debug)]
pub(super) struct Output {
    pub(super) json: bool,
}

impl Output {
    /// Writes one answer, and at once: somebody may wait for it behind a pipe.
    pub(super) fn say(self, text: &str, value: &Value) {
        let mut out = std::io::stdout().lock();
        let line = if self.json { value.to_string() } else { text.to_owned() };
        // Nobody listens any more: then there is nobody to tell either.
        drop(writeln!(out, "{line}").and_then(|()| out.flush()));
    }

    /// Says why the command failed, with the reasons behind it.
    pub(super) fn failed(self, error: &(dyn Error + 'static)) -> ExitCode {
        let mut text = error.to_string();
        let mut source = error.source();
        while let Some(reason) = source {
            let reason_text = reason.to_string();
            if !text.ends_with(&reason_text) {
                text = format!("{text}: {reason_text}");
            }
            source = reason.source();
        }
        if self.json {
            self.say("", &json!({ "error": text }));
        } else {
            drop(writeln!(std::io::stderr(), "segl-portal: {text}"));
        }
        ExitCode::FAILURE
    }
}
