import type { AccountView, ByHandForm, FoundView, Host, StoredView } from "../../lib/host";
import { Attempt } from "../../shared/attempt.svelte";
import { EntrustController } from "../entrust/entrust.svelte";
import { ImportController } from "../import/import.svelte";
import { PinController } from "../pin/pin.svelte";
import { TwoStepController } from "./two_step.svelte";

/** Anything found that is not an invitation of a portal. */
export type ThirdPartyFound = Exclude<FoundView, { found: "invitation" }>;
/** Pick one, type one half, try a code or read an export → look at it → PIN, new or known, twice where nobody can check it → storing → stored. */
export type Step =
  | "none"
  | "pick"
  | "twoStep"
  | "entrust"
  | "review"
  | "import"
  | "choose"
  | "confirm"
  | "known"
  | "again"
  | "storing"
  | "stored";

/** Codes of other issuers on their way into the vault. Their keys and the PIN stay in the shell. */
export class ThirdPartyController {
  step = $state<Step>("none");
  /** The accounts from which the user picks one, or all. */
  accounts = $state<AccountView[]>([]);
  account = $state<AccountView | null>(null);
  stored = $state<StoredView | null>(null);
  readonly attempt = new Attempt<"hand" | "pick" | "pin" | "store">();
  readonly pin: PinController;
  readonly entrust: EntrustController;
  readonly imports: ImportController;
  readonly twoStep: TwoStepController;
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
    this.pin = new PinController(host);
    const take = (found: FoundView) => found.found !== "invitation" && this.take(found);
    this.entrust = new EntrustController(host, take);
    this.imports = new ImportController(host, take);
    this.twoStep = new TwoStepController(host);
  }

  /** Whether something is being read or stored that must not be dropped in the middle. */
  get isBusy(): boolean {
    return this.attempt.busy || this.imports.attempt.busy;
  }

  /** How many codes are to be stored. */
  get count(): number {
    return this.account ? 1 : this.imports.count;
  }

  /** Goes on with what was found. */
  take(found: ThirdPartyFound): void {
    this.attempt.failure = null;
    this.#empty();
    // The user may go back to the codes that were tried.
    const isTried = this.step === "entrust" && found.found === "account";
    if (!isTried) this.entrust.clear();
    switch (found.found) {
      case "two_step":
        this.account = found.account;
        this.twoStep.take(found.half);
        this.step = "twoStep";
        break;
      case "entrust_sealed":
      case "entrust_opened":
        this.entrust.begin(found);
        this.step = "entrust";
        break;
      case "several":
        this.accounts = found.accounts;
        this.step = "pick";
        break;
      case "transfer":
      case "sealed":
      case "listed":
        this.imports.begin(found);
        this.step = "import";
        break;
      case "account":
        this.account = found.account;
        this.step = "review";
    }
  }

  /** True when what was typed can be an account. */
  byHand(form: ByHandForm): Promise<boolean> {
    return this.#goOn("hand", () => this.#host.thirdPartyByHand(form));
  }

  /** One of the accounts, or all of them. */
  pick(index: number | null): Promise<boolean> {
    return this.#goOn("pick", () => this.#host.thirdPartyPick(index));
  }

  /** The issuer has the half that this device has made. */
  typed(): void {
    this.step = "review";
  }

  /** From the review to the PIN. */
  proceed(): void {
    this.attempt.failure = null;
    this.step = (this.account ?? this.imports.list)?.newPin ? "choose" : "known";
  }

  /** Uses the digits on the pad for the current step. */
  async submitPin(): Promise<void> {
    switch (this.step) {
      case "choose":
        if (await this.#spend(() => this.#host.thirdPartyChoosePin())) this.step = "confirm";
        break;
      case "confirm":
      case "again": {
        const first = this.step === "confirm" ? "choose" : "known";
        if (await this.#spend(() => this.#host.thirdPartyConfirmPin())) await this.store();
        else if (["pin_mismatch", "nothing_to_add"].includes(this.attempt.failure?.code ?? "")) this.step = first;
        break;
      }
      case "known": {
        const stored = await this.attempt.run("pin", () => this.pin.spend(() => this.#host.thirdPartyStoreUnder()));
        if (stored) this.#note(stored);
        else if (this.attempt.failure?.code === "pin_unchecked") this.step = "again";
      }
    }
  }

  /** Stores under the PIN that was typed twice; may be tried again. */
  async store(): Promise<void> {
    this.step = "storing";
    const stored = await this.attempt.run("store", () => this.#host.thirdPartyStore());
    if (stored) this.#note(stored);
    // The portal could check the PIN after all, and found it wrong.
    else if (this.attempt.failure?.code === "wrong_pin") this.step = "known";
  }

  /** One step back: from the PIN to the review, from the review to what came before. False when there is nothing before. */
  back(): boolean {
    if (this.step === "entrust") return this.entrust.back();
    if (this.step === "review") return this.#backFromReview();
    if (!["choose", "confirm", "known", "again"].includes(this.step)) return false;
    this.attempt.failure = null;
    this.step = this.account ? "review" : "import";
    return true;
  }

  /** The shell has forgotten the PIN, so it will be asked for again. */
  shut(): void {
    void this.pin.clear();
    this.entrust.shut();
    if (!this.attempt.busy && ["choose", "confirm", "known", "again"].includes(this.step)) this.back();
  }

  /** Forgets everything. */
  async cancel(): Promise<void> {
    void this.pin.clear();
    this.step = "none";
    this.attempt.failure = null;
    this.stored = null;
    this.#empty();
    this.entrust.clear();
    await this.#host.thirdPartyCancel();
  }

  #backFromReview(): boolean {
    if (this.twoStep.half !== null) this.step = "twoStep";
    else if (this.entrust.step === "trial") {
      this.step = "entrust";
      void this.entrust.show();
    } else return false;
    return true;
  }

  #empty(): void {
    this.twoStep.take(null);
    this.accounts = [];
    this.account = null;
    this.imports.clear();
  }

  #note(stored: StoredView): void {
    this.stored = stored;
    this.step = "stored";
  }

  async #goOn(work: "hand" | "pick", deed: () => Promise<FoundView>): Promise<boolean> {
    const found = await this.attempt.run(work, deed);
    if (!found || found.found === "invitation") return false;
    this.take(found);
    return true;
  }

  async #spend(deed: () => Promise<unknown>): Promise<boolean> {
    const done = await this.attempt.run("pin", async () => {
      await this.pin.spend(deed);
      return true;
    });
    return done ?? false;
  }
}
