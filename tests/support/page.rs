//! A page as it came from the portal, and what can be read in it.

use std::fmt;

/// A page's address, status and HTML.
#[derive(Debug, Clone)]
pub struct Page {
    /// Where the visitor is, from the slash on.
    pub path: String,
    /// The status of HTTP.
    pub status: u16,
    /// The HTML.
    pub body: String,
}

impl Page {
    /// Whether the page has an element with this `data-testid`.
    #[must_use]
    pub fn has(&self, testid: &str) -> bool {
        self.find(testid).is_some()
    }

    /// The text of the element with this `data-testid`, as a reader sees it: tags out, blanks in a row as one.
    #[must_use]
    pub fn text(&self, testid: &str) -> Option<String> {
        let (tag, after) = self.find(testid)?;
        let name = tag.split_whitespace().next()?;
        Some(readable(content(name, after)))
    }

    /// An attribute of the element with this `data-testid`.
    #[must_use]
    pub fn attribute(&self, testid: &str, name: &str) -> Option<String> {
        attribute(self.find(testid)?.0, name)
    }

    /// The hidden fields of the form that goes to this address, or nothing when there is no such form.
    #[must_use]
    pub fn hidden_fields(&self, action: &str) -> Option<Vec<(String, String)>> {
        let (_, after) =
            tags(&self.body).find(|(tag, _)| is(tag, "form") && attribute(tag, "action").as_deref() == Some(action))?;
        let hidden = tags(content("form", after)).filter(|(tag, _)| is(tag, "input"));
        let hidden = hidden.filter(|(tag, _)| attribute(tag, "type").as_deref() == Some("hidden"));
        Some(hidden.filter_map(|(tag, _)| Some((attribute(tag, "name")?, attribute(tag, "value")?))).collect())
    }

    /// The address of the first form whose address ends like this: for addresses with an identifier in them.
    #[must_use]
    pub fn form_ending(&self, end: &str) -> Option<String> {
        let forms = tags(&self.body).filter(|(tag, _)| is(tag, "form"));
        forms.filter_map(|(tag, _)| attribute(tag, "action")).find(|action| action.ends_with(end))
    }

    /// The tag with this `data-testid`, and everything after it.
    fn find(&self, testid: &str) -> Option<(&str, &str)> {
        tags(&self.body).find(|(tag, _)| attribute(tag, "data-testid").as_deref() == Some(testid))
    }
}

impl fmt::Display for Page {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}\n{}", self.status, self.path, readable(&self.body))
    }
}

/// Every tag (what stands between `<` and `>`), with everything after it. The portal escapes both in attributes.
fn tags(html: &str) -> impl Iterator<Item = (&str, &str)> {
    html.split('<').skip(1).filter_map(move |piece| {
        let (tag, _) = piece.split_once('>')?;
        let start = piece.as_ptr().addr() - html.as_ptr().addr();
        Some((tag, html.get(start + tag.len() + 1..)?))
    })
}

fn is(tag: &str, name: &str) -> bool {
    tag.split_whitespace().next() == Some(name)
}

/// What lies inside an element of this name, given everything after its opening tag.
fn content<'html>(name: &str, after: &'html str) -> &'html str {
    let closing = format!("/{name}");
    let mut depth = 1_u32;
    for (tag, rest) in tags(after) {
        if is(tag, name) && !VOID.contains(&name) {
            depth += 1;
        } else if tag == closing {
            depth -= 1;
        }
        if depth == 0 {
            let end = after.len() - rest.len() - tag.len() - 2;
            return after.get(..end).unwrap_or_default();
        }
    }
    ""
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, value) = tag.split_once(&format!(" {name}=\""))?;
    Some(unescaped(value.split('"').next()?))
}

fn readable(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        let tag = after.split_once('>').map_or(after, |(tag, _)| tag);
        // Neither a picture's title nor a script is text on the page.
        let skipped = ["svg", "script", "style"].into_iter().find(|name| is(tag, name));
        let closing = skipped.map_or(">".into(), |name| format!("</{name}>"));
        rest = after.split_once(closing.as_str()).map_or("", |(_, rest)| rest);
        if ["p", "/p", "li", "/li", "h1", "/h1", "br", "div", "/div", "td", "/td"].iter().any(|block| is(tag, block)) {
            text.push(' ');
        }
    }
    text.push_str(rest);
    unescaped(&text).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn unescaped(text: &str) -> String {
    let mut pieces = text.split('&');
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (entity, rest) = piece.split_once(';').unwrap_or((piece, ""));
        if let Some(letter) = letter(entity) {
            plain.push(letter);
            plain.push_str(rest);
        } else {
            plain.push('&');
            plain.push_str(piece);
        }
    }
    plain
}

fn letter(entity: &str) -> Option<char> {
    let number = |digits: &str, radix| u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    match entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "nbsp" => Some('\u{a0}'),
        _ => match entity.strip_prefix("#x") {
            Some(digits) => number(digits, 16),
            None => number(entity.strip_prefix('#')?, 10),
        },
    }
}

const VOID: [&str; 3] = ["input", "img", "br"];

#[cfg(test)]
mod tests {
    use super::*;

    const HTML: &str = "<html><body><form method=\"post\" action=\"/a/7/confirm\"><input type=\"hidden\" name=\"csrf\" \
        value=\"x&#38;y\"><input type=\"text\" name=\"code\"></form><div data-testid=\"notice\" data-state=\"open\">\
        <div><p>S&oslash;ren &amp; <svg><title>no</title></svg><b>Maja</b></p></div> hej</div><p>after</p></body></html>";

    fn page() -> Page {
        Page { path: "/".into(), status: 200, body: HTML.into() }
    }

    #[test]
    fn text_is_read_as_a_reader_sees_it() {
        assert_eq!(page().text("notice").as_deref(), Some("S&oslash;ren & Maja hej"));
        assert_eq!(page().attribute("notice", "data-state").as_deref(), Some("open"));
        assert_eq!(page().text("absent"), None);
    }

    #[test]
    fn form_is_found_by_its_address() {
        let action = page().form_ending("/confirm").expect("a form");
        assert_eq!(action, "/a/7/confirm");
        assert_eq!(page().hidden_fields(&action), Some(vec![("csrf".into(), "x&y".into())]));
        assert_eq!(page().hidden_fields("/b"), None);
    }
}
