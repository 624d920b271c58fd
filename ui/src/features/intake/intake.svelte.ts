import type { FoundView, Host } from "../../lib/host";
import { Attempt } from "../../shared/attempt.svelte";
import { failureSentence } from "../../shared/failure";

/** Where something to add is looked for; `files` are those of another app. */
export type Source = "screen" | "image" | "paste" | "drop" | "files";

/** Looks for what can be added: QR codes, links, keys and exports. What it finds stays in the shell. */
export class IntakeController {
  readonly attempt = new Attempt<Source>();
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  /** How the reading goes, for screens of other features. */
  get reading(): { busy: boolean; sentence: string | null } {
    return { busy: this.attempt.busy, sentence: this.attempt.failure && failureSentence(this.attempt.failure) };
  }

  /** What can be added at `source`; null when there is none, or when the file dialog was cancelled. */
  read(source: Source): Promise<FoundView | null> {
    return this.attempt.run(source, () => this.#read(source));
  }

  /** Drops what was found, when nobody waits for it any more. */
  async drop(): Promise<void> {
    await Promise.all([this.#host.enrolmentCancel(), this.#host.thirdPartyCancel()]);
  }

  #read(source: Source): Promise<FoundView | null> {
    switch (source) {
      case "screen":
        return this.#host.enrolmentFromScreen();
      case "image":
        return this.#host.enrolmentFromImage();
      case "paste":
        return this.#host.enrolmentFromClipboard();
      case "drop":
        return this.#host.enrolmentFromDrop();
      case "files":
        return this.#host.importFromFiles();
    }
  }
}
