import type { CommandError } from "../lib/host";
import { t, waitingTime } from "../lib/i18n";

/** The sentence for a command's error: what happened and what to do. */
export function failureSentence(error: CommandError): string {
  switch (error.code) {
    case "wrong_activation_password":
      return t("failure.wrong_activation_password", { count: error.triesLeft ?? 0 });
    case "wrong_pin": {
      // Codes of other issuers: nobody counts tries.
      if (error.triesLeft === null) return t("failure.wrong_shared_pin");
      const wrong = t("failure.wrong_pin", { count: error.triesLeft });
      return error.seconds === null ? wrong : `${wrong} ${t("wait.before", { wait: waitingTime(error.seconds) })}`;
    }
    case "pin_paused":
    case "too_many_requests":
      return t(`failure.${error.code}`, { wait: waitingTime(error.seconds ?? 60) });
    case "pin_too_short":
      return t("failure.pin_too_short", { minimum: error.minimum ?? 6 });
    case "by_hand_character":
      return t("failure.by_hand_character", { place: error.place ?? 1 });
    default:
      return t(`failure.${error.code}`);
  }
}
