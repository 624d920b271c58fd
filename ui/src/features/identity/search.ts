/** Finding one identity among many. */
import type { IdentityView } from "../../lib/host";

/** From as many on there is a search; one identity stays a calm screen. */
export const SEARCH_FROM = 6;

/**
 * Whether every word of `query` is somewhere in the identity's texts. Case does not matter, nor do accents. æ, ø and å are
 * letters of their own: they find themselves and what they are written as elsewhere (ae, oe, aa), and are found by those
 * and by a, o and ae.
 */
export function fits(identity: IdentityView, query: string): boolean {
  const { name, issuerName, account, group, note } = identity;
  const text = folded([name, issuerName, account, group ?? "", note ?? ""].join("\n"));
  const spelt = speltOut(text);
  const plain = text.replace(/å/g, "a").replace(/ø/g, "o").replace(/æ/g, "ae");
  return words(query).every((word) => text.includes(word) || spelt.includes(speltOut(word)) || plain.includes(word));
}

/** Whether there is anything to look for. */
export function isQuery(text: string): boolean {
  return words(text).length > 0;
}

function words(query: string): string[] {
  return folded(query)
    .split(/\s+/)
    .filter((word) => word !== "");
}

/** In lower case, without accents; æ, ø and å stay. */
function folded(text: string): string {
  const lower = text.normalize("NFC").toLowerCase();
  return lower.replace(/[^æøå]/g, (letter) => letter.normalize("NFD").replace(/\p{M}/gu, ""));
}

/** As one writes it where there is no æ, ø or å. */
function speltOut(text: string): string {
  return text.replace(/æ/g, "ae").replace(/ø/g, "oe").replace(/å/g, "aa");
}
