/** The list of identities in its parts: what is kept on top, the groups by name, the rest. Within a part the order is the owner's. */
import type { ArrangementForm, IdentityView } from "../../lib/host";

/** A part of the list. `kind` says what its heading is; without others beside it only a group has one. */
export type Section = { kind: "top" | "group" | "rest"; name: string; identities: IdentityView[] };

/** The parts that are not empty, in the order of the list. */
export function sections(identities: readonly IdentityView[], locale: string): Section[] {
  const top: IdentityView[] = [];
  const rest: IdentityView[] = [];
  const groups = new Map<string, IdentityView[]>();
  for (const identity of identities) {
    if (identity.onTop) top.push(identity);
    else if (identity.group === null) rest.push(identity);
    else {
      const members = groups.get(identity.group) ?? [];
      members.push(identity);
      groups.set(identity.group, members);
    }
  }
  const { compare } = new Intl.Collator(locale);
  const named = [...groups]
    .sort(([a], [b]) => compare(a, b))
    .map(([name, members]): Section => ({ kind: "group", name, identities: members }));
  const all: Section[] = [
    { kind: "top", name: "", identities: top },
    ...named,
    { kind: "rest", name: "", identities: rest },
  ];
  return all.filter((section) => section.identities.length > 0);
}

/** At most `count` identities of all parts together: what is rendered at first. */
export function firstOf(parts: readonly Section[], count: number): Section[] {
  let room = count;
  return parts.flatMap((part) => {
    const identities = part.identities.slice(0, room);
    room -= identities.length;
    return identities.length > 0 ? [{ ...part, identities }] : [];
  });
}

/** Nothing is changed. */
export const AS_IT_IS: ArrangementForm = { note: null, group: null, onTop: null, before: null, last: false };

/**
 * Where in the order of `all` an identity has to go to be the `index`th of its part. `part` are the others of the part, in
 * order. Null when that changes nothing.
 */
export function placeFor(
  all: readonly IdentityView[],
  part: readonly IdentityView[],
  tokenId: string,
  index: number,
): ArrangementForm | null {
  const others = all.filter((identity) => identity.tokenId !== tokenId);
  const neighbours = part.filter((identity) => identity.tokenId !== tokenId);
  const next = neighbours[index];
  if (next) return { ...AS_IT_IS, before: next.tokenId };
  const last = neighbours.at(-1);
  if (!last) return null;
  const after = others[others.findIndex((identity) => identity.tokenId === last.tokenId) + 1];
  return after ? { ...AS_IT_IS, before: after.tokenId } : { ...AS_IT_IS, last: true };
}

/** The identities as they are once `place` is done. */
export function placed(
  all: readonly IdentityView[],
  tokenId: string,
  place: Pick<ArrangementForm, "before" | "last">,
): IdentityView[] {
  const moved = all.find((identity) => identity.tokenId === tokenId);
  if (!moved || place.before === tokenId) return [...all];
  const others = all.filter((identity) => identity !== moved);
  const at = place.before === null ? others.length : others.findIndex((identity) => identity.tokenId === place.before);
  return at < 0 ? [...all] : [...others.slice(0, at), moved, ...others.slice(at)];
}
