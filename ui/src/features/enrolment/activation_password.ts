/** The activation password as XXXX-XXXX. Letters that Crockford's alphabet reads as digits are shown as those digits. */
export function shownActivationPassword(typed: string): string {
  const letters = typed
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, "")
    .replace(/O/g, "0")
    .replace(/[IL]/g, "1")
    .slice(0, 8);
  return letters.length > 4 ? `${letters.slice(0, 4)}-${letters.slice(4)}` : letters;
}

/** Whether it is complete. */
export function isWholeActivationPassword(shown: string): boolean {
  return shown.length === 9;
}
