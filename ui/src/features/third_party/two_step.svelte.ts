import type { Host } from "../../lib/host";
import { Attempt } from "../../shared/attempt.svelte";

/** The half of a key that this device has made. It is shown, because its owner has to type it at the issuer. */
export class TwoStepController {
  /** Without blanks; null when there is none. */
  half = $state<string | null>(null);
  now = $state(0);
  /** Unix seconds at which the clipboard is cleared; null when nothing was copied. */
  clipboardCleared = $state<number | null>(null);
  readonly attempt = new Attempt<"copy">();
  readonly #host: Host;
  readonly #clock: () => number;

  /** `clock` gives unix seconds with fractions. */
  constructor(host: Host, clock: () => number = () => Date.now() / 1000) {
    this.#host = host;
    this.#clock = clock;
  }

  /** In groups of four characters. */
  get grouped(): string {
    return (this.half?.match(/.{1,4}/g) ?? []).join(" ");
  }

  /** Seconds until the clipboard is cleared; 0 when that has happened; null when nothing was copied. */
  get clipboardSeconds(): number | null {
    return this.clipboardCleared === null ? null : Math.max(0, Math.ceil(this.clipboardCleared - this.now));
  }

  /** To be called a few times a second. */
  tick(): void {
    this.now = this.#clock();
  }

  /** Copies it without blanks, which issuers refuse; the shell clears the clipboard after a while. */
  async copy(): Promise<void> {
    const half = this.half;
    if (half === null) return;
    const seconds = await this.attempt.run("copy", () => this.#host.codesCopy(half));
    this.tick();
    if (seconds !== null) this.clipboardCleared = this.now + seconds;
  }

  take(half: string | null): void {
    this.half = half;
    this.clipboardCleared = null;
    this.attempt.failure = null;
  }
}
