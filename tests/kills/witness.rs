//! The device after the kill: a process of the same parts that opens what is left, as the next start of the program does.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Stdio},
};

use otp::{Algorithm, Secret, totp};
use segl_tests::session::Session;

use crate::child::{self, Answer, Part, Play, said};

/// One process for many devices. Every part is played by an authenticator of its own, which remembers nothing.
pub(crate) struct Witness {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Witness {
    pub(crate) fn start(session: &Session) -> Self {
        let mut command = child::witness(session);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        Self { child, input, output: BufReader::new(output) }
    }

    /// Has a part played, and says what came of it.
    pub(crate) fn play(&mut self, home: &Path, part: Part) -> Answer {
        writeln!(self.input, "{}", serde_json::to_string(&Play::sound(home, part)).unwrap()).unwrap();
        loop {
            let mut line = String::new();
            let read = self.output.read_line(&mut line).unwrap();
            assert!(read > 0, "the witness has ended");
            if let Some(answer) = said(&line) {
                return serde_json::from_str(answer).unwrap();
            }
        }
    }

    /// The identities of a device, or why they cannot be had.
    pub(crate) fn identities(&mut self, home: &Path) -> Result<Vec<String>, String> {
        self.expect(home, Part::Identities)
    }

    /// Whether the portal finds this PIN right.
    pub(crate) fn has_pin(&mut self, home: &Path, token: &str, pin: &str) -> Result<bool, String> {
        match self.play(home, Part::Codes { token: token.into(), pin: pin.into() }) {
            Answer::Done(tokens) if tokens.is_empty() => Err("the code was not checked".into()),
            Answer::Done(_) => Ok(true),
            Answer::Refused(code) if code == "wrong_pin" => Ok(false),
            Answer::Refused(code) => Err(format!("the PIN cannot be used: {code}")),
        }
    }

    /// Whether this PIN shows the code that this key gives (SHA-1, 6 digits, 30 seconds).
    pub(crate) fn shows(&mut self, home: &Path, token: &str, pin: &str, key: &[u8]) -> Result<bool, String> {
        match self.play(home, Part::Shows { token: token.into(), pin: pin.into() }) {
            Answer::Done(said) => {
                let parameters = totp::Parameters { algorithm: Algorithm::Sha1, ..totp::Parameters::SEGL };
                let secret = Secret::new(key.to_vec()).unwrap();
                let expected = totp::generate(&secret, parameters, said[0].parse().unwrap());
                Ok(expected.expose().to_string() == said[1])
            }
            Answer::Refused(code) if code == "wrong_pin" => Ok(false),
            Answer::Refused(code) => Err(format!("the code cannot be had: {code}")),
        }
    }

    /// Has a part played that must not be refused.
    pub(crate) fn expect(&mut self, home: &Path, part: Part) -> Result<Vec<String>, String> {
        let what = format!("{part:?}").split([' ', '{']).next().unwrap_or_default().to_owned();
        match self.play(home, part) {
            Answer::Done(tokens) => Ok(tokens),
            Answer::Refused(code) => Err(format!("{what} is refused: {code}")),
        }
    }
}

impl Drop for Witness {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
