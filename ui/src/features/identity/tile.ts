/** An identity's mark: initials on a colour, both made from its name alone. Nothing is fetched. */

/** Hues, degrees; steps that can be told apart. */
export const HUES: readonly number[] = [5, 30, 48, 90, 140, 172, 195, 215, 240, 268, 300, 335];

/** Saturation and lightness, percent, of ground and letters: at least 4.5:1 at every hue. */
export const SHADES = {
  light: { ground: [42, 91], letters: [60, 24] },
  dark: { ground: [30, 23], letters: [55, 84] },
} as const;

/** One or two letters: of the first word and the second, or the first alone. */
export function initials(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  const first = [...(words[0] ?? "")][0] ?? "?";
  const second = [...(words[1] ?? "")][0] ?? "";
  return (first + second).toLocaleUpperCase();
}

/** The same hue for the same name, always (FNV-1a, 32 bits). */
export function hue(name: string): number {
  let hash = 0x811c9dc5;
  for (const unit of name.normalize("NFC").toLowerCase())
    hash = Math.imul(hash ^ (unit.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return HUES[hash % HUES.length] ?? 0;
}
