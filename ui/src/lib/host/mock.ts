/** A shell that lives in the page: for development in a plain browser, for screenshots and for unit tests. */
import type {
  ApprovalView,
  CommandError,
  ContactView,
  Event,
  FoundView,
  Host,
  IdentityView,
  InvitationView,
  Payload,
  PinKey,
} from "./index";
import { exportHost } from "./mock_export";
import { linksHost } from "./mock_links";
import { manyIdentities, manyHost } from "./mock_many";
import { mockFound, thirdPartyHost } from "./mock_third_party";

/** The PIN of every mock identity, and the activation password of the mock invitation. */
export const MOCK_PIN = "482915";
export const MOCK_ACTIVATION_PASSWORD = "K7MF-2Q9X";
export const MOCK_NUMBER = "483920";

export function mockError(code: CommandError["code"], extra: Partial<CommandError> = {}): CommandError {
  return {
    code,
    triesLeft: null,
    seconds: null,
    minimum: null,
    place: null,
    have: null,
    need: null,
    endsLogin: false,
    ...extra,
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

export function mockInvitation(): InvitationView {
  return { host: "login.nordhavn.example", origin: "https://login.nordhavn.example", expires: unixNow() + 540 };
}

export function mockContact(extra: Partial<ContactView> = {}): ContactView {
  return { state: "active", reachable: true, last: unixNow() - 40, waiting: 0, settled: "nothing", ...extra };
}

export function mockApproval(extra: Partial<ApprovalView> = {}): ApprovalView {
  const created = unixNow() - 8;
  return {
    challengeId: "c1",
    issuerName: "Nordhavn Energi",
    account: "freja.holm",
    system: "Nordhavn Energi",
    systemOrigin: "https://login.nordhavn.example",
    ip: "192.0.2.17",
    place: "Aarhus",
    sameNetwork: true,
    browser: "Firefox",
    os: "Windows",
    browserKnown: true,
    text: null,
    numberDigits: 6,
    takesPresence: false,
    created,
    expires: created + 120,
    ...extra,
  };
}

/** The mock, with a hand on its events. */
export type MockHost = Host & { tell<E extends Event>(event: E, payload: Payload<E>): void };

/** `scene` of the query: `empty` (default), `list`, `waiting`, `offline`, `trouble`. `lang` sets the language. */
export function mockHost(query: URLSearchParams = new URLSearchParams()): MockHost {
  const scene = query.get("scene") ?? "empty";
  const slow = Number(query.get("delay") ?? "0");
  const heard = new Map<Event, ((payload: never) => void)[]>();
  const tell = <E extends Event>(event: E, payload: Payload<E>) =>
    heard.get(event)?.forEach((hear) => hear(payload as never));
  const pause = () => new Promise<void>((done) => (slow > 0 ? setTimeout(done, slow) : done()));

  let language = (query.get("lang") ?? "system") as "system" | "en" | "da";
  let identities = scenery(scene);
  let approvals = scene === "waiting" || scene === "approval" ? [mockApproval(scenicApproval(query))] : [];
  let broken = scene === "broken" || scene === "lost";
  let finger = scene === "finger" || scene === "due" || scene === "nobody" || scene === "stranger";
  let lift: (() => void) | null = null;
  let keyFile = false;
  let digits = "";
  let chosen: string | null = null;
  let activationTries = 5;
  let pinTries = 10;

  const invitation: FoundView = { found: "invitation", invitation: mockInvitation() };
  const checkPin = () => {
    const typed = digits;
    digits = "";
    if (typed === "") throw mockError("pin_missing");
    if (typed === MOCK_PIN) return;
    pinTries -= 1;
    if (pinTries === 5) throw mockError("pin_paused", { seconds: 900 });
    throw mockError("wrong_pin", { triesLeft: pinTries });
  };
  const choosePin = () => {
    const typed = digits;
    digits = "";
    if (typed.length < 6) throw mockError("pin_too_short", { minimum: 6 });
    if (/^(\d)\1+$|^123456|^654321/.test(typed)) throw mockError("pin_guessable");
    chosen = typed;
    return null;
  };
  const confirmPin = () => {
    const typed = digits;
    digits = "";
    if (typed !== chosen) throw mockError("pin_mismatch");
    return null;
  };
  const codesNow = () => {
    const now = unixNow();
    const from = now - (now % 30);
    return {
      codes: [
        { digits: MOCK_NUMBER, validFrom: from, validUntil: from + 30 },
        { digits: "107264", validFrom: from + 30, validUntil: from + 60 },
      ],
      checked: scene !== "offline",
    };
  };
  /** A finger comes at once; in the scene `nobody` only a cancel ends the question. */
  const touched = () =>
    new Promise<void>((there, away) => {
      lift = () => away(mockError("presence_cancelled"));
      if (scene === "stranger") away(mockError("presence_refused"));
      else if (scene !== "nobody") there();
    });
  const answered = (challengeId: string) => {
    approvals = approvals.filter((approval) => approval.challengeId !== challengeId);
    tell("approvalsChanged", { waiting: approvals.length });
    return null;
  };

  const isEmpty = () => identities.length === 0;
  const add = (extra: Partial<IdentityView>) => {
    identities = [...identities, mockIdentity({ tokenId: `t${identities.length + 1}`, issuerOrigin: "", ...extra })];
  };

  const many = manyHost({
    pause,
    error: mockError,
    tell,
    identities: () => identities,
    keep: (all) => (identities = all),
  });

  const links = linksHost({ scene, pause, error: mockError, invitation });

  return {
    ...thirdPartyHost({ scene, pause, error: mockError, checkPin, choosePin, confirmPin, isEmpty, add }),
    ...many.commands,
    ...links.commands,
    ...exportHost({ pause, error: mockError, checkPin, identities: () => identities }),
    tell,
    listen: (event, hear) => void heard.set(event, [...(heard.get(event) ?? []), hear as (payload: never) => void]),
    settings: async () => ({ language, systemLanguages: [], appVersion: "0.1.0", foreignLinks: links.foreign() }),
    settingsLanguage: async (wish) => {
      language = wish;
      return null;
    },
    diagnosis: async () => {
      await pause();
      return {
        keyring: scene === "trouble" ? mockError("keyring_locked") : null,
        vault: null,
        vaultExists: identities.length > 0,
        clocks: identities.map((identity) => ({
          issuerName: identity.issuerName,
          offset: identity.contact.reachable ? (scene === "trouble" ? 95 : 0) : null,
        })),
        dataFolder: "~/.local/share/segl",
      };
    },
    identities: async () => {
      await pause();
      if (broken) throw mockError(scene === "lost" ? "vault_damaged" : "keyring_locked");
      return identities.filter(({ tokenId }) => tokenId !== many.hidden());
    },
    identityCheck: async (tokenId) => {
      await pause();
      const contact = mockContact({ last: unixNow() });
      identities = identities.map((identity) => (identity.tokenId === tokenId ? { ...identity, contact } : identity));
      tell("contactChanged", { tokenId, contact });
      return null;
    },
    identityRename: async (tokenId, name) => {
      await pause();
      identities = identities.map((identity) => (identity.tokenId === tokenId ? { ...identity, name } : identity));
      return null;
    },
    identityRemove: async (tokenId) => {
      await pause();
      identities = identities.filter((identity) => identity.tokenId !== tokenId);
      return null;
    },
    identitiesShow: async () => undefined,
    identitiesErase: async () => {
      await pause();
      identities = [];
      broken = false;
      return null;
    },
    identityReconnect: async (tokenId) => {
      await pause();
      if (scene === "unconfirmed") throw mockError("token_copied");
      checkPin();
      identities = identities.map((identity) =>
        identity.tokenId === tokenId ? { ...identity, contact: mockContact() } : identity,
      );
      return null;
    },
    pinChangeOpen: async () => {
      await pause();
      if (scene === "offline") throw mockError("unreachable");
      return {
        pinMinimum: 6,
        settled: scene === "settled" ? "new" : "nothing",
        oldTwice: identities.every(({ kind }) => kind !== "portal"),
      };
    },
    pinChangeBegin: async () => {
      await pause();
      checkPin();
      return null;
    },
    pinChangeRepeat: async () => {
      const typed = digits;
      digits = "";
      if (typed !== MOCK_PIN) throw mockError("pin_mismatch");
      return null;
    },
    pinChangeChoose: async () => choosePin(),
    pinChangeConfirm: async () => confirmPin(),
    pinChangeFinish: async () => {
      await pause();
      if (scene === "unsettled") throw mockError("pin_unsettled");
      return null;
    },
    pinChangeCancel: async () => {
      chosen = null;
      return null;
    },
    enrolmentFromScreen: async () => {
      await pause();
      if (scene === "trouble") throw mockError("no_qr_code");
      return mockFound(scene, invitation);
    },
    enrolmentFromImage: async () => {
      await pause();
      return scene === "cancelled" ? null : mockFound(scene, invitation);
    },
    enrolmentFromClipboard: async () => {
      await pause();
      return mockFound(scene, invitation);
    },
    enrolmentFromCamera: async () => {
      await pause();
      if (scene === "trouble") throw mockError("invitation_foreign");
      return scene === "blank" ? null : mockFound(scene, invitation);
    },
    enrolmentFromDrop: async () => mockFound(scene, invitation),
    enrolmentActivate: async (password) => {
      await pause();
      if (scene.startsWith("keyless") && !keyFile) throw mockError("keyring_no_service");
      if (scene === "keyless-forbidden") throw mockError("key_file_not_allowed");
      if (password === MOCK_ACTIVATION_PASSWORD)
        return { issuerName: "Nordhavn Energi", account: "freja.holm", pinMinimum: 6, sharesPin: scene === "foreign" };
      activationTries -= 1;
      throw activationTries > 0
        ? mockError("wrong_activation_password", { triesLeft: activationTries })
        : mockError("invitation_void");
    },
    enrolmentKeyFile: async (wanted) => {
      keyFile = wanted;
      return null;
    },
    enrolmentChoosePin: async () => choosePin(),
    enrolmentConfirmPin: async () => confirmPin(),
    enrolmentFinish: async () => {
      await pause();
      if (scene === "full") throw mockError("disk_full");
      if (scene === "foreign" && chosen !== MOCK_PIN) throw mockError("pin_not_shared");
      identities = [
        ...identities,
        mockIdentity({ tokenId: `t${identities.length + 1}`, contact: mockContact({ state: "pending" }) }),
      ];
      return { issuerName: "Nordhavn Energi", account: "freja.holm", fingerprint: "x3Kq 9vTz" };
    },
    enrolmentCancel: async () => {
      chosen = null;
      return null;
    },
    pinKey: async (key: PinKey) => {
      if (key === "clear") digits = "";
      else if (key === "erase") digits = digits.slice(0, -1);
      else if (digits.length < 12) digits += key;
      return { length: digits.length };
    },
    presence: async () => {
      await pause();
      return {
        isOn: finger,
        isAllowed: scene !== "forbidden",
        mayApprove: finger && scene === "guarded",
        pinIsDue: scene === "due",
        trouble: scene === "fingerless" ? mockError("presence_not_enrolled") : null,
      };
    },
    presenceTurnOn: async () => {
      await touched();
      checkPin();
      finger = true;
      return null;
    },
    presenceTurnOff: async () => {
      finger = false;
      return null;
    },
    presenceCancel: async () => {
      lift?.();
      return null;
    },
    presenceCodes: async () => {
      await touched();
      return codesNow();
    },
    codes: async () => {
      await pause();
      checkPin();
      return codesNow();
    },
    codesCopy: async () => 20,
    approvals: async () => {
      await pause();
      return approvals;
    },
    approvalsShow: async () => {
      location.href = `approve.html?scene=approval&lang=${language}`;
    },
    approvalsClose: async () => undefined,
    approvalApprove: async (challengeId, number) => {
      await pause();
      checkPin();
      answered(challengeId);
      if (number !== MOCK_NUMBER) throw mockError("wrong_number", { endsLogin: true });
      return null;
    },
    approvalApproveByPresence: async (challengeId, number) => {
      await touched();
      answered(challengeId);
      if (number !== MOCK_NUMBER) throw mockError("wrong_number", { endsLogin: true });
      return null;
    },
    approvalDeny: async (challengeId) => {
      await pause();
      return answered(challengeId);
    },
    approvalReport: async (challengeId) => {
      await pause();
      return answered(challengeId);
    },
  };
}

function unixNow(): number {
  return Math.floor(Date.now() / 1000);
}

function scenery(scene: string): IdentityView[] {
  const hour = unixNow() - 3600;
  switch (scene) {
    case "empty":
    case "cancelled":
    case "full":
    case "keyless":
    case "keyless-forbidden":
    case "account":
    case "bare":
    case "several":
    case "transfer":
    case "two-step":
    case "entrust":
      return [];
    case "foreign":
      return [mockIdentity({ kind: "totp", name: "GitHub", issuerName: "GitHub", issuerOrigin: "" })];
    case "old-pin":
    case "others":
      return [
        mockIdentity(),
        mockIdentity({ tokenId: "t2", kind: "totp", name: "GitHub", issuerName: "GitHub", issuerOrigin: "" }),
        mockIdentity({
          tokenId: "t3",
          kind: "hotp",
          name: "Havnekontoret",
          issuerName: "Havnekontoret",
          issuerOrigin: "",
          account: "lager 3",
        }),
      ];
    case "many":
      return manyIdentities(24).map(mockIdentity);
    case "waiting":
      return [mockIdentity({ contact: mockContact({ waiting: 1 }) })];
    case "copied":
    case "unconfirmed":
      return [mockIdentity({ contact: mockContact({ state: "copied" }) })];
    case "destroyed":
      return [mockIdentity({ contact: mockContact({ state: "destroyed" }) })];
    case "settled":
      return [mockIdentity({ contact: mockContact({ settled: "new" }) })];
    case "offline":
      return [mockIdentity({ contact: mockContact({ reachable: false, last: hour }) })];
    default:
      return [
        mockIdentity(),
        mockIdentity({
          tokenId: "t2",
          name: "Søndersø Kommune",
          issuerName: "Søndersø Kommune",
          account: "fho@sondersoe.example",
          contact: mockContact({ state: "pending" }),
        }),
      ];
  }
}

function scenicApproval(query: URLSearchParams): Partial<ApprovalView> {
  if (query.get("strange") !== null) {
    return {
      sameNetwork: false,
      place: "Rotterdam",
      ip: "198.51.100.24",
      browser: "Chrome",
      os: "Linux",
      browserKnown: false,
    };
  }
  return query.get("guarded") === null ? {} : { takesPresence: true };
}
