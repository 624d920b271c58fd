/** The mock's codes that still have the PIN from before it was changed. */
import type { Host } from "../../lib/host";
import { unixNow, type Hands } from "../../lib/host/hands";

type OldPinHost = Pick<
  Host,
  "bringAlongCancel" | "bringAlongConfirm" | "bringAlongFinish" | "bringAlongShow" | "thirdPartyIsApart"
>;

export function oldPinHost({ scene, pause, pad }: Hands): OldPinHost {
  let hasOldPin = scene === "old-pin";
  return {
    thirdPartyIsApart: async () => hasOldPin,
    bringAlongShow: async () => {
      await pause();
      pad.choose();
      return [{ name: "GitHub", account: "freja.holm", digits: "920134", validUntil: unixNow() + 25 }];
    },
    bringAlongConfirm: async () => pad.confirm(),
    bringAlongFinish: async () => {
      await pause();
      pad.check();
      hasOldPin = false;
      return null;
    },
    bringAlongCancel: async () => null,
  };
}
