import type { CodesView, CodeView, Host } from "../../lib/host";
import { t } from "../../lib/i18n";
import { Attempt } from "../../shared/attempt.svelte";
import { PinController } from "../pin/pin.svelte";
import { PresenceController } from "../presence/presence.svelte";

/** Why no code is shown: the PIN was not typed yet, the code has expired, or the user left the window. */
export type Hidden = "locked" | "over" | "away";

/** With this many seconds or fewer, there is hardly time to type the code. */
const SOON = 5;

/** Passcodes on demand: after the PIN, the current code and the next one are shown for a while. */
export class CodesController {
  hidden = $state<Hidden | null>("locked");
  /** False when the portal could not be asked whether the PIN was right. */
  checked = $state(true);
  now = $state(0);
  /** Unix seconds at which the clipboard is cleared; null when nothing was copied. */
  clipboardCleared = $state<number | null>(null);
  readonly attempt = new Attempt<"open" | "finger" | "copy">();
  readonly pin: PinController;
  readonly presence: PresenceController;
  readonly tokenId: string;
  #codes = $state<CodeView[]>([]);
  /** The code whose successor was asked for, by its last second. */
  #nextWantedAt = $state<number | null>(null);
  readonly #host: Host;
  readonly #clock: () => number;

  /** `clock` gives unix seconds with fractions. */
  constructor(host: Host, tokenId: string, clock: () => number = () => Date.now() / 1000) {
    this.#host = host;
    this.tokenId = tokenId;
    this.#clock = clock;
    this.now = clock();
    this.pin = new PinController(host);
    this.presence = new PresenceController(host, tokenId);
  }

  /** The code that is valid now. */
  get current(): CodeView | null {
    if (this.hidden) return null;
    return this.#codes.find((code) => code.validUntil > this.now) ?? null;
  }

  /** The code after it. */
  get next(): CodeView | null {
    const current = this.current;
    if (!current) return null;
    return this.#codes.find((code) => code.validFrom >= current.validUntil) ?? null;
  }

  /** Whether the next code is on the screen: in the last seconds of this one, or because it was asked for. */
  get nextIsShown(): boolean {
    const current = this.current;
    return current !== null && (this.secondsLeft <= SOON || this.#nextWantedAt === current.validUntil);
  }

  /** Shows the next code beside this one. */
  wantNext(): void {
    this.#nextWantedAt = this.current?.validUntil ?? null;
  }

  /** Whole seconds that the current code is still valid. */
  get secondsLeft(): number {
    return Math.max(0, Math.ceil((this.current?.validUntil ?? 0) - this.now));
  }

  /** The same as a share of the code's whole time, 0 to 1. */
  get shareLeft(): number {
    const code = this.current;
    if (!code) return 0;
    return Math.min(1, Math.max(0, (code.validUntil - this.now) / (code.validUntil - code.validFrom)));
  }

  /** Seconds until the clipboard is cleared; 0 when that has happened; null when nothing was copied. */
  get clipboardSeconds(): number | null {
    return this.clipboardCleared === null ? null : Math.max(0, Math.ceil(this.clipboardCleared - this.now));
  }

  /** Asks for the codes with the digits on the pad. */
  async open(): Promise<void> {
    const view = await this.attempt.run("open", () => this.pin.spend(() => this.#host.codes(this.tokenId)));
    await this.pin.settled();
    if (view) this.#show(view);
    await this.presence.read();
  }

  /** Asks for the codes with a fingerprint. */
  async touch(): Promise<void> {
    const view = await this.attempt.run("finger", () => this.#host.presenceCodes(this.tokenId, t("presence.reason")));
    if (view) this.#show(view);
    else if (this.attempt.failure?.code === "presence_cancelled") this.attempt.failure = null;
    await this.presence.read();
  }

  #show(view: CodesView): void {
    this.#codes = view.codes;
    this.checked = view.checked;
    this.hidden = null;
    this.tick();
  }

  /** Moves the clock on; hides the codes when the last one is over. To be called a few times a second. */
  tick(): void {
    this.now = this.#clock();
    if (!this.hidden && !this.#codes.some((code) => code.validUntil > this.now)) this.hide("over");
  }

  /** Takes the codes off the screen. */
  hide(why: Hidden): void {
    if (this.hidden) return;
    this.hidden = why;
    this.#codes = [];
    this.#nextWantedAt = null;
  }

  /** From "hidden" back to the PIN pad. */
  lock(): void {
    this.hidden = "locked";
    this.attempt.failure = null;
  }

  /** Hides the code and empties the pad, as the shell has done. */
  shut(): void {
    this.hide("locked");
    void this.pin.clear();
  }

  /** Stops waiting at the fingerprint reader, if it waits. */
  async leaveReader(): Promise<void> {
    if (this.attempt.work === "finger") await this.presence.cancel();
  }

  /** Copies the current code; the shell clears the clipboard after a while. */
  async copy(): Promise<void> {
    const code = this.current;
    if (!code) return;
    const seconds = await this.attempt.run("copy", () => this.#host.codesCopy(code.digits));
    this.tick();
    if (seconds !== null) this.clipboardCleared = this.now + seconds;
  }
}
