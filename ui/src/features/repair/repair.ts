import type { CommandError, IdentityState } from "../../lib/host";

/** Where an identity that does not serve any more leads. */
export type Repairs = {
  /** Found twice: what to do in the portal, and the PIN. */
  reconnect: () => void;
  /** Of no use any more: off this device, and on to a new QR code. */
  replace: () => void;
};

/** What has to be done about an identity in this state, or after this error; null when nothing has. */
export function repairFor(code: CommandError["code"] | IdentityState): "reconnect" | "replace" | null {
  switch (code) {
    case "copied":
    case "token_copied":
      return "reconnect";
    case "destroyed":
    case "gone":
    case "pin_destroyed":
    case "unknown_token":
    case "unauthorized":
      return "replace";
    default:
      return null;
  }
}
