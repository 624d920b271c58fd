import type { ContactView, Host, IdentityView } from "../../lib/host";
import { Attempt } from "../../shared/attempt.svelte";

/** The identities of this device, and what can be done to one. */
export class IdentityController {
  /** Null until they were read for the first time. */
  all = $state<IdentityView[] | null>(null);
  /** Token ids being checked right now. */
  checking = $state<string[]>([]);
  /** The codes of other issuers have been left behind by a change of the PIN. */
  apart = $state(false);
  readonly attempt = new Attempt<"open" | "rename" | "remove" | "erase">();
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
    host.listen("contactChanged", ({ tokenId, contact }) => this.#note(tokenId, contact));
  }

  /** How many logins wait for an answer. */
  get waiting(): number {
    return (this.all ?? []).reduce((sum, identity) => sum + identity.contact.waiting, 0);
  }

  /** There are identities, and none of a portal: nobody counts tries of their PIN. */
  get isWithoutPortal(): boolean {
    return this.all !== null && this.all.every(({ kind }) => kind !== "portal");
  }

  byId(tokenId: string): IdentityView | undefined {
    return this.all?.find((identity) => identity.tokenId === tokenId);
  }

  /** Reads the identities, showing why when that fails. */
  async open(): Promise<void> {
    const all = await this.attempt.run("open", () => this.#host.identities());
    if (all) this.all = all;
    await this.#lookApart();
  }

  /** Reads them again without a word; what is on the screen stays when that fails. */
  async refresh(): Promise<void> {
    try {
      this.all = await this.#host.identities();
      await this.#lookApart();
    } catch {
      // The last known list is better than none; `open` and "check now" say what is wrong.
    }
  }

  /** Asks the portal of one identity now. */
  async check(tokenId: string): Promise<void> {
    if (this.checking.includes(tokenId)) return;
    this.checking = [...this.checking, tokenId];
    try {
      await this.#host.identityCheck(tokenId);
    } catch {
      // Shown by the identity's own contact: "no connection since …".
    } finally {
      this.checking = this.checking.filter((id) => id !== tokenId);
    }
  }

  /** True when the new name is written. */
  async rename(tokenId: string, name: string): Promise<boolean> {
    const done = await this.attempt.run("rename", async () => {
      await this.#host.identityRename(tokenId, name);
      return true;
    });
    await this.refresh();
    return done ?? false;
  }

  /** True when the identity is gone from this device. */
  async remove(tokenId: string): Promise<boolean> {
    const done = await this.attempt.run("remove", async () => {
      await this.#host.identityRemove(tokenId);
      return true;
    });
    await this.refresh();
    return done ?? false;
  }

  /** True when every identity is gone from this device, also when they could not be read. */
  async erase(): Promise<boolean> {
    const done = await this.attempt.run("erase", async () => {
      await this.#host.identitiesErase();
      return true;
    });
    if (done) await this.open();
    return done ?? false;
  }

  /** Brings the window with the waiting login to the front. */
  async showWaiting(): Promise<void> {
    await this.#host.approvalsShow();
  }

  async #lookApart(): Promise<void> {
    const kinds = new Set((this.all ?? []).map(({ kind }) => kind === "portal"));
    try {
      // Only where there are both can they be apart.
      this.apart = kinds.size === 2 && (await this.#host.thirdPartyIsApart());
    } catch {
      this.apart = false;
    }
  }

  #note(tokenId: string, contact: ContactView): void {
    this.all = this.all?.map((identity) => (identity.tokenId === tokenId ? { ...identity, contact } : identity)) ?? null;
  }
}
