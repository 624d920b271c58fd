//! Comma-separated values (RFC 4180), also those with another character between: spreadsheets write what their country does.

/// The records of a text, each with its fields; line breaks, commas and doubled quotation marks within quotes belong to the field.
/// A record ends with LF, CR LF or CR.
pub(super) struct Records<'a> {
    text: &'a str,
    separator: char,
}

impl<'a> Records<'a> {
    pub(super) fn new(text: &'a str, separator: char) -> Self {
        Self { text, separator }
    }
}

impl Iterator for Records<'_> {
    type Item = Vec<String>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.text.is_empty() {
            return None;
        }
        let mut fields = vec![String::new()];
        let (mut is_quoted, mut characters) = (false, self.text.char_indices().peekable());
        while let Some((at, character)) = characters.next() {
            let field = fields.last_mut().expect("there is always a field");
            match character {
                '"' if is_quoted && characters.next_if(|(_, next)| *next == '"').is_some() => field.push('"'),
                '"' if is_quoted || field.is_empty() => is_quoted = !is_quoted,
                other if other == self.separator && !is_quoted => fields.push(String::new()),
                '\r' | '\n' if !is_quoted => {
                    let rest = &self.text[at..];
                    self.text = rest.strip_prefix("\r\n").unwrap_or(&rest[1..]);
                    return Some(fields);
                }
                other => field.push(other),
            }
        }
        self.text = "";
        Some(fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_those_of_rfc_4180() {
        let text = "a,b,c\r\n\"x, y\",\"say \"\"hi\"\"\",\"two\nlines\"\n,,\rlast";
        let records: Vec<_> = Records::new(text, ',').collect();
        let expected: [&[&str]; 4] =
            [&["a", "b", "c"], &["x, y", "say \"hi\"", "two\nlines"], &["", "", ""], &["last"]];
        assert_eq!(records, expected);
        assert_eq!(Records::new("a;b,c\n\"d;e\";f", ';').collect::<Vec<_>>(), [["a", "b,c"], ["d;e", "f"]]);
    }

    #[test]
    fn record_ends_with_the_text_when_a_quotation_is_left_open() {
        assert_eq!(Records::new("a,\"b\nc", ',').collect::<Vec<_>>(), [["a", "b\nc"]]);
    }
}
