/** The mock's codes that still have the PIN from before it was changed. */
import type { Host } from "../../lib/host";
import { unixNow, type Hands } from "../../lib/host/hands";

type OldPinHost = Pick<Host, "oldPinCancel" | "oldPinConfirm" | "oldPinFinish" | "oldPinShow" | "thirdPartyOutOfSync">;

export function oldPinHost({ scene, pause, pad }: Hands): OldPinHost {
  let hasOldPin = scene === "old-pin";
  return {
    thirdPartyOutOfSync: async () => hasOldPin,
    oldPinShow: async () => {
      await pause();
      pad.choose();
      return [{ name: "GitHub", account: "freja.holm", digits: "920134", validUntil: unixNow() + 25 }];
    },
    oldPinConfirm: async () => pad.confirm(),
    oldPinFinish: async () => {
      await pause();
      pad.check();
      hasOldPin = false;
      return null;
    },
    oldPinCancel: async () => null,
  };
}
