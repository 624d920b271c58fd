import { commandError, type CommandError, type FoundView, type Host, type LinkView } from "../../lib/host";
import { Attempt } from "../../shared/attempt.svelte";

/** A link that has opened the app, until the user accepts or declines it. Its text stays in the shell. */
export class LinkController {
  link = $state<LinkView | null>(null);
  /** Why the link cannot be used. */
  refusal = $state<CommandError | null>(null);
  /** Another link was opened, and not kept. */
  tooMany = $state(false);
  readonly attempt = new Attempt<"accept">();
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  /** Something has to be said about a link. */
  get isWaiting(): boolean {
    return this.link !== null || this.refusal !== null;
  }

  /** Asks the shell what waits. */
  async open(): Promise<void> {
    this.refusal = null;
    try {
      this.link = await this.#host.linkWaiting();
    } catch (thrown) {
      this.link = null;
      this.refusal = commandError(thrown);
    }
  }

  /** A link has been opened: it waits, or it was not kept because another one waits. */
  async arrived(kept: boolean): Promise<void> {
    this.tooMany = !kept;
    await this.open();
  }

  /** Goes on with it, as with a QR code that was read. Null when that fails, or when a login is shown in its own window. */
  async accept(): Promise<FoundView | null> {
    const done = await this.attempt.run("accept", async () => ({ found: await this.#host.linkAccept() }));
    if (done) this.forget();
    else this.refusal = this.attempt.failure;
    return done?.found ?? null;
  }

  async decline(): Promise<void> {
    this.forget();
    await this.#host.linkDecline();
  }

  /** The shell has no link any more. */
  forget(): void {
    this.link = null;
    this.refusal = null;
    this.tooMany = false;
  }
}
