import type { Host, PresenceView } from "../../lib/host";
import { t } from "../../lib/i18n";
import { Attempt } from "../../shared/attempt.svelte";
import { PinController } from "../pin/pin.svelte";

/** Fingerprint instead of the PIN, for one identity: whether it is on, and switching it. */
export class PresenceController {
  /** Null until it was read. */
  view = $state<PresenceView | null>(null);
  /** It has just been switched on. */
  done = $state(false);
  readonly attempt = new Attempt<"on" | "off">();
  readonly pin: PinController;
  readonly tokenId: string;
  readonly #host: Host;

  constructor(host: Host, tokenId: string) {
    this.#host = host;
    this.tokenId = tokenId;
    this.pin = new PinController(host);
  }

  /** Whether it could be switched on now. */
  get isOffered(): boolean {
    return this.view !== null && !this.view.isOn && this.view.isAllowed && this.view.failure === null;
  }

  /** Whether a fingerprint shows the codes now. */
  get isReady(): boolean {
    return (
      this.view !== null && this.view.isOn && this.view.isAllowed && !this.view.pinIsDue && this.view.failure === null
    );
  }

  /** Reads whether it is on. When that fails, it is not offered. */
  async read(): Promise<void> {
    try {
      this.view = await this.#host.presence(this.tokenId);
    } catch {
      this.view = null;
    }
  }

  /** Switches it on with the digits on the pad, after a touch of the reader. */
  async turnOn(): Promise<void> {
    const done = await this.attempt.run("on", async () => {
      await this.pin.spend(() => this.#host.presenceTurnOn(this.tokenId, t("presence.reasonOn")));
      return true;
    });
    await this.pin.settled();
    await this.read();
    if (done) this.done = true;
  }

  async turnOff(): Promise<void> {
    await this.attempt.run("off", () => this.#host.presenceTurnOff(this.tokenId));
    await this.read();
  }

  /** Stops waiting at the fingerprint reader. */
  async cancel(): Promise<void> {
    await this.#host.presenceCancel();
  }
}
