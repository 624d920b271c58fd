//! A real privacyIDEA server on loopback, from the Python environment that `SEGL_PRIVACYIDEA` names.
//!
//! `cargo xtask test` makes the environment; by hand it is `python3 -m venv DIR` and then
//! `DIR/bin/pip install -r tests/support/privacyidea/requirements.txt` (half a gigabyte, a minute).

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;
use ureq::Agent;

use crate::port;
use crate::process::Group;

/// A server with an administrator and nothing else. Dropped, it is stopped and its data is gone.
#[derive(Debug)]
pub struct PrivacyIdea {
    agent: Agent,
    origin: String,
    /// What the administrator's requests carry.
    authorization: String,
    server: Group,
    _folder: TempDir,
}

impl PrivacyIdea {
    /// Makes keys and an empty database, and serves them on a free port of loopback: half a minute.
    ///
    /// # Panics
    /// When the environment is missing, or the server does not start.
    #[must_use]
    pub fn start() -> Self {
        let programs = programs();
        let folder = TempDir::with_prefix("segl-privacyidea-").expect("the temporary folder is writable");
        let configuration = folder.path().join("pi.cfg");
        fs::write(&configuration, CONFIGURATION).expect("a new folder is ours");
        for arguments in [
            &["setup", "create_enckey"][..],
            &["setup", "create_audit_keys"],
            &["setup", "create_tables"],
            &["admin", "add", ADMINISTRATOR, "-p", PASSWORD],
        ] {
            manage(&programs.join("pi-manage"), &configuration, arguments);
        }
        let port = port::free();
        let server = serve(&programs.join("gunicorn"), &configuration, port, folder.path());
        let config = Agent::config_builder().http_status_as_error(false).proxy(None).build();
        let origin = format!("http://127.0.0.1:{port}");
        let mut server = Self { agent: config.into(), origin, authorization: String::new(), server, _folder: folder };
        let (agent, ready) = (server.agent.clone(), format!("{}/healthz/readyz", server.origin));
        server
            .server
            .until("the server", |_| agent.get(&ready).call().is_ok_and(|it| it.status() == 200).then_some(()));
        server.log_in();
        server.allow_everything();
        server
    }

    /// Makes a token with these parameters, and returns what the server says of it.
    ///
    /// # Panics
    /// When the server refuses.
    #[must_use]
    pub fn create_token(&self, parameters: &Value) -> Value {
        self.post("/token/init", parameters)["detail"].clone()
    }

    /// Types the device's half of a key into the server; an error is the server's sentence.
    pub fn hand_over(&self, kind: &str, serial: &str, phone_part: &str) -> Result<(), String> {
        let parameters = json!({ "type": kind, "serial": serial, "otpkey": phone_part, "otpkeyformat": "base32check" });
        let answer = self.ask("/token/init", &parameters);
        match answer["result"]["status"].as_bool() {
            Some(true) => Ok(()),
            _ => Err(answer["result"]["error"]["message"].to_string()),
        }
    }

    /// Whether the server takes this code of this token. A refusal is an answer like any other.
    ///
    /// # Panics
    /// When there is no such answer.
    #[must_use]
    pub fn takes(&self, serial: &str, code: &str) -> bool {
        let answer = self.post("/validate/check", &json!({ "serial": serial, "pass": code }));
        answer["result"]["value"].as_bool().unwrap_or_else(|| panic!("{answer}"))
    }

    fn log_in(&mut self) {
        let answer = self.post("/auth", &json!({ "username": ADMINISTRATOR, "password": PASSWORD }));
        answer["result"]["value"]["token"].as_str().unwrap_or_default().clone_into(&mut self.authorization);
    }

