import type { Host, SampleView } from "../../lib/host";
import { Attempt } from "../../shared/attempt.svelte";
import { PinController } from "../pin/pin.svelte";

/** What it is about → earlier PIN → codes made with it work → earlier PIN again → current PIN → done. */
export type Step = "explain" | "previous" | "check" | "again" | "current" | "done";

/** Codes of other issuers that a change of the PIN left behind. Both PINs stay in the shell. */
export class OldPinController {
  step = $state<Step>("explain");
  /** Codes that the earlier PIN makes, to be tried. */
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

  /** From what it is about to the earlier PIN; also when its codes were refused. */
  begin(): void {
    this.attempt.trouble = null;
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

  /** Takes the digits on the pad, for what this step wants of them. */
  async submit(): Promise<void> {
    if (this.step === "previous") {
      const samples = await this.attempt.run("show", () => this.pin.spend(() => this.#host.bringAlongShow()));
      if (!samples) return;
      this.tick();
      this.samples = samples;
      this.step = "check";
    } else if (this.step === "again") {
      if (await this.#spend("confirm", () => this.#host.bringAlongConfirm())) this.step = "current";
      else this.step = "previous";
    } else if (this.step === "current") {
      if (await this.#spend("finish", () => this.#host.bringAlongFinish())) this.step = "done";
      // Not a wrong current PIN, whose tries are counted: the earlier one, or both are gone.
      else if (this.#isLost) this.step = "previous";
    }
  }

  /** The shell has dropped what was on the pad; and both PINs, when the user has `left`. Until then a code may be on trial somewhere else. */
  shut(left: boolean): void {
    void this.pin.clear();
    if (!left || this.attempt.busy || this.step === "done") return;
    this.samples = [];
    this.attempt.trouble = null;
    this.step = "explain";
  }

  /** Leaves; nothing half-made remains. */
  async cancel(): Promise<void> {
    await this.#host.bringAlongCancel();
  }

  get #isLost(): boolean {
    const trouble = this.attempt.trouble;
    return trouble?.code === "nothing_to_change" || (trouble?.code === "wrong_pin" && trouble.triesLeft === null);
  }

  async #spend(work: "confirm" | "finish", deed: () => Promise<unknown>): Promise<boolean> {
    const done = await this.attempt.run(work, async () => {
      await this.pin.spend(deed);
      return true;
    });
    return done ?? false;
  }
}
