import type { CommandError } from "../lib/host";
import { t } from "../lib/i18n";

/** After these failures the identities on this device cannot be recovered: the user has to start over. */
export function isLost(code: CommandError["code"]): boolean {
  return [
    "vault_damaged",
    "vault_rolled_back",
    "vault_mismatched",
    "keyring_damaged",
    "keyring_entry_missing",
  ].includes(code);
}

/** What else may help, below the sentence of the failure; null when there is nothing to add. */
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
