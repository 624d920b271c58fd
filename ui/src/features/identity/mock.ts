/** The mock's many identities: arranged, and removed with a way back. */
import { placed } from "./sections";
import type { ContactView, Host, IdentityView } from "../../lib/host";
import { mockError, unixNow, type Hands } from "../../lib/host/hands";

type IdentityHost = Pick<
  Host,
  | "identities"
  | "identitiesErase"
  | "identitiesShow"
  | "identityArrange"
  | "identityCheck"
  | "identityReconnect"
  | "identityRemove"
  | "identityRemoveLater"
  | "identityRemoveNow"
  | "identityRemoveUndo"
  | "identityRename"
>;

/** How long the mock's way back is, milliseconds: the shell's. */
export const MOCK_WAY_BACK = 10_000;

export function identityHost({ scene, pause, tell, pad, identities, keep }: Hands): IdentityHost {
  let isBroken = scene === "broken" || scene === "lost";
  const change = (tokenId: string, extra: Partial<IdentityView>) =>
    keep(identities().map((identity) => (identity.tokenId === tokenId ? { ...identity, ...extra } : identity)));

  let hidden: string | null = null;
  let clock: ReturnType<typeof setTimeout> | undefined;
  const finish = () => {
    clearTimeout(clock);
    const tokenId = hidden;
    if (tokenId === null) return;
    hidden = null;
    keep(identities().filter((identity) => identity.tokenId !== tokenId));
    tell("removalEnded", { tokenId, failure: null });
  };
  return {
    identities: async () => {
      await pause();
      if (isBroken) throw mockError(scene === "lost" ? "vault_damaged" : "keyring_locked");
      return identities().filter(({ tokenId }) => tokenId !== hidden);
    },
    identityCheck: async (tokenId) => {
      await pause();
      const contact = mockContact({ last: unixNow() });
      change(tokenId, { contact });
      tell("contactChanged", { tokenId, contact });
      return null;
    },
    identityRename: async (tokenId, name) => {
      await pause();
      change(tokenId, { name });
      return null;
    },
    identityRemove: async (tokenId) => {
      await pause();
      keep(identities().filter((identity) => identity.tokenId !== tokenId));
      return null;
    },
    identitiesShow: async () => undefined,
    identitiesErase: async () => {
      await pause();
      keep([]);
      isBroken = false;
      return null;
    },
    identityReconnect: async (tokenId) => {
      await pause();
      if (scene === "unconfirmed") throw mockError("token_copied");
      pad.check();
      change(tokenId, { contact: mockContact() });
      return null;
    },
    identityArrange: async (tokenId, { note, group, onTop, before, last }) => {
      await pause();
      if (note !== null && [...note].length > 500) throw mockError("note_too_long");
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
}

export function mockIdentity(extra: Partial<IdentityView> = {}): IdentityView {
  return {
    tokenId: "t1",
    kind: "portal",
    name: "Nordhavn Energi",
    issuerName: "Nordhavn Energi",
    issuerOrigin: "https://login.nordhavn.example",
    account: "freja.holm",
    created: 1_795_000_000,
    note: null,
    group: null,
    onTop: false,
    contact: mockContact(),
    ...extra,
  };
}

export function mockContact(extra: Partial<ContactView> = {}): ContactView {
  return { state: "active", reachable: true, last: unixNow() - 40, waiting: 0, settled: "nothing", ...extra };
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
