import type { Host, SettledView } from "../../lib/host";
import { Attempt } from "../../shared/attempt.svelte";
import { PinController } from "../pin/pin.svelte";

/**
 * Looking for an interrupted change → old PIN (twice where nobody counts tries) → new PIN → once more → changing → done, or not
 * known yet.
 */
export type Step = "opening" | "old" | "again" | "choose" | "confirm" | "changing" | "done" | "unsettled";

/** The change of one identity's PIN. Both PINs stay in the shell. */
export class PinChangeController {
  step = $state<Step>("opening");
  minimum = $state(6);
  /** Which PIN applies after an earlier change that was interrupted. */
  settled = $state<SettledView>("nothing");
  /** Nobody can say for sure whether the old PIN is right. */
  oldTwice = $state(false);
  readonly attempt = new Attempt<"open" | "old" | "again" | "choose" | "confirm" | "change">();
  readonly pin: PinController;
  readonly tokenId: string;
  readonly #host: Host;

  constructor(host: Host, tokenId: string) {
    this.#host = host;
    this.tokenId = tokenId;
    this.pin = new PinController(host);
  }

  /** Settles what an earlier change left open, then asks for the old PIN. */
  async open(): Promise<void> {
    const view = await this.attempt.run("open", () => this.#host.pinChangeOpen(this.tokenId));
    if (!view) return;
    this.minimum = view.pinMinimum;
    this.settled = view.settled;
    this.oldTwice = view.oldTwice;
    this.step = "old";
  }

  /** Takes the digits on the pad: as the old PIN, as the new one, or to compare. */
  async submit(): Promise<void> {
    if (this.step === "old")
      await this.#take("old", () => this.#host.pinChangeBegin(this.tokenId), this.oldTwice ? "again" : "choose");
    else if (this.step === "again") {
      if (!(await this.#take("again", () => this.#host.pinChangeRepeat(), "choose"))) this.step = "old";
    } else if (this.step === "choose") await this.#take("choose", () => this.#host.pinChangeChoose(), "confirm");
    else if (this.step === "confirm") {
      const same = await this.#take("confirm", () => this.#host.pinChangeConfirm(), "changing");
      if (same) await this.change();
      else if (this.attempt.failure?.code === "pin_mismatch") this.step = "choose";
    }
  }

  /** Changes the PIN; may be tried again when the portal could not be reached. */
  async change(): Promise<void> {
    const done = await this.attempt.run("change", async () => {
      await this.#host.pinChangeFinish();
      return true;
    });
    if (done) this.step = "done";
    else if (this.attempt.failure?.code === "pin_unsettled") this.step = "unsettled";
  }

  /** The shell has forgotten both PINs: from the old one again, unless all is done. */
  shut(): void {
    void this.pin.clear();
    if (this.attempt.busy || !["again", "choose", "confirm", "changing"].includes(this.step)) return;
    this.attempt.failure = null;
    this.step = "old";
  }

  /** Stops; the shell forgets both PINs. */
  async cancel(): Promise<void> {
    await this.#host.pinChangeCancel();
  }

  async #take(
    work: "old" | "again" | "choose" | "confirm",
    deed: () => Promise<unknown>,
    next: Step,
  ): Promise<boolean> {
    const done = await this.attempt.run(work, async () => {
      await this.pin.spend(deed);
      return true;
    });
    await this.pin.settled();
    if (done) this.step = next;
    return done ?? false;
  }
}
