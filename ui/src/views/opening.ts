import type { CommandError } from "../lib/host";
import { t } from "../lib/i18n";

/** After these the identities on this device cannot come back: the way out is to begin anew. */
export function isLost(code: CommandError["code"]): boolean {
  return [
    "vault_damaged",
    "vault_rolled_back",
    "vault_mismatched",
    "keyring_damaged",
    "keyring_entry_missing",
  ].includes(code);
}

/** What helps beyond the sentence itself, where there is more to say; else null. */
export function openingHint(code: CommandError["code"]): string | null {
  switch (code) {
    case "keyring_no_service":
      return t("opening.noService");
    case "keyring_entry_missing":
      return t("opening.entryMissing");
    default:
      return isLost(code) ? t("opening.lost") : null;
  }
}
