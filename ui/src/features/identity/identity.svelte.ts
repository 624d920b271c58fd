import type { ArrangementForm, ContactView, Host, IdentityView } from "../../lib/host";
import { Attempt } from "../../shared/attempt.svelte";
import { fits, isQuery, SEARCH_FROM } from "./search";
import { placed } from "./sections";

/** An identity that was removed: it can be undone, it could not be removed, or it was too late to undo. */
export type Removed = { tokenId: string; name: string; state: "undoable" | "failed" | "tooLate" };

/** The identities of this device, and what can be done to one. */
export class IdentityController {
  /** Null until they were read for the first time. */
  all = $state<IdentityView[] | null>(null);
  /** Token ids being checked right now. */
  checking = $state<string[]>([]);
  /** The codes of other issuers still have the PIN from before it was changed. */
  hasOldPin = $state(false);
  /** What is looked for. */
  query = $state("");
  /** What was removed and can be brought back, or why not. */
  removed = $state<Removed | null>(null);
  /** The name of what was brought back last, to be said. */
  restored = $state<string | null>(null);
  /** The order that was asked for could not be written. */
  orderFailed = $state(false);
  readonly attempt = new Attempt<"open" | "rename" | "arrange" | "remove">();
  readonly #host: Host;
  #moves: Promise<void> = Promise.resolve();

  constructor(host: Host) {
    this.#host = host;
    host.listen("contactChanged", ({ tokenId, contact }) => this.#note(tokenId, contact));
    host.listen("removalEnded", ({ tokenId, failure }) => void this.#ended(tokenId, failure !== null));
  }

  /** How many logins wait for an answer. */
  get waiting(): number {
    return (this.all ?? []).reduce((sum, identity) => sum + identity.contact.waiting, 0);
  }

  /** There are identities, and none of a portal: nobody counts tries of their PIN. */
  get isWithoutPortal(): boolean {
    return this.all !== null && this.all.every(({ kind }) => kind !== "portal");
  }

  /** Whether any of them has a login page. */
  get logsIn(): boolean {
    return (this.all ?? []).some((identity) => identity.kind === "portal");
  }

  /** Whether there are enough to look for one. */
  get searchable(): boolean {
    return (this.all?.length ?? 0) >= SEARCH_FROM;
  }

  /** Those that fit what is looked for; all when nothing is. */
  get found(): IdentityView[] {
    const all = this.all ?? [];
    return this.searching ? all.filter((identity) => fits(identity, this.query)) : all;
  }

  get searching(): boolean {
    return this.searchable && isQuery(this.query);
  }

  byId(tokenId: string): IdentityView | undefined {
    return this.all?.find((identity) => identity.tokenId === tokenId);
  }

  /** Reads the identities, showing why when that fails. */
  async open(): Promise<void> {
    const all = await this.attempt.run("open", () => this.#host.identities());
    if (all) this.all = all;
    await this.#lookForOldPin();
  }

  /** Reads them again without a word; what is on the screen stays when that fails. */
  async refresh(): Promise<void> {
    try {
      this.all = await this.#host.identities();
      await this.#lookForOldPin();
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

  /** True when note, group and place are written. */
  async arrange(tokenId: string, wanted: ArrangementForm): Promise<boolean> {
    const done = await this.attempt.run("arrange", async () => {
      await this.#host.identityArrange(tokenId, wanted);
      return true;
    });
    await this.refresh();
    return done ?? false;
  }

  /** Moves an identity: at once on the screen, then in the vault, one move after the other. */
  move(tokenId: string, place: ArrangementForm): Promise<void> {
    this.orderFailed = false;
    this.all = placed(this.all ?? [], tokenId, place);
    this.#moves = this.#moves.then(async () => {
      try {
        await this.#host.identityArrange(tokenId, place);
      } catch {
        this.orderFailed = true;
        await this.refresh();
      }
    });
    return this.#moves;
  }

  /** Removes an identity of another issuer; for a while this can be undone. */
  async removeLater(tokenId: string): Promise<boolean> {
    const name = this.byId(tokenId)?.name ?? "";
    const done = await this.attempt.run("remove", async () => {
      await this.#host.identityRemoveLater(tokenId);
      return true;
    });
    if (done) this.removed = { tokenId, name, state: "undoable" };
    this.restored = null;
    await this.refresh();
    return done ?? false;
  }

  /** Brings back what was removed last. */
  async undoRemoval(): Promise<void> {
    const removed = this.removed;
    if (removed?.state !== "undoable") return;
    const isBack = await this.#host.identityRemoveUndo(removed.tokenId);
    this.removed = isBack ? null : { ...removed, state: "tooLate" };
    this.restored = isBack ? removed.name : null;
    await this.refresh();
  }

  /** Makes the removal final, or hides the message about one. */
  async endRemoval(): Promise<void> {
    const isOpen = this.removed?.state === "undoable";
    this.removed = null;
    if (isOpen) await this.#host.identityRemoveNow();
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

  /** Brings the window with the waiting login to the front. */
  async showWaiting(): Promise<void> {
    await this.#host.approvalsShow();
  }

  async #ended(tokenId: string, failed: boolean): Promise<void> {
    if (this.removed?.tokenId === tokenId && this.removed.state === "undoable") this.removed = null;
    if (!failed) return;
    await this.refresh();
    this.removed = { tokenId, name: this.byId(tokenId)?.name ?? "", state: "failed" };
  }

  async #lookForOldPin(): Promise<void> {
    const kinds = new Set((this.all ?? []).map(({ kind }) => kind === "portal"));
    try {
      // Only where there are both kinds can their PINs differ.
      this.hasOldPin = kinds.size === 2 && (await this.#host.thirdPartyOutOfSync());
    } catch {
      this.hasOldPin = false;
    }
  }

  #note(tokenId: string, contact: ContactView): void {
    this.all =
      this.all?.map((identity) => (identity.tokenId === tokenId ? { ...identity, contact } : identity)) ?? null;
  }
}
