//! Text from the other side, made safe to show: on a screen, and on a terminal.

/// Without characters that control a terminal, reorder what is read or are not seen at all; at most `limit` characters.
///
/// Line breaks and tabs become blanks. Bidirectional controls are those of Unicode UAX #9 §2; letters of right-to-left
/// scripts stay.
#[must_use]
pub fn presentable(text: &str, limit: usize) -> String {
    let cleaned: String = text
        .chars()
        .map(|character| if is_break(character) { ' ' } else { character })
        .filter(|&character| !character.is_control() && !is_invisible(character))
        .take(limit)
        .collect();
    cleaned.trim().to_owned()
}

fn is_break(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\t' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn is_invisible(character: char) -> bool {
    matches!(character,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_loses_what_controls_hides_or_reorders() {
        assert_eq!(presentable("Nord\u{202e}havn\u{7}\u{200b} A/S", 128), "Nordhavn A/S");
        assert_eq!(presentable("\u{1b}[31mPay\n  1,000\u{2028}kr.", 128), "[31mPay   1,000 kr.");
        assert_eq!(presentable("\u{e0041}\u{feff}Kø\u{308}benhavn", 128), "Kø\u{308}benhavn");
        assert_eq!(presentable("\u{2066}PC\u{2069}\u{200d}", 128), "PC");
    }

    #[test]
    fn text_is_cut_at_its_limit() {
        assert_eq!(presentable(&"å".repeat(500), 64).chars().count(), 64);
    }
}
