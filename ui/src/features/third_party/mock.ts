/** The mock's codes of other issuers: what is found, and how it is stored. */
import type { AccountView, ByHandForm, FoundView, Host, IdentityView, KindView } from "../../lib/host";
import { mockError, type Hands } from "../../lib/host/hands";
import { entrustHost } from "../entrust/mock";
import { importHost, mockList } from "../import/mock";

/** The half of a key that the mock has made. */
export const MOCK_HALF = "NJXSIN2MQOW7DAZNFLOA";

type Added = Pick<IdentityView, "name" | "issuerName" | "account" | "kind">;
type ThirdPartyHost = ReturnType<typeof entrustHost> &
  ReturnType<typeof importHost> &
  Pick<
    Host,
    | "thirdPartyByHand"
    | "thirdPartyCancel"
    | "thirdPartyChoosePin"
    | "thirdPartyConfirmPin"
    | "thirdPartyPick"
    | "thirdPartyStore"
    | "thirdPartyStoreUnder"
  >;

export function mockAccount(extra: Partial<AccountView> = {}): AccountView {
  return {
    issuer: "GitHub",
    account: "freja.holm",
    kind: "totp",
    digits: 6,
    period: 30,
    counter: null,
    algorithm: "SHA1",
    assumed: [],
    bare: false,
    newPin: true,
    ...extra,
  };
}

/** What the mock finds, wherever it looks: by scene, and an invitation in all others. */
export function mockFound(scene: string, invitation: FoundView): FoundView {
  const account = mockAccount({ assumed: ["short_key"], bare: scene === "bare" });
  switch (scene) {
    case "account":
    case "bare":
      return { found: "account", account };
    case "several":
      return { found: "several", accounts: [account, mockAccount({ issuer: "Kystbanken", account: "freja" })] };
    case "transfer":
      return { found: "transfer", have: 1, need: 3 };
    case "sealed":
      return { found: "sealed" };
    case "two-step":
      return { found: "two_step", account: mockAccount({ issuer: "Nordhavn" }), half: MOCK_HALF };
    case "entrust":
      return { found: "entrust_sealed" };
    case "export":
      return { found: "listed", list: mockList() };
    default:
      return invitation;
  }
}

/** `add` puts a new identity into the list. */
export function thirdPartyHost(hands: Hands, add: (identity: Added) => void): ThirdPartyHost {
  const { scene, pause, pad } = hands;
  const isEmpty = () => hands.identities().length === 0;
  let pending: Added[] = [];

  const identity = (issuer: string, account: string, kind: KindView) => ({
    name: issuer || account,
    issuerName: issuer,
    account,
    kind,
  });
  const review = (account: AccountView): FoundView => {
    pending = [identity(account.issuer, account.account, account.kind)];
    return { found: "account", account: { ...account, newPin: isEmpty() } };
  };
  const listed = (): FoundView => {
    const list = mockList({ newPin: isEmpty() });
    pending = list.rows.filter((row) => row.double === null).map((row) => identity(row.issuer, row.account, row.kind));
    return { found: "listed", list };
  };
  const store = async () => {
    // What the screens were shown without these commands is stored too.
    if (pending.length === 0) pending = [identity("GitHub", "freja.holm", "totp")];
    if (scene === "halted") throw mockError("disk_full");
    await pause();
    const stored = pending.length;
    for (const one of pending) add(one);
    pending = [];
    return { stored, present: 0 };
  };

  return {
    ...entrustHost(hands, (extra) => review(mockAccount(extra))),
    ...importHost(hands, listed),
    thirdPartyByHand: async (form: ByHandForm) => {
      await pause();
      const place = [...form.base32].findIndex((character) => !/[a-z2-7\s=-]/i.test(character)) + 1;
      if (place > 0) throw mockError("by_hand_character", { place });
      const isCounted = form.kind === "hotp";
      return review(
        mockAccount({
          issuer: form.issuer,
          account: form.account,
          kind: form.kind,
          digits: form.digits,
          period: isCounted ? null : Number(form.period),
          counter: isCounted ? form.counter : null,
        }),
      );
    },
    thirdPartyPick: async (index) => {
      if (index === null) return listed();
      return review(mockAccount(index === 0 ? {} : { issuer: "Kystbanken", account: "freja" }));
    },
    thirdPartyChoosePin: async () => pad.choose(),
    thirdPartyConfirmPin: async () => pad.confirm(),
    thirdPartyStore: store,
    thirdPartyStoreUnder: async () => {
      await pause();
      if (scene === "unchecked") {
        pad.choose();
        throw mockError("pin_unchecked");
      }
      pad.check();
      return store();
    },
    thirdPartyCancel: async () => {
      pending = [];
      return null;
    },
  };
}
