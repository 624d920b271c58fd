import type { DiagnosisView, Host, Language } from "../../lib/host";
import { speak } from "../../lib/i18n";
import { Attempt } from "../../shared/attempt.svelte";

/** The language, and how the computer is doing. */
export class SettingsController {
  language = $state<Language>("system");
  version = $state("");
  diagnosis = $state<DiagnosisView | null>(null);
  readonly attempt = new Attempt<"language" | "diagnosis">();
  readonly #host: Host;
  #systemLanguages: readonly string[] = [];

  constructor(host: Host) {
    this.#host = host;
  }

  /** Reads the settings and speaks their language. */
  async open(): Promise<void> {
    try {
      const settings = await this.#host.settings();
      this.language = settings.language;
      this.version = settings.appVersion;
      this.#systemLanguages = settings.systemLanguages;
    } finally {
      this.#speak();
    }
  }

  /** Speaks `language` from now on. */
  async choose(language: Language): Promise<void> {
    this.language = language;
    this.#speak();
    await this.attempt.run("language", () => this.#host.settingsLanguage(language));
  }

  /** Looks at keyring, vault and clock. */
  async diagnose(): Promise<void> {
    this.diagnosis = await this.attempt.run("diagnosis", () => this.#host.diagnosis());
  }

  #speak(): void {
    speak(this.language, [...this.#systemLanguages, ...navigator.languages]);
  }
}
