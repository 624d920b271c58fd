import type { Strings } from "../../lib/i18n/shape";
import type { en } from "./words.en";

export const da: Strings<typeof en> = {
  repair: { reconnect: "Se, hvad du skal gøre", replace: "Slet og tilføj igen" },
};
