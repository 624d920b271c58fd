/** The mock's codes of other issuers: what is found, how it is stored, and how it is brought along. */
import type { AccountView, ByHandForm, CommandError, FoundView, Host, IdentityView, ImportView, KindView } from "./index";
import { entrustHost } from "./mock_entrust";

/** The password of the mock's encrypted export. */
export const MOCK_EXPORT_PASSWORD = "blåbær";
/** The half of a key that the mock has made. */
export const MOCK_HALF = "NJXSIN2MQOW7DAZNFLOA";

type Hands = {
  scene: string;
  pause: () => Promise<void>;
  error: (code: CommandError["code"], extra?: Partial<CommandError>) => CommandError;
  checkPin: () => void;
  choosePin: () => null;
  confirmPin: () => null;
  isEmpty: () => boolean;
  add: (identity: Pick<IdentityView, "name" | "issuerName" | "account" | "kind">) => void;
};

type ThirdPartyHost = Pick<
  Host,
  | "bringAlongCancel"
  | "bringAlongConfirm"
  | "bringAlongFinish"
  | "bringAlongShow"
  | "codesNext"
  | "entrustAccept"
  | "entrustByHand"
  | "entrustOpen"
  | "entrustRegister"
  | "entrustTrial"
  | "importFinishEarly"
  | "importFromFiles"
  | "importOpen"
  | "thirdPartyByHand"
  | "thirdPartyCancel"
  | "thirdPartyChoosePin"
  | "thirdPartyConfirmPin"
  | "thirdPartyIsApart"
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

export function mockList(extra: Partial<ImportView> = {}): ImportView {
  return {
    rows: [
      { issuer: "GitHub", account: "freja.holm", kind: "totp", double: null },
      { issuer: "Havnekontoret", account: "lager 3", kind: "hotp", double: null },
      { issuer: "Kystbanken", account: "freja", kind: "totp", double: "here" },
      { issuer: "GitHub", account: "freja.holm", kind: "totp", double: "export" },
    ],
    rejected: [{ position: 5, name: "Yandex (freja)", reason: "unknown_kind" }],
    newPin: false,
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

export function thirdPartyHost({ scene, pause, error, checkPin, choosePin, confirmPin, isEmpty, add }: Hands): ThirdPartyHost {
  let pending: Parameters<Hands["add"]>[0][] = [];
  let counter = 41;
  let hasOldPin = scene === "old-pin";

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
    if (scene === "halted") throw error("disk_full");
    await pause();
    const stored = pending.length;
    for (const one of pending) add(one);
    pending = [];
    return { stored, present: 0 };
  };

  return {
    ...entrustHost({ pause, error, review: (extra) => review(mockAccount(extra)) }),
    importFromFiles: async () => {
      await pause();
      if (scene === "cancelled") return null;
      if (scene === "sealed") return { found: "sealed" };
      if (scene === "strange") throw error("import_unknown_format");
      return listed();
    },
    importOpen: async (password) => {
      await pause();
      if (password !== MOCK_EXPORT_PASSWORD) throw error("import_wrong_password");
      return listed();
    },
    importFinishEarly: async () => listed(),
    thirdPartyByHand: async (form: ByHandForm) => {
      await pause();
      const place = [...form.base32].findIndex((character) => !/[a-z2-7\s=-]/i.test(character)) + 1;
      if (place > 0) throw error("by_hand_character", { place });
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
    thirdPartyPick: async (index) => review(mockAccount(index === 0 ? {} : { issuer: "Kystbanken", account: "freja" })),
    thirdPartyChoosePin: async () => choosePin(),
    thirdPartyConfirmPin: async () => confirmPin(),
    thirdPartyStore: store,
    thirdPartyStoreUnder: async () => {
      await pause();
      if (scene === "unchecked") {
        choosePin();
        throw error("pin_unchecked");
      }
      checkPin();
      return store();
    },
    thirdPartyCancel: async () => {
      pending = [];
      return null;
    },
    thirdPartyIsApart: async () => hasOldPin,
    codesNext: async () => {
      await pause();
      checkPin();
      counter += 1;
      return { digits: counter === 42 ? "755224" : "287082", counter: `${counter}`, checked: scene !== "offline" };
    },
    bringAlongShow: async () => {
      await pause();
      choosePin();
      return [
        { name: "GitHub", account: "freja.holm", digits: "920134", validUntil: Math.floor(Date.now() / 1000) + 25 },
      ];
    },
    bringAlongConfirm: async () => confirmPin(),
    bringAlongFinish: async () => {
      await pause();
      checkPin();
      hasOldPin = false;
      return null;
    },
    bringAlongCancel: async () => null,
  };
}
