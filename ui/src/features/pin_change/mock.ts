/** The mock's change of a PIN. */
import type { Host } from "../../lib/host";
import { mockError, type Hands } from "../../lib/host/hands";
import { MOCK_PIN } from "../pin/mock";

type PinChangeHost = Pick<
  Host,
  | "pinChangeBegin"
  | "pinChangeCancel"
  | "pinChangeChoose"
  | "pinChangeConfirm"
  | "pinChangeFinish"
  | "pinChangeOpen"
  | "pinChangeRepeat"
>;

export function pinChangeHost({ scene, pause, pad, identities }: Hands): PinChangeHost {
  return {
    pinChangeOpen: async () => {
      await pause();
      if (scene === "offline") throw mockError("unreachable");
      return {
        pinMinimum: 6,
        settled: scene === "settled" ? "new" : "nothing",
        oldTwice: identities().every(({ kind }) => kind !== "portal"),
      };
    },
    pinChangeBegin: async () => {
      await pause();
      return pad.check();
    },
    pinChangeRepeat: async () => {
      if (pad.take() !== MOCK_PIN) throw mockError("pin_mismatch");
      return null;
    },
    pinChangeChoose: async () => pad.choose(),
    pinChangeConfirm: async () => pad.confirm(),
    pinChangeFinish: async () => {
      await pause();
      if (scene === "unsettled") throw mockError("pin_unsettled");
      return null;
    },
    pinChangeCancel: async () => pad.forget(),
  };
}