    /// Keys in two steps need a policy, and once there is one, what is not allowed is forbidden: so everything is allowed.
    fn allow_everything(&self) {
        let asked = self.agent.get(format!("{}/policy/defs", self.origin)).header("Authorization", &self.authorization);
        let answer = asked.call().unwrap_or_else(|error| panic!("/policy/defs: {error}"));
        let answer: Value = read(answer);
        let rights = answer["result"]["value"]["admin"].as_object().unwrap_or_else(|| panic!("{answer}"));
        let is_right =
            |(name, right): &(&String, &Value)| right["type"] == "bool" && !name.ends_with("_force_server_generate");
        let mut action: serde_json::Map<String, Value> =
            rights.iter().filter(is_right).map(|(name, _)| (name.clone(), true.into())).collect();
        action.extend([("hotp_2step".to_owned(), "allow".into()), ("totp_2step".to_owned(), "allow".into())]);
        let policy = json!({
            "scope": "admin", "action": action, "active": true, "realm": "", "resolver": "", "user": "", "adminrealm": "",
            "priority": 1,
        });
        self.post("/policy/everything", &policy);
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        let answer = self.ask(path, body);
        assert_eq!(answer["result"]["status"], true, "{path}: {answer}");
        answer
    }

    fn ask(&self, path: &str, body: &Value) -> Value {
        let request = self.agent.post(format!("{}{path}", self.origin)).header("Content-Type", "application/json");
        let request = request.header("Authorization", &self.authorization);
        read(request.send(body.to_string()).unwrap_or_else(|error| panic!("{path}: {error}")))
    }
}

fn read(mut response: ureq::http::Response<ureq::Body>) -> Value {
    let text = response.body_mut().read_to_string().unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

fn manage(program: &Path, configuration: &Path, arguments: &[&str]) {
    let mut call = Command::new(program);
    let done = call.args(arguments).env("PRIVACYIDEA_CONFIGFILE", configuration).output();
    let done = done.unwrap_or_else(|error| panic!("{}: {error}", program.display()));
    let said = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{arguments:?}: {said}");
}

fn serve(program: &Path, configuration: &Path, port: u16, folder: &Path) -> Group {
    let application = format!(
        "privacyidea.app:create_app(config_name='production', config_file='{}', silent=True)",
        configuration.display()
    );
    let mut gunicorn = Command::new(program);
    // Without the switch all its instances of a user share one socket.
    gunicorn.args(["--bind", &format!("127.0.0.1:{port}"), "--workers", "1", "--threads", "4", "--no-control-socket"]);
    gunicorn.arg(application).current_dir(folder);
    Group::spawn("privacyidea", folder, gunicorn)
}

/// Where the programs of the environment are.
fn programs() -> PathBuf {
    let environment = env::var_os("SEGL_PRIVACYIDEA").unwrap_or_else(|| {
        panic!("SEGL_PRIVACYIDEA names no environment with privacyIDEA: `cargo xtask test` makes one")
    });
    Path::new(&environment).join("bin")
}

const ADMINISTRATOR: &str = "admin";
const PASSWORD: &str = "of-a-test-alone";

/// Everything lies beside this file.
const CONFIGURATION: &str = "\
import os
D = os.path.abspath(os.path.dirname(__file__))
PI_ENCFILE = os.path.join(D, 'encKey')
PI_AUDIT_KEY_PRIVATE = os.path.join(D, 'private.pem')
PI_AUDIT_KEY_PUBLIC = os.path.join(D, 'public.pem')
PI_LOGFILE = os.path.join(D, 'privacyidea.log')
PI_UUID_FILE = os.path.join(D, 'uuid.txt')
PI_GNUPG_HOME = os.path.join(D, 'gpg')
SQLALCHEMY_DATABASE_URI = 'sqlite:///' + os.path.join(D, 'privacyidea.sqlite')
SECRET_KEY = 'of a server that lives for one test'
PI_PEPPER = 'of the same'
SUPERUSER_REALM = ['super']
PI_NO_RESPONSE_SIGN = True
PI_SESSION_COOKIE_SECURE = False
";
