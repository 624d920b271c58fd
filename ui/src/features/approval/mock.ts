/** The mock's waiting login, and the three answers to it. */
import type { ApprovalView, Host } from "../../lib/host";
import { mockError, unixNow, type Hands } from "../../lib/host/hands";

/** The number on the mock's login page. */
export const MOCK_NUMBER = "483920";

type ApprovalHost = Pick<
  Host,
  | "approvalApprove"
  | "approvalApproveByPresence"
  | "approvalDeny"
  | "approvalReport"
  | "approvals"
  | "approvalsClose"
  | "approvalsShow"
  | "loginByNumber"
  | "loginByScreen"
>;

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
    number: null,
    takesPresence: false,
    created,
    expires: created + 120,
    ...extra,
  };
}

/** `touched` resolves when a finger was on the reader; `show` opens the page of the login. */
export function approvalHost(
  { scene, pause, pad, tell }: Hands,
  extra: Partial<ApprovalView>,
  touched: () => Promise<void>,
  show: () => void,
): ApprovalHost {
  let approvals = scene === "waiting" || scene === "approval" ? [mockApproval(extra)] : [];
  const answered = (challengeId: string) => {
    approvals = approvals.filter((approval) => approval.challengeId !== challengeId);
    tell("approvalsChanged", { waiting: approvals.length });
    return null;
  };
  const approved = (challengeId: string, number: string) => {
    answered(challengeId);
    if (number !== MOCK_NUMBER) throw mockError("wrong_number", { endsLogin: true });
    return null;
  };
  /** A login from a new browser, brought here with its number. */
  const bring = () => {
    approvals = [mockApproval({ ...extra, browserKnown: false, number: MOCK_NUMBER }), ...approvals];
    tell("approvalsChanged", { waiting: approvals.length });
    show();
    return null;
  };
  return {
    loginByNumber: async (_, number) => {
      await pause();
      if (number !== MOCK_NUMBER) throw mockError("number_unknown");
      return bring();
    },
    loginByScreen: async () => {
      await pause();
      return bring();
    },
    approvals: async () => {
      await pause();
      return approvals;
    },
    approvalsShow: async () => show(),
    approvalsClose: async () => undefined,
    approvalApprove: async (challengeId, number) => {
      await pause();
      pad.check();
      return approved(challengeId, number);
    },
    approvalApproveByPresence: async (challengeId, number) => {
      await touched();
      return approved(challengeId, number);
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

/** A login from far away (`strange`), or one that a fingerprint approves (`guarded`). */
export function scenicApproval(query: URLSearchParams): Partial<ApprovalView> {
  if (query.get("strange") !== null)
    return {
      sameNetwork: false,
      place: "Rotterdam",
      ip: "198.51.100.24",
      browser: "Chrome",
      os: "Linux",
      browserKnown: false,
    };
  return query.get("guarded") === null ? {} : { takesPresence: true };
}
