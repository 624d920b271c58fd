/** The mock's codes: the same two for every identity, and those by counter. */
import type { CodesView, Host } from "../../lib/host";
import { unixNow, type Hands } from "../../lib/host/hands";

type CodesHost = Pick<Host, "codes" | "codesCopy" | "codesNext" | "presenceCodes">;

/** `touched` resolves when a finger was on the reader. */
export function codesHost({ scene, pause, pad }: Hands, touched: () => Promise<void>): CodesHost {
  let counter = 41;
  const checked = scene !== "offline";
  const codesNow = (): CodesView => {
    const from = unixNow() - (unixNow() % 30);
    return {
      codes: [
        { digits: "483920", validFrom: from, validUntil: from + 30 },
        { digits: "107264", validFrom: from + 30, validUntil: from + 60 },
      ],
      checked,
    };
  };
  return {
    codes: async () => {
      await pause();
      pad.check();
      return codesNow();
    },
    presenceCodes: async () => {
      await touched();
      return codesNow();
    },
    codesNext: async () => {
      await pause();
      pad.check();
      counter += 1;
      return { digits: counter === 42 ? "755224" : "287082", counter: `${counter}`, checked };
    },
    codesCopy: async () => 20,
  };
}
