/** How the typed activation password is shown: XXXX-XXXX, what Crockford's alphabet confuses written as it is meant. */
export function shownActivationPassword(typed: string): string {
  const letters = typed
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, "")
    .replace(/O/g, "0")
    .replace(/[IL]/g, "1")
    .slice(0, 8);
  return letters.length > 4 ? `${letters.slice(0, 4)}-${letters.slice(4)}` : letters;
}

/** Whether there is enough of it to try. */
export function isWholeActivationPassword(shown: string): boolean {
  return shown.length === 9;
}
