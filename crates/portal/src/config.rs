//! The configuration file of `segl-portal serve`: TOML, validated as a whole before anything starts.

mod connections;
mod limits;
mod rules;

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use axum::http::Uri;
use identity::policy::{Limits, RuleBook};
use ipnet::IpNet;
use jiff::tz::TimeZone;
use lettre::message::Mailbox;
use protocol::Origin;
use serde::Deserialize;

use self::connections::{ConnectionError, WrittenConnections};
use self::limits::{LimitError, WrittenLimits};
use self::rules::{RuleError, WrittenRules};
use crate::connections::ConnectionLimits;
use crate::i18n::Language;

/// A configuration that has been checked: what is here can be used as it is.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where the portal listens.
    pub listen: SocketAddr,
    /// What browsers and apps call the portal.
    pub origin: Origin,
    /// The organisation's name, on every page and in the app.
    pub name: String,
    /// Database URL, `sqlite:` or `postgres:`.
    pub database: String,
    /// The folder of the key files, and of the default database.
    pub data: PathBuf,
    /// The rollback journal, where it is not in the data folder.
    pub journal: Option<PathBuf>,
    /// The language of visitors whose browser asks for none that is spoken here.
    pub language: Language,
    /// The time zone that dates are shown in.
    pub time_zone: TimeZone,
    /// Networks whose `X-Forwarded-For` and `Forwarded` are believed.
    pub trusted_proxies: Vec<IpNet>,
    /// How many connections, and how long they may take.
    pub connections: ConnectionLimits,
    /// How mail leaves.
    pub mail: MailConfig,
    /// What an administrator has decided, for each group.
    pub rules: RuleBook,
    /// How much may be asked for.
    pub limits: Limits,
    /// Whether pages that exist only in the demo are there. Never read from a file.
    pub demo: bool,
}

/// How mail leaves, and from whom.
#[derive(Clone, Debug)]
pub struct MailConfig {
    /// The sender.
    pub from: Mailbox,
    /// Who is told about copied soft tokens, lost devices and reported logins.
    pub service_desk: Option<Mailbox>,
    /// The way out.
    pub transport: MailTransport,
}

/// The way out for mail.
#[derive(Clone, Debug)]
pub enum MailTransport {
    /// A folder that gets one `.eml` file a mail.
    Outbox(PathBuf),
    /// An SMTP server: `smtps://host` or `smtp://host?tls=required`, user and password apart.
    Smtp {
        /// `lettre`'s connection URL, without credentials.
        url: String,
        /// User name and the file that holds the password.
        credentials: Option<(String, PathBuf)>,
    },
}

impl Config {
    /// Reads and checks a file. Relative paths in it are relative to its folder.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|error| ConfigError::Read(path.to_owned(), error))?;
        Self::parse(&text, path.parent().unwrap_or(Path::new("")))
    }

    /// Checks the text of a file; `folder` is where relative paths begin.
    pub fn parse(text: &str, folder: &Path) -> Result<Self, ConfigError> {
        let written: Written = toml::from_str(text)?;
        let name = written.name.trim().to_owned();
        if name.is_empty() || name.chars().count() > MAX_NAME || name.chars().any(char::is_control) {
            return Err(ConfigError::Name);
        }
        let data = folder.join(written.data);
        let database = match written.database {
            None => sqlite_in(&data),
            Some(url) if ["sqlite:", "postgres:", "postgresql:"].iter().any(|scheme| url.starts_with(scheme)) => url,
            Some(_) => return Err(ConfigError::Database),
        };
        Ok(Self {
            listen: written.listen,
            origin: written.origin.trim_end_matches('/').parse().map_err(|_| ConfigError::Origin(written.origin))?,
            name,
            database,
            data,
            journal: written.journal.map(|journal| folder.join(journal)),
            language: written.language,
            time_zone: TimeZone::get(&written.time_zone).map_err(|_| ConfigError::TimeZone(written.time_zone))?,
            trusted_proxies: networks(&written.trusted_proxies)?,
            connections: written.connections.check()?,
            mail: written.mail.check(folder)?,
            rules: rules::rule_book(written.policy, written.groups)?,
            limits: limits::limits(written.limits)?,
            demo: false,
        })
    }

    /// The configuration of the demo: loopback, SQLite and outbox in one folder.
    #[must_use]
    pub fn demo(data: PathBuf, port: u16) -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], port)),
            origin: demo_origin(port),
            name: "Nordhavn Energi".to_owned(),
            database: sqlite_in(&data),
            journal: None,
            language: Language::English,
            time_zone: TimeZone::get(DEFAULT_TIME_ZONE).unwrap_or(TimeZone::UTC),
            trusted_proxies: Vec::new(),
            connections: ConnectionLimits::default(),
            mail: MailConfig {
                from: DEMO_SENDER.clone(),
                service_desk: None,
                transport: MailTransport::Outbox(data.join("outbox")),
            },
            rules: RuleBook::default(),
            limits: Limits::default(),
            data,
            demo: true,
        }
    }
}

