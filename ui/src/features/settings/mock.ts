/** The mock's settings, and how its computer is doing. */
import type { Host, Language } from "../../lib/host";
import { mockError, type Hands } from "../../lib/host/hands";

type SettingsHost = Pick<Host, "diagnosis" | "settings" | "settingsLanguage">;

/** `foreign` says whether links of other apps are opened here. */
export function settingsHost(
  { scene, pause, identities }: Hands,
  language: Language,
  foreign: () => boolean,
): { commands: SettingsHost; language: () => Language } {
  const isFailing = scene === "failing";
  const commands: SettingsHost = {
    settings: async () => ({ language, systemLanguages: [], appVersion: "0.1.0", foreignLinks: foreign() }),
    settingsLanguage: async (wish) => {
      language = wish;
      return null;
    },
    diagnosis: async () => {
      await pause();
      return {
        keyring: isFailing ? mockError("keyring_locked") : null,
        vault: null,
        vaultExists: identities().length > 0,
        clocks: identities().map(({ issuerName, contact }) => ({
          issuerName,
          offset: contact.reachable ? (isFailing ? 95 : 0) : null,
        })),
        dataFolder: "~/.local/share/segl",
      };
    },
  };
  return { commands, language: () => language };
}
