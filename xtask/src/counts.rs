//! How many tests passed, as the test runners say it while they run.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::step::{self, StepError};

/// The sum of several runs.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    runs_failed: u64,
    passed: u64,
    failed: u64,
    ignored: u64,
}

impl Counts {
    /// Runs a test runner, shows what it says as it comes, and adds its counts.
    pub(crate) fn run(&mut self, runner: &mut Command) -> Result<(), StepError> {
        println!("\n$ {}", step::show(runner));
        let mut child = runner.stdout(Stdio::piped()).spawn().map_err(|source| step::not_started(runner, source))?;
        if let Some(output) = child.stdout.take() {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if self.add_json(&line).is_none() {
                    println!("{line}");
                    self.add_text(&line);
                }
            }
        }
        let status = child.wait().map_err(|source| step::not_started(runner, source))?;
        self.runs_failed += u64::from(!status.success());
        Ok(())
    }

    /// Whether every run ended well.
    pub(crate) fn is_ok(&self) -> bool {
        self.runs_failed == 0
    }

    /// A line of libtest's JSON, which nextest writes: `{"type":"test","event":"ok","name":"…"}`. Nothing when it is none.
    /// Nextest shows the same to people on standard error. Its sums for each program count twice what was ignored.
    fn add_json(&mut self, line: &str) -> Option<()> {
        let event: Value = line.starts_with('{').then(|| serde_json::from_str(line).ok())??;
        match (event["type"].as_str()?, event["event"].as_str()?) {
            ("test", "ok") => self.passed += 1,
            ("test", "failed" | "timeout") => self.failed += 1,
            ("test", "ignored") => self.ignored += 1,
            _ => {}
        }
        Some(())
    }

    /// A line of cargo test: `test result: ok. 3 passed; 0 failed; 1 ignored; …`.
    fn add_text(&mut self, line: &str) {
        let Some((_, counts)) = line.strip_prefix("test result: ").and_then(|line| line.split_once(". ")) else {
            return;
        };
        for count in counts.split("; ") {
            match count.split_once(' ').map(|(number, what)| (number.parse().unwrap_or(0), what)) {
                Some((number, "passed")) => self.passed += number,
                Some((number, "failed")) => self.failed += number,
                Some((number, "ignored")) => self.ignored += number,
                _ => {}
            }
        }
    }
}

/// The closing line of cargo test.
impl std::fmt::Display for Counts {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let verdict = if self.is_ok() { "ok" } else { "FAILED" };
        write!(out, "test result: {verdict}. {} passed; {} failed; {} ignored", self.passed, self.failed, self.ignored)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_add_up_what_cargo_test_says() {
        let mut counts = Counts { runs_failed: 1, ..Counts::default() };
        for line in [
            "running 3 tests",
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.52s",
            "test result: FAILED. 10 passed; 2 failed; 0 ignored; 0 measured; 4 filtered out; finished in 0.52s",
        ] {
            assert!(counts.add_json(line).is_none());
            counts.add_text(line);
        }
        assert_eq!(counts.to_string(), "test result: FAILED. 13 passed; 2 failed; 1 ignored");
    }

    #[test]
    fn counts_add_up_what_nextest_says() {
        let mut counts = Counts::default();
        for line in [
            r#"{"type":"suite","event":"started","test_count":4}"#,
            r#"{"type":"test","event":"started","name":"otp::otp$tests::code_is_right"}"#,
            r#"{"type":"test","event":"ok","name":"otp::otp$tests::code_is_right","exec_time":0.01}"#,
            r#"{"type":"test","event":"ignored","name":"otp::otp$tests::generate_codes"}"#,
            r#"{"type":"test","event":"failed","name":"otp::otp$tests::code_is_wrong","exec_time":0.01,"stdout":"left: 1"}"#,
            r#"{"type":"test","event":"ok","name":"otp::otp$tests::code_is_late","exec_time":0.01}"#,
            r#"{"type":"suite","event":"failed","passed":1,"failed":1,"ignored":2,"measured":0,"filtered_out":0}"#,
        ] {
            assert!(counts.add_json(line).is_some());
        }
        assert_eq!(counts.to_string(), "test result: ok. 2 passed; 1 failed; 1 ignored");
    }

    #[test]
    fn run_counts_as_failed_when_its_program_fails() {
        let mut counts = Counts::default();
        counts.run(&mut step::command("cargo", &["--no-such-option"])).unwrap_or_default();
        assert!(!counts.is_ok());
        assert_eq!(counts.to_string(), "test result: FAILED. 0 passed; 0 failed; 0 ignored");
    }
}
