import type { CountedView, Host } from "../../lib/host";
import { Attempt } from "../../shared/attempt.svelte";
import { PinController } from "../pin/pin.svelte";

/** Explanation → PIN → the code → hidden again. */
export type Step = "explain" | "pin" | "shown" | "away";

/** A counter-based code. Showing one uses it up, so one is fetched only when the user asks for it. */
export class CounterController {
  step = $state<Step>("explain");
  code = $state<CountedView | null>(null);
  now = $state(0);
  /** Unix seconds at which the clipboard is cleared; null when nothing was copied. */
  clipboardCleared = $state<number | null>(null);
  readonly attempt = new Attempt<"next" | "copy">();
  readonly pin: PinController;
  readonly tokenId: string;
  readonly #host: Host;
  readonly #clock: () => number;

  /** `clock` gives unix seconds with fractions. */
  constructor(host: Host, tokenId: string, clock: () => number = () => Date.now() / 1000) {
    this.#host = host;
    this.tokenId = tokenId;
    this.#clock = clock;
    this.now = clock();
    this.pin = new PinController(host);
  }

  /** Seconds until the clipboard is cleared; 0 when that has happened; null when nothing was copied. */
  get clipboardSeconds(): number | null {
    return this.clipboardCleared === null ? null : Math.max(0, Math.ceil(this.clipboardCleared - this.now));
  }

  /** Asks for the PIN; nothing is used up yet. */
  ask(): void {
    this.attempt.failure = null;
    this.code = null;
    this.step = "pin";
  }

  /** Uses the next code up, with the digits on the pad. */
  async next(): Promise<void> {
    if (this.step !== "pin") return;
    const code = await this.attempt.run("next", () => this.pin.spend(() => this.#host.codesNext(this.tokenId)));
    if (!code) return;
    this.code = code;
    this.step = "shown";
  }

  /** Takes the code off the screen. It does not come back. */
  hide(step: "explain" | "away"): void {
    if (this.step !== "shown") return;
    this.code = null;
    this.step = step;
  }

  /** Hides the code and empties the pad, as the shell has done. */
  shut(): void {
    this.hide("away");
    void this.pin.clear();
  }

  /** Moves the clock on. To be called a few times a second. */
  tick(): void {
    this.now = this.#clock();
  }

  /** Copies the code; the shell clears the clipboard after a while. */
  async copy(): Promise<void> {
    const code = this.code;
    if (!code) return;
    const seconds = await this.attempt.run("copy", () => this.#host.codesCopy(code.digits));
    this.tick();
    if (seconds !== null) this.clipboardCleared = this.now + seconds;
  }
}
