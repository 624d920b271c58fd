/** "483920" as "483 920", eight digits as "1234 5678": easier to read. */
export function grouped(digits: string): string {
  const half = Math.ceil(digits.length / 2);
  return digits.length < 6 ? digits : `${digits.slice(0, half)}\u00a0${digits.slice(half)}`;
}

/** The same while it is being typed, of a number that will have `whole` digits. */
export function groupedSoFar(digits: string, whole: number): string {
  const half = Math.ceil(whole / 2);
  return whole < 6 || digits.length <= half ? digits : `${digits.slice(0, half)}\u00a0${digits.slice(half)}`;
}

/** One digit after the other, as a screen reader should say them. */
export function spelled(digits: string): string {
  return [...digits].join(" ");
}
