/** The mock's many identities: arranged, and removed with a way back. */
import { placed } from "../../features/identity/sections";
import type { CommandError, Event, Host, IdentityView, Payload } from "./index";

type Hands = {
  pause: () => Promise<void>;
  error: (code: CommandError["code"]) => CommandError;
  tell: <E extends Event>(event: E, payload: Payload<E>) => void;
  identities: () => IdentityView[];
  keep: (all: IdentityView[]) => void;
};

type ManyHost = Pick<Host, "identityArrange" | "identityRemoveLater" | "identityRemoveNow" | "identityRemoveUndo">;

/** How long the mock's way back is, milliseconds: the shell's. */
export const MOCK_WAY_BACK = 10_000;

export function manyHost({ pause, error, tell, identities, keep }: Hands): {
  commands: ManyHost;
  hidden: () => string | null;
} {
  let hidden: string | null = null;
  let clock: ReturnType<typeof setTimeout> | undefined;
  const finish = () => {
    clearTimeout(clock);
    const tokenId = hidden;
    if (tokenId === null) return;
    hidden = null;
    keep(identities().filter((identity) => identity.tokenId !== tokenId));
    tell("removalEnded", { tokenId, trouble: null });
  };
  const commands: ManyHost = {
    identityArrange: async (tokenId, { note, group, onTop, before, last }) => {
      await pause();
      if (note !== null && [...note].length > 500) throw error("note_too_long");
      const changed = identities().map((identity) =>
        identity.tokenId === tokenId
          ? {
              ...identity,
              note: note === null ? identity.note : note || null,
              group: group === null ? identity.group : group || null,
              onTop: onTop ?? identity.onTop,
            }
          : identity,
      );
      keep(before !== null || last ? placed(changed, tokenId, { before, last }) : changed);
      return null;
    },
    identityRemoveLater: async (tokenId) => {
      await pause();
      finish();
      hidden = tokenId;
      clock = setTimeout(finish, MOCK_WAY_BACK);
      return null;
    },
    identityRemoveUndo: async (tokenId) => {
      const isHidden = hidden === tokenId;
      if (isHidden) clearTimeout(clock);
      if (isHidden) hidden = null;
      return isHidden;
    },
    identityRemoveNow: async () => {
      finish();
      return null;
    },
  };
  return { commands, hidden: () => hidden };
}

/** Made-up identities of other issuers, in groups and alone. */
export function manyIdentities(
  count: number,
): Pick<
  IdentityView,
  "tokenId" | "kind" | "name" | "issuerName" | "issuerOrigin" | "account" | "group" | "note" | "onTop"
>[] {
  const issuers = [
    "Ærø Færgefart",
    "Søndersø Kommune",
    "Åkirkeby Bibliotek",
    "Hafnia Cloud",
    "Kystbanken",
    "Nordlys Mail",
    "Præstø Havn",
    "Fyr & Flamme",
  ];
  return Array.from({ length: count }, (_, index) => {
    const name = issuers[index % issuers.length] ?? "";
    return {
      tokenId: `m${index}`,
      kind: index % 9 === 4 ? ("hotp" as const) : ("totp" as const),
      name: index < issuers.length ? name : `${name} ${Math.floor(index / issuers.length) + 1}`,
      issuerName: name,
      issuerOrigin: "",
      account: `freja.holm+${index}@nordhavn.example`,
      group: index % 3 === 0 ? "Arbejde" : index % 7 === 1 ? "Privat" : null,
      note: index % 5 === 2 ? `Række ${index}` : null,
      onTop: index === 3,
    };
  });
}