/// Why a configuration is refused.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read {}: {}", .0.display(), .1)]
    Read(PathBuf, std::io::Error),
    /// Not TOML, a value of the wrong kind, a missing or an unknown key; the message has the line.
    #[error("{0}")]
    Syntax(#[from] toml::de::Error),
    /// Not an origin.
    #[error("origin = \"{0}\" is not an origin: write https://host, or http:// for localhost, without a path")]
    Origin(String),
    /// The organisation's name is empty, too long, or has control characters.
    #[error("name must have 1 to {MAX_NAME} characters")]
    Name,
    /// The database is neither SQLite nor PostgreSQL.
    #[error("database must begin with sqlite: or postgres:")]
    Database,
    /// The IANA time zone database does not have this zone.
    #[error("time_zone = \"{0}\" is not known: write a name like \"Europe/Copenhagen\"")]
    TimeZone(String),
    /// Neither an address nor a network.
    #[error("trusted_proxies: \"{0}\" is neither an address nor a network like 10.0.0.0/8")]
    TrustedProxy(String),
    /// Both ways out for mail, or none.
    #[error("[mail] needs exactly one of outbox and smtp")]
    MailTransport,
    /// Not a sender.
    #[error("[mail] from = \"{0}\" is not a sender: write \"Name <address@example.org>\"")]
    MailFrom(String),
    /// Not an address.
    #[error("[mail] service_desk = \"{0}\" is not an address: write \"Name <address@example.org>\"")]
    ServiceDesk(String),
    /// A number of `[connections]` is out of its range.
    #[error(transparent)]
    Connections(#[from] ConnectionError),
    /// A rule is out of its range, or a group has no proper name.
    #[error(transparent)]
    Rule(#[from] RuleError),
    /// A limit is out of its range.
    #[error(transparent)]
    Limit(#[from] LimitError),
    /// Not an SMTP URL, or one with credentials in it.
    #[error(
        "[mail] smtp must be smtps://host[:port] or smtp://host[:port]?tls=required; user and password_file stand apart"
    )]
    MailSmtp,
    /// One of user and password file without the other.
    #[error("[mail] user and password_file belong together, and to smtp")]
    MailCredentials,
}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    listen: SocketAddr,
    origin: String,
    name: String,
    database: Option<String>,
    data: PathBuf,
    journal: Option<PathBuf>,
    #[serde(default)]
    language: Language,
    #[serde(default = "default_time_zone")]
    time_zone: String,
    #[serde(default)]
    trusted_proxies: Vec<String>,
    #[serde(default)]
    connections: WrittenConnections,
    mail: WrittenMail,
    #[serde(default)]
    policy: WrittenRules,
    #[serde(default)]
    groups: BTreeMap<String, WrittenRules>,
    #[serde(default)]
    limits: WrittenLimits,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenMail {
    from: String,
    #[expect(dead_code, reason = "read, so that files of earlier versions are not refused")]
    domain: Option<String>,
    service_desk: Option<String>,
    outbox: Option<PathBuf>,
    smtp: Option<String>,
    user: Option<String>,
    password_file: Option<PathBuf>,
}

impl WrittenMail {
    fn check(self, folder: &Path) -> Result<MailConfig, ConfigError> {
        let from: Mailbox = self.from.parse().map_err(|_| ConfigError::MailFrom(self.from))?;
        let credentials = match (self.user, self.password_file) {
            (None, None) => None,
            (Some(user), Some(file)) if self.smtp.is_some() => Some((user, folder.join(file))),
            _ => return Err(ConfigError::MailCredentials),
        };
        let transport = match (self.outbox, self.smtp) {
            (Some(outbox), None) => MailTransport::Outbox(folder.join(outbox)),
            (None, Some(url)) if is_smtp_url(&url) => MailTransport::Smtp { url, credentials },
            (None, Some(_)) => return Err(ConfigError::MailSmtp),
            _ => return Err(ConfigError::MailTransport),
        };
        let service_desk = match self.service_desk {
            Some(text) => Some(text.parse().map_err(|_| ConfigError::ServiceDesk(text))?),
            None => None,
        };
        Ok(MailConfig { from, service_desk, transport })
    }
}

fn networks(written: &[String]) -> Result<Vec<IpNet>, ConfigError> {
    let network = |text: &String| {
        text.parse::<IpNet>()
            .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
            .map_err(|_| ConfigError::TrustedProxy(text.clone()))
    };
    written.iter().map(network).collect()
}

/// Plain `smtp:` is refused unless it insists on STARTTLS (RFC 3207), except on loopback.
fn is_smtp_url(url: &str) -> bool {
    let Ok(uri) = url.parse::<Uri>() else { return false };
    let Some(authority) = uri.authority() else { return false };
    let encrypted = match uri.scheme_str() {
        Some("smtps") => true,
        Some("smtp") => uri.query() == Some("tls=required") || is_loopback(authority.host()),
        _ => return false,
    };
    encrypted && !authority.as_str().contains('@')
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

fn sqlite_in(data: &Path) -> String {
    format!("sqlite://{}", data.join("portal.db").display())
}

fn default_time_zone() -> String {
    DEFAULT_TIME_ZONE.to_owned()
}

const DEFAULT_TIME_ZONE: &str = "Europe/Copenhagen";

/// Characters of the organisation's name.
const MAX_NAME: usize = 64;

#[expect(clippy::expect_used, reason = "an origin whatever the port")]
fn demo_origin(port: u16) -> Origin {
    format!("http://localhost:{port}").parse().expect("loopback is an origin on every port")
}

#[expect(clippy::expect_used, reason = "a constant")]
static DEMO_SENDER: LazyLock<Mailbox> =
    LazyLock::new(|| "Nordhavn Energi <no-reply@nordhavn.example>".parse().expect("a constant sender is well-formed"));

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a failed assumption is a failed test")]

    use super::*;

    const GOOD: &str = r#"
        listen = "127.0.0.1:8080"
        origin = "https://login.nordhavn.example/"
        name = "Nordhavn Energi"
        data = "data"
        [mail]
        from = "Nordhavn <no-reply@nordhavn.example>"
        outbox = "outbox"
    "#;

    fn parse(text: &str) -> Result<Config, ConfigError> {
        Config::parse(text, Path::new("/etc/segl"))
    }

    #[test]
    fn config_is_read_with_defaults_when_short() {
        let config = parse(GOOD).unwrap();
        assert_eq!(config.origin.as_str(), "https://login.nordhavn.example");
        assert_eq!(config.data, Path::new("/etc/segl/data"));
        assert_eq!(config.database, "sqlite:///etc/segl/data/portal.db");
        assert!(!config.demo);
    }

    #[test]
    fn example_is_accepted() {
        let config = parse(include_str!("../segl-portal.example.toml")).unwrap();
        assert_eq!(config.language, Language::Danish);
        assert!(matches!(config.mail.transport, MailTransport::Smtp { credentials: Some(_), .. }));
    }

    #[test]
    fn config_is_refused_when_a_key_is_unknown() {
        assert!(matches!(parse(&format!("demo = true\n{GOOD}")), Err(ConfigError::Syntax(_))));
        assert!(matches!(parse(&format!("{GOOD}\nfrmo = 1")), Err(ConfigError::Syntax(_))));
    }

    #[test]
    fn config_is_refused_when_the_origin_is_not_one() {
        for origin in ["http://login.nordhavn.example", "login.nordhavn.example", "https://a/b"] {
            let text = GOOD.replace("https://login.nordhavn.example/", origin);
            assert!(matches!(parse(&text), Err(ConfigError::Origin(_))), "{origin}");
        }
    }

    #[test]
    fn demo_is_on_loopback_alone() {
        let config = Config::demo("demo".into(), 8080);
        assert!(config.listen.ip().is_loopback() && !config.origin.is_secure() && config.demo);
    }

    #[test]
    fn config_is_refused_when_mail_has_two_ways_or_none() {
        let both = format!("{GOOD}\nsmtp = \"smtps://mail.example\"");
        assert!(matches!(parse(&both), Err(ConfigError::MailTransport)));
        let none = GOOD.replace("outbox = \"outbox\"", "");
        assert!(matches!(parse(&none), Err(ConfigError::MailTransport)));
    }

    #[test]
    fn config_is_refused_when_mail_would_travel_in_clear() {
        let clear = GOOD.replace("outbox = \"outbox\"", "smtp = \"smtp://mail.example\"");
        assert!(matches!(parse(&clear), Err(ConfigError::MailSmtp)));
        let password = GOOD.replace("outbox = \"outbox\"", "smtp = \"smtps://user:secret@mail.example\"");
        assert!(matches!(parse(&password), Err(ConfigError::MailSmtp)));
    }

    #[test]
    fn service_desk_is_refused_when_it_is_not_an_address() {
        let desk = parse(&format!("{GOOD}\nservice_desk = \"nobody\""));
        assert!(matches!(desk, Err(ConfigError::ServiceDesk(bad)) if bad == "nobody"));
    }

    #[test]
    fn config_is_refused_when_a_proxy_is_not_an_address() {
        let text = format!("trusted_proxies = [\"10.0.0.0/8\", \"proxy\"]\n{GOOD}");
        assert!(matches!(parse(&text), Err(ConfigError::TrustedProxy(bad)) if bad == "proxy"));
    }
}
