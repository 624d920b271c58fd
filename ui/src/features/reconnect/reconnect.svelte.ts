import type { Host } from "../../lib/host";
import { Attempt } from "../../shared/attempt.svelte";
import { PinController } from "../pin/pin.svelte";

/** What happened, and what to do in the portal → PIN → connected. */
export type Step = "explain" | "pin" | "done";

/** Reconnects an identity that was used from two places. */
export class ReconnectController {
  step = $state<Step>("explain");
  readonly attempt = new Attempt<"reconnect">();
  readonly pin: PinController;
  readonly tokenId: string;
  readonly #host: Host;

  constructor(host: Host, tokenId: string) {
    this.#host = host;
    this.tokenId = tokenId;
    this.pin = new PinController(host);
  }

  /** From "I have confirmed it in the portal" to the PIN. */
  proceed(): void {
    this.attempt.failure = null;
    this.step = "pin";
  }

  /** Connects with the digits on the pad. When the user has not confirmed in the portal yet, back to that step. */
  async reconnect(): Promise<void> {
    const done = await this.attempt.run("reconnect", async () => {
      await this.pin.spend(() => this.#host.identityReconnect(this.tokenId));
      return true;
    });
    await this.pin.settled();
    if (done) this.step = "done";
    else if (this.attempt.failure?.code === "token_copied") this.step = "explain";
  }
}
