//! E-mail as the employee reads it (RFC 5322, MIME of RFC 2045 and RFC 2047).

use std::fs;
use std::path::Path;
use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// One e-mail, decoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The header `To`, as written.
    pub to: String,
    /// The header `Subject`, decoded.
    pub subject: String,
    /// The first part that is plain text.
    pub text: String,
}

impl Mail {
    /// Reads a message as it crosses the wire.
    #[must_use]
    pub fn parse(message: &str) -> Self {
        let message = message.replace("\r\n", "\n");
        let (head, _) = split(&message);
        Self {
            to: header(head, "To").unwrap_or_default(),
            subject: words(&header(head, "Subject").unwrap_or_default()),
            text: plain_text(&message).unwrap_or_default(),
        }
    }

    /// The one-time code: the first 6 to 8 digits that stand alone, blanks between them left out.
    #[must_use]
    pub fn one_time_code(&self) -> Option<String> {
        let mut digits = String::new();
        // A blank joins two groups of a code, anything else ends it.
        for letter in self.text.chars().chain("\n".chars()) {
            match letter {
                '0'..='9' => digits.push(letter),
                ' ' | '\u{a0}' if digits.len() == 3 || digits.len() == 4 => {}
                _ if (6..=8).contains(&digits.len()) => return Some(digits),
                _ => digits.clear(),
            }
        }
        None
    }
}

/// The mails in an outbox folder (`.eml` files), oldest first. A file that is being written is left out.
#[must_use]
pub fn outbox(folder: &Path) -> Vec<Mail> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<_> = entries
        .flatten()
        .filter(|entry| entry.path().extension().is_some_and(|extension| extension == "eml"))
        .map(|entry| {
            let written = entry.metadata().and_then(|meta| meta.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
            (written, entry.path())
        })
        .collect();
    files.sort();
    files
        .into_iter()
        .filter_map(|(_, path)| fs::read_to_string(path).ok())
        .filter(|message| message.contains("\n\n") || message.contains("\r\n\r\n"))
        .map(|message| Mail::parse(&message))
        .collect()
}

fn plain_text(part: &str) -> Option<String> {
    let (head, body) = split(part);
    let kind = header(head, "Content-Type").unwrap_or_else(|| "text/plain".into());
    if let Some((_, boundary)) = kind.split_once("boundary=") {
        let boundary = boundary.split(';').next()?.trim().trim_matches('"');
        let marker = format!("--{boundary}\n");
        return body.split(&marker).skip(1).find_map(plain_text);
    }
    if !kind.to_ascii_lowercase().starts_with("text/plain") {
        return None;
    }
    let encoding = header(head, "Content-Transfer-Encoding").unwrap_or_default().to_ascii_lowercase();
    let body = body.split("\n--").next().unwrap_or(body);
    Some(match encoding.as_str() {
        "base64" => base64_text(body),
        "quoted-printable" => quoted_printable(body),
        _ => body.to_owned(),
    })
}

fn split(message: &str) -> (&str, &str) {
    message.split_once("\n\n").unwrap_or((message, ""))
}

/// A header's value with its continuation lines joined (RFC 5322 §2.2.3).
fn header(head: &str, name: &str) -> Option<String> {
    let unfolded = head.replace("\n ", " ").replace("\n\t", " ");
    unfolded.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    })
}

/// Encoded words of a header (RFC 2047 §2); the blank between two of them is not part of the text (§6.2).
fn words(value: &str) -> String {
    let mut text = String::new();
    let mut encoded_before = false;
    for word in value.split(' ') {
        let parts: Vec<_> = word.split('?').collect();
        let decoded = match parts.as_slice() {
            ["=", _, "b" | "B", payload, "="] => Some(base64_text(payload)),
            ["=", _, "q" | "Q", payload, "="] => Some(quoted_printable(&payload.replace('_', " "))),
            _ => None,
        };
        let blank_is_encoding = encoded_before && decoded.is_some();
        if !text.is_empty() && !blank_is_encoding {
            text.push(' ');
        }
        encoded_before = decoded.is_some();
        text.push_str(decoded.as_deref().unwrap_or(word));
    }
    text
}

fn base64_text(text: &str) -> String {
    let joined: String = text.split_whitespace().collect();
    STANDARD.decode(joined).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

/// RFC 2045 §6.7.
fn quoted_printable(text: &str) -> String {
    let text = text.replace("=\n", "");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let escaped = (first == b'=').then(|| after.get(..2)).flatten();
        let byte = escaped.and_then(|pair| hex::decode(pair).ok()).and_then(|bytes| bytes.first().copied());
        bytes.push(byte.unwrap_or(first));
        rest = if byte.is_some() { after.get(2..).unwrap_or_default() } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DANISH: &str = "From: portal@example.com\r\nTo: maja@example.com\r\n\
        Subject: =?utf-8?b?RGluIGVuZ2FuZ3Nrb2RlIA==?=\r\n =?utf-8?q?p=C3=A5_vej?=\r\n\
        Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
        Din engangskode er 271 828. Den g=C3=A6lder i 10 minutter, til kl. 12.30 den 1.1.20=\r\n26.\r\n";

    #[test]
    fn mail_is_read_when_quoted_printable() {
        let mail = Mail::parse(DANISH);
        assert_eq!(mail.to, "maja@example.com");
        assert_eq!(mail.subject, "Din engangskode på vej");
        assert!(mail.text.contains("gælder i 10 minutter"), "{}", mail.text);
        assert!(mail.text.contains("1.1.2026."), "{}", mail.text);
        assert_eq!(mail.one_time_code().as_deref(), Some("271828"));
    }

    #[test]
    fn mail_is_read_when_multipart() {
        let mail = Mail::parse(
            "To: a@b\nContent-Type: multipart/alternative; boundary=\"xyz\"\n\n--xyz\nContent-Type: text/html\n\n\
             <p>000000</p>\n--xyz\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\nMTIzNDU2Nzg=\n--xyz--\n",
        );
        assert_eq!(mail.one_time_code().as_deref(), Some("12345678"));
    }

    #[test]
    fn code_is_absent_when_digits_are_too_few_or_too_many() {
        for text in ["kl. 12.30", "2026", "123456789", ""] {
            let mail = Mail { to: String::new(), subject: String::new(), text: text.into() };
            assert_eq!(mail.one_time_code(), None, "{text}");
        }
    }
}
