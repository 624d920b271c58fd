import type { Host, SampleView } from "../../lib/host";
import { Attempt } from "../../shared/attempt.svelte";
import { PinController } from "../pin/pin.svelte";

/** Explanation → earlier PIN → a code made with it works → earlier PIN again → current PIN → done. */
export type Step = "explain" | "previous" | "check" | "again" | "current" | "done";

/** Gives the current PIN to codes of other issuers that still have an earlier one. Both PINs stay in the shell. */
export class OldPinController {
  step = $state<Step>("explain");
  /** Codes made with the earlier PIN, for the user to try. */
  samples = $state<SampleView[]>([]);
  now = $state(0);
  readonly attempt = new Attempt<"show" | "confirm" | "finish">();
  readonly pin: PinController;
  readonly #host: Host;
  readonly #clock: () => number;

  /** `clock` gives unix seconds with fractions. */
  constructor(host: Host, clock: () => number = () => Date.now() / 1000) {
    this.#host = host;
    this.#clock = clock;
    this.now = clock();
    this.pin = new PinController(host);
  }

  /** To the earlier PIN, from the explanation or after its codes were refused. */
  begin(): void {
    this.attempt.failure = null;
    this.samples = [];
    this.step = "previous";
  }

  /** One of the codes was accepted somewhere: the PIN is the right one. */
  worked(): void {
    this.samples = [];
    this.step = "again";
  }

  /** Moves the clock on: a code that is over is not shown any more. */
  tick(): void {
    this.now = this.#clock();
  }

  /** Uses the digits on the pad for the current step. */
  async submit(): Promise<void> {
    if (this.step === "previous") {
      const samples = await this.attempt.run("show", () => this.pin.spend(() => this.#host.oldPinShow()));
      if (!samples) return;
      this.tick();
      this.samples = samples;
      this.step = "check";
    } else if (this.step === "again") {
      if (await this.#spend("confirm", () => this.#host.oldPinConfirm())) this.step = "current";
      else this.step = "previous";
    } else if (this.step === "current") {
      if (await this.#spend("finish", () => this.#host.oldPinFinish())) this.step = "done";
      // Not a wrong current PIN (the portal counts those): the earlier PIN was wrong, or the shell has forgotten both.
      else if (this.#isLost) this.step = "previous";
    }
  }

  /** The shell has dropped what was on the pad; and both PINs, when the user has `left`. Until then a code may be on trial somewhere else. */
  shut(left: boolean): void {
    void this.pin.clear();
    if (!left || this.attempt.busy || this.step === "done") return;
    this.samples = [];
    this.attempt.failure = null;
    this.step = "explain";
  }

  /** Stops; the shell forgets both PINs. */
  async cancel(): Promise<void> {
    await this.#host.oldPinCancel();
  }

  get #isLost(): boolean {
    const failure = this.attempt.failure;
    return failure?.code === "nothing_to_change" || (failure?.code === "wrong_pin" && failure.triesLeft === null);
  }

  async #spend(work: "confirm" | "finish", deed: () => Promise<unknown>): Promise<boolean> {
    const done = await this.attempt.run(work, async () => {
      await this.pin.spend(deed);
      return true;
    });
    return done ?? false;
  }
}
