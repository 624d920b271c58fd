import type { CodeView, EntrustView, FoundView, Host } from "../../lib/host";
import { Attempt } from "../../shared/attempt.svelte";

/** Activation password → registration code → codes that are tried, and refused or taken. */
export type Step = "none" | "password" | "registration" | "trial" | "refused";
/** What an Entrust activation was found as. */
export type EntrustFound = FoundView & { found: "entrust_sealed" | "entrust_opened" };

/** The activation of an Entrust soft token, until its issuer accepts a code. Its key stays in the shell. */
export class EntrustController {
  step = $state<Step>("none");
  activation = $state<EntrustView | null>(null);
  /** Codes of six digits; else eight. */
  six = $state(false);
  /** The issuer's policy is a part of the key. */
  withPolicy = $state(false);
  now = $state(0);
  readonly attempt = new Attempt<"open" | "hand" | "register" | "trial" | "accept">();
  #codes = $state<CodeView[]>([]);
  readonly #host: Host;
  readonly #take: (found: FoundView) => void;
  readonly #clock: () => number;

  /** `take` goes on with what was found; `clock` gives unix seconds with fractions. */
  constructor(host: Host, take: (found: FoundView) => void, clock: () => number = () => Date.now() / 1000) {
    this.#host = host;
    this.#take = take;
    this.#clock = clock;
    this.now = clock();
  }

  /** The code that is to be tried; null when its time is over. */
  get current(): CodeView | null {
    return this.#codes.find((code) => code.validUntil > this.now) ?? null;
  }

  /** Whole seconds that it is still valid. */
  get secondsLeft(): number {
    return Math.max(0, Math.ceil((this.current?.validUntil ?? 0) - this.now));
  }

  /** The same as a share of its whole time, 0 to 1. */
  get shareLeft(): number {
    const code = this.current;
    return code ? Math.min(1, Math.max(0, (code.validUntil - this.now) / (code.validUntil - code.validFrom))) : 0;
  }

  get hasPolicy(): boolean {
    return this.activation?.policy != null;
  }

  /** Goes on with what was found. */
  begin(found: EntrustFound): void {
    this.clear();
    this.activation = found.found === "entrust_opened" ? found.activation : null;
    this.step = this.activation ? "registration" : "password";
  }

  /** True when the activation password opens it. */
  open(password: string): Promise<boolean> {
    return this.#goOn("open", () => this.#host.entrustOpen(password));
  }

  /** True when what was typed can be a serial number and an activation code. */
  byHand(serial: string, activationCode: string): Promise<boolean> {
    return this.#goOn("hand", () => this.#host.entrustByHand(serial, activationCode));
  }

  /** Takes the registration code that was typed. True when codes can be tried. */
  async register(typed: string): Promise<boolean> {
    const isTaken = await this.attempt.run("register", async () => {
      await this.#host.entrustRegister(typed);
      return true;
    });
    if (!isTaken) return false;
    await this.show();
    return true;
  }

  /** Shows the code of now. */
  async show(): Promise<void> {
    this.step = "trial";
    const view = await this.attempt.run("trial", () => this.#host.entrustTrial(this.six, this.withPolicy));
    this.#codes = view?.codes ?? [];
    this.tick();
  }

  /** The issuer did not take the code. */
  refused(): void {
    this.#codes = [];
    this.attempt.failure = null;
    this.step = "refused";
  }

  showOtherLength(): Promise<void> {
    this.six = !this.six;
    return this.show();
  }

  showOtherPolicy(): Promise<void> {
    this.withPolicy = !this.withPolicy;
    return this.show();
  }

  /** The issuer has taken a code: true when the token can be looked at and stored. */
  accept(): Promise<boolean> {
    return this.#goOn("accept", () => this.#host.entrustAccept());
  }

  /** Moves the clock on. To be called a few times a second. */
  tick(): void {
    this.now = this.#clock();
  }

  /** One step back where nothing is lost with it. False when there is none. */
  back(): boolean {
    if (this.step !== "refused") return false;
    void this.show();
    return true;
  }

  /** Nobody is there: no code is shown any more. */
  shut(): void {
    this.#codes = [];
  }

  /** Forgets everything. */
  clear(): void {
    this.step = "none";
    this.activation = null;
    this.six = false;
    this.withPolicy = false;
    this.#codes = [];
    this.attempt.failure = null;
  }

  async #goOn(work: "open" | "hand" | "accept", deed: () => Promise<FoundView>): Promise<boolean> {
    const found = await this.attempt.run(work, deed);
    if (found) this.#take(found);
    return found !== null;
  }
}
