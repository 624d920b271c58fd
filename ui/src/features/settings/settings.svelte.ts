import type { DiagnosisView, Host, Language } from "../../lib/host";
import { speak } from "../../lib/i18n";
import { Attempt } from "../../shared/attempt.svelte";

/** The language, and the check of the computer. */
export class SettingsController {
  language = $state<Language>("system");
  version = $state("");
  /** Whether links of other issuers open the app; null where that cannot be chosen. */
  foreignLinks = $state<boolean | null>(null);
  diagnosis = $state<DiagnosisView | null>(null);
  readonly attempt = new Attempt<"language" | "diagnosis">();
  readonly links = new Attempt<"links">();
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
      this.foreignLinks = settings.foreignLinks;
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

  /** Whether links of other issuers open here from now on. When the change fails, the switch goes back. */
  async openForeignLinks(wanted: boolean): Promise<void> {
    const before = this.foreignLinks;
    this.foreignLinks = wanted;
    const done = await this.links.run("links", async () => {
      await this.#host.settingsLinks(wanted);
      return true;
    });
    if (!done) this.foreignLinks = before;
  }

  /** Looks at keyring, vault and clock. */
  async diagnose(): Promise<void> {
    this.diagnosis = await this.attempt.run("diagnosis", () => this.#host.diagnosis());
  }

  #speak(): void {
    speak(this.language, [...this.#systemLanguages, ...navigator.languages]);
  }
}
