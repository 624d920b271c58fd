/** Whether what was typed is the word: upper or lower case, and blanks around or between, do not matter. */
export function isTyped(typed: string, word: string): boolean {
  return plain(typed) === plain(word);
}

function plain(text: string): string {
  return text.normalize("NFC").trim().replace(/\s+/g, " ").toLowerCase();
}
