/** The mock's fingerprint reader. */
import type { Host } from "../../lib/host";
import { mockError, type Hands } from "../../lib/host/hands";

type PresenceHost = Pick<Host, "presence" | "presenceCancel" | "presenceTurnOff" | "presenceTurnOn">;

/** A finger comes at once; in the scene `nobody` only a cancel ends the question. */
export function presenceHost({ scene, pause, pad }: Hands): { commands: PresenceHost; touched: () => Promise<void> } {
  let isOn = ["finger", "due", "nobody", "stranger"].includes(scene);
  let lift: (() => void) | null = null;
  const touched = () =>
    new Promise<void>((there, away) => {
      lift = () => away(mockError("presence_cancelled"));
      if (scene === "stranger") away(mockError("presence_refused"));
      else if (scene !== "nobody") there();
    });
  const commands: PresenceHost = {
    presence: async () => {
      await pause();
      return {
        isOn,
        isAllowed: scene !== "forbidden",
        mayApprove: isOn && scene === "guarded",
        pinIsDue: scene === "due",
        failure: scene === "fingerless" ? mockError("presence_not_enrolled") : null,
      };
    },
    presenceTurnOn: async () => {
      await touched();
      pad.check();
      isOn = true;
      return null;
    },
    presenceTurnOff: async () => {
      isOn = false;
      return null;
    },
    presenceCancel: async () => {
      lift?.();
      return null;
    },
  };
  return { commands, touched };
}
