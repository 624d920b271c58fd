import type { CommandError, IdentityState } from "../../lib/host";

/** What repairs an identity that does not work any more. */
export type Repairs = {
  /** It was used from two places: confirm in the portal, then the PIN. */
  reconnect: () => void;
  /** It cannot be repaired: remove it from this device, and scan a new QR code. */
  replace: () => void;
};

/** What repairs an identity in this state, or after this failure; null when nothing has to be done. */
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
