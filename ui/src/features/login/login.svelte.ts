import type { Host, IdentityView } from "../../lib/host";
import { Attempt } from "../../shared/attempt.svelte";

/** The most digits that a login page shows. */
export const MOST_DIGITS = 8;
const FEWEST_DIGITS = 6;

/** Brings a login here: by the number on its page, or by the page's QR code. Who asks is then shown where logins are answered. */
export class LoginController {
  /** Digits alone. */
  number = $state("");
  /** Whose login it is. */
  tokenId = $state("");
  readonly attempt = new Attempt<"find" | "screen">();
  readonly #host: Host;

  /** `identities` are all that are here; those of a portal can log in. */
  constructor(host: Host, identities: IdentityView[]) {
    this.#host = host;
    this.tokenId = logsIn(identities)[0]?.tokenId ?? "";
  }

  /** Whether the number may be one. */
  get isWhole(): boolean {
    return this.number.length >= FEWEST_DIGITS;
  }

  /** Takes in what was typed or pasted. */
  type(text: string): void {
    this.number = text.replace(/[^0-9]/g, "").slice(0, MOST_DIGITS);
  }

  /** True when the login was found. */
  async find(): Promise<boolean> {
    if (!this.isWhole || this.attempt.busy) return false;
    return this.#bring("find", () => this.#host.loginByNumber(this.tokenId, this.number));
  }

  /** The same by the QR code on the screen. */
  async readScreen(): Promise<boolean> {
    return this.#bring("screen", () => this.#host.loginByScreen());
  }

  /** What nobody needs any more. */
  shut(): void {
    this.number = "";
    this.attempt.failure = null;
  }

  async #bring(work: "find" | "screen", deed: () => Promise<unknown>): Promise<boolean> {
    const done = await this.attempt.run(work, async () => {
      await deed();
      return true;
    });
    if (done) this.shut();
    return done === true;
  }
}

/** The identities that have a login page. */
export function logsIn(identities: IdentityView[]): IdentityView[] {
  return identities.filter((identity) => identity.kind === "portal");
}
