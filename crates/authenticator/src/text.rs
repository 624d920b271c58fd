//! Text from a portal or from another app, made safe to show.

pub(crate) use protocol::text::presentable;

/// As [`presentable`], line by line: the ends of lines stay, but none at the beginning or the end; at most `limit`
/// characters with them.
pub(crate) fn presentable_lines(text: &str, limit: usize) -> String {
    let lines: Vec<_> = text.lines().map(|line| presentable(line, limit)).collect();
    lines.join("\n").trim().chars().take(limit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stay_lines() {
        assert_eq!(presentable_lines("\n Konto\t7 \r\n\nRing\u{7}\n", 128), "Konto 7\n\nRing");
        assert_eq!(presentable_lines("12\n45", 4), "12\n4");
    }
}
