import type { DiagnosisView } from "../../lib/host";
import { t } from "../../lib/i18n";
import { failureSentence } from "../../shared/failure";

/** One line of the diagnosis. */
export type Check = { id: string; name: string; verdict: "fine" | "caution" | "wrong"; sentence: string };

/** More than this many seconds off, and codes of 30 seconds begin to be refused. */
const TOLERATED_OFFSET = 20;

/** What the diagnosis found, in sentences. */
export function checks(diagnosis: DiagnosisView): Check[] {
  return [keyring(diagnosis), vault(diagnosis), ...clocks(diagnosis)];
}

function keyring({ keyring }: DiagnosisView): Check {
  const name = t("settings.keyring");
  if (keyring) return { id: "keyring", name, verdict: "wrong", sentence: failureSentence(keyring) };
  return { id: "keyring", name, verdict: "fine", sentence: t("settings.keyringFine") };
}

function vault({ vault, vaultExists }: DiagnosisView): Check {
  const name = t("settings.vault");
  if (vault) return { id: "vault", name, verdict: "wrong", sentence: failureSentence(vault) };
  return {
    id: "vault",
    name,
    verdict: "fine",
    sentence: vaultExists ? t("settings.vaultFine") : t("settings.vaultNone"),
  };
}

function clocks({ clocks }: DiagnosisView): Check[] {
  const name = t("settings.clock");
  if (clocks.length === 0) return [{ id: "clock", name, verdict: "fine", sentence: t("settings.clockNone") }];
  return clocks.map(({ issuerName, offset }, place) => {
    const id = `clock-${place}`;
    if (offset === null)
      return { id, name, verdict: "caution", sentence: t("settings.clockUnknown", { name: issuerName }) };
    if (Math.abs(offset) <= TOLERATED_OFFSET)
      return { id, name, verdict: "fine", sentence: t("settings.clockFine", { name: issuerName }) };
    const count = Math.abs(offset);
    return {
      id,
      name,
      verdict: "wrong",
      sentence: offset > 0 ? t("settings.clockSlow", { count }) : t("settings.clockFast", { count }),
    };
  });
}
