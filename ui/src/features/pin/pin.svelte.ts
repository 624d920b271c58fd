import type { Host, PinKey } from "../../lib/host";

/** The digits gather in the shell; here is only how many there are. */
export class PinController {
  length = $state(0);
  readonly #host: Pick<Host, "pinKey">;
  #line: Promise<void> = Promise.resolve();

  constructor(host: Pick<Host, "pinKey">) {
    this.#host = host;
  }

  /** Sends one key after the other, in the order typed; resolves when this one has arrived. */
  press(key: PinKey): Promise<void> {
    this.#line = this.#line.then(() => this.#send(key));
    return this.#line;
  }

  /** Does what takes the digits off the pad. Keys and clearings asked for meanwhile come after it, also when the pad has left the screen. */
  spend<T>(deed: () => Promise<T>): Promise<T> {
    const done = this.#line.then(deed);
    this.#line = done
      .then(
        () => undefined,
        () => undefined,
      )
      .then(() => this.#send("clear"));
    return done;
  }

  /** Forgets the digits typed so far. */
  clear(): Promise<void> {
    return this.press("clear");
  }

  /** Resolves when every key pressed so far has arrived. */
  settled(): Promise<void> {
    return this.#line;
  }

  async #send(key: PinKey): Promise<void> {
    try {
      this.length = (await this.#host.pinKey(key)).length;
    } catch {
      // A key that did not arrive is a dot that does not appear: the eye sees it and types again.
    }
  }
}
