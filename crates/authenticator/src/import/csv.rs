//! Comma-separated values (RFC 4180).

/// The records of a text, each with its fields; line breaks, commas and doubled quotation marks within quotes belong to the field.
pub(super) struct Records<'a>(pub(super) &'a str);

impl Iterator for Records<'_> {
    type Item = Vec<String>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let mut fields = vec![String::new()];
        let (mut is_quoted, mut characters) = (false, self.0.char_indices().peekable());
        while let Some((at, character)) = characters.next() {
            let field = fields.last_mut().expect("there is always a field");
            match character {
                '"' if is_quoted && characters.next_if(|(_, next)| *next == '"').is_some() => field.push('"'),
                '"' if is_quoted || field.is_empty() => is_quoted = !is_quoted,
                ',' if !is_quoted => fields.push(String::new()),
                '\r' if !is_quoted => {}
                '\n' if !is_quoted => {
                    self.0 = &self.0[at + 1..];
                    return Some(fields);
                }
                other => field.push(other),
            }
        }
        self.0 = "";
        Some(fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_those_of_rfc_4180() {
        let text = "a,b,c\r\n\"x, y\",\"say \"\"hi\"\"\",\"two\nlines\"\n,,\nlast";
        let records: Vec<_> = Records(text).collect();
        let expected: [&[&str]; 4] =
            [&["a", "b", "c"], &["x, y", "say \"hi\"", "two\nlines"], &["", "", ""], &["last"]];
        assert_eq!(records, expected);
    }

    #[test]
    fn record_ends_with_the_text_when_a_quotation_is_left_open() {
        assert_eq!(Records("a,\"b\nc").collect::<Vec<_>>(), [["a", "b\nc"]]);
    }
}
