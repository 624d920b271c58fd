import type { Host, PinKey } from "../../lib/host";

/** The digits stay in the shell; here is only their number. */
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

  /** Calls `deed`, which uses the digits and empties the pad. Keys pressed and clearings asked for meanwhile follow it, even when the pad is no longer on the screen. */
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
      // A key that did not arrive shows no dot: the user sees it and types again.
    }
  }
}
