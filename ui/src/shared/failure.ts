import type { CommandError } from "../lib/host";
import { t, waitingTime } from "../lib/i18n";

/** The sentence for a command's error: what happened and what to do. */
export function failureSentence(error: CommandError): string {
  switch (error.code) {
    case "wrong_activation_password":
    case "wrong_pin": {
      // Codes of other issuers: nobody counts tries.
      if (error.triesLeft === null) return t(`failure.${error.code}`);
      if (error.seconds === null) return t(`failure.${error.code}`, { count: error.triesLeft });
      return t(`failure.${error.code}_paused`, { count: error.triesLeft, wait: waitingTime(error.seconds) });
    }
    case "pin_paused":
    case "too_many_requests":
      return t(`failure.${error.code}`, { wait: waitingTime(error.seconds ?? 60) });
    case "pin_too_short":
      return t("failure.pin_too_short", { minimum: error.minimum ?? 6 });
    case "import_incomplete":
      return t("failure.import_incomplete", { have: error.have ?? 0, need: error.need ?? 0 });
    case "by_hand_character":
      return t("failure.by_hand_character", { place: error.place ?? 1 });
    default:
      return t(`failure.${error.code}`);
  }
}
