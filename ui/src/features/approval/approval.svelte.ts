import type { ApprovalView, CommandError, Host } from "../../lib/host";
import { t } from "../../lib/i18n";
import { Attempt } from "../../shared/attempt.svelte";
import { PinController } from "../pin/pin.svelte";

/** How a login ended. `failed` carries a reason. */
export type Outcome = "approved" | "denied" | "reported" | "expired" | "withdrawn" | "failed";
/** Asking for the number, then for the PIN, then the outcome; `none` when nothing waits. */
export type Phase = "loading" | "none" | "ask" | "pin" | Outcome;

/** One waiting login after the other. */
export class ApprovalController {
  phase = $state<Phase>("loading");
  /** The login on the screen; stays there while its outcome is shown. */
  current = $state<ApprovalView | null>(null);
  number = $state("");
  now = $state(0);
  /** Why the login failed. */
  reason = $state<CommandError | null>(null);
  readonly attempt = new Attempt<"approve" | "finger" | "deny" | "report">();
  readonly pin: PinController;
  #waiting = $state<ApprovalView[]>([]);
  readonly #host: Host;
  readonly #clock: () => number;

  /** `clock` gives unix seconds with fractions. */
  constructor(host: Host, clock: () => number = () => Date.now() / 1000) {
    this.#host = host;
    this.#clock = clock;
    this.now = clock();
    this.pin = new PinController(host);
    host.listen("approvalsChanged", () => void this.refresh());
    host.listen("locked", () => void this.pin.clear());
  }

  /** Whole seconds until the login on the screen runs out. */
  get secondsLeft(): number {
    return Math.max(0, Math.ceil((this.current?.expires ?? 0) - this.now));
  }

  /** Whether the number has as many digits as the login page shows. */
  get numberIsWhole(): boolean {
    return this.number.length === (this.current?.numberDigits ?? 0);
  }

  /** Whether another login waits behind the outcome on the screen. */
  get another(): boolean {
    return this.#waiting.some((approval) => approval.challengeId !== this.current?.challengeId);
  }

  get #asking(): boolean {
    return this.phase === "ask" || this.phase === "pin";
  }

  /** Reads what is waiting. A login that is new takes the place of an outcome that is still on the screen. */
  async refresh(): Promise<void> {
    const before = this.#waiting;
    try {
      this.#waiting = await this.#host.approvals();
    } catch {
      this.#waiting = [];
    }
    const still = this.#waiting.some((approval) => approval.challengeId === this.current?.challengeId);
    const isNew = this.#waiting.some(({ challengeId }) => !before.some((known) => known.challengeId === challengeId));
    if (this.attempt.busy) return;
    // What the user has just brought here is what the user wants to see.
    const brought = this.#waiting.find(
      ({ challengeId, number }) => number !== null && !before.some((known) => known.challengeId === challengeId),
    );
    if (brought) this.#show(brought);
    else if (this.#asking) {
      if (!still) this.phase = this.secondsLeft === 0 ? "expired" : "withdrawn";
    } else if (isNew || this.phase === "loading" || this.phase === "none") {
      this.proceed();
    }
  }

  /** Moves the clock on; a login that ran out ends. To be called a few times a second. */
  tick(): void {
    this.now = this.#clock();
    if (this.#asking && !this.attempt.busy && this.secondsLeft === 0) this.phase = "expired";
  }

  /** To the next waiting login, or to "none". */
  proceed(): void {
    this.#show(this.#waiting.find((approval) => approval.challengeId !== this.current?.challengeId) ?? null);
  }

  #show(approval: ApprovalView | null): void {
    this.current = approval;
    this.number = approval?.number ?? "";
    this.reason = null;
    this.attempt.failure = null;
    this.phase = this.current ? "ask" : "none";
    this.tick();
  }

  /** From the number to the PIN. */
  confirmNumber(): void {
    if (this.phase === "ask" && this.numberIsWhole) this.phase = "pin";
  }

  /** From the PIN back to the number. */
  changeNumber(): void {
    this.attempt.failure = null;
    if (this.phase === "pin") this.phase = "ask";
  }

  /** Approves with the number and the digits on the pad. */
  async approve(): Promise<void> {
    await this.#answer("approve", "approved", (challengeId) =>
      this.pin.spend(() => this.#host.approvalApprove(challengeId, this.number)),
    );
    await this.pin.settled();
  }

  /** Approves with the number and a fingerprint, where the login allows it. */
  async approveByPresence(): Promise<void> {
    await this.#answer("finger", "approved", (challengeId) =>
      this.#host.approvalApproveByPresence(challengeId, this.number, t("presence.reasonApprove")),
    );
    if (this.attempt.failure?.code === "presence_cancelled") this.attempt.failure = null;
  }

  /** Stops waiting at the fingerprint reader. */
  async usePin(): Promise<void> {
    await this.#host.presenceCancel();
  }

  async deny(): Promise<void> {
    await this.#answer("deny", "denied", (challengeId) => this.#host.approvalDeny(challengeId));
  }

  /** "It was not me." */
  async report(): Promise<void> {
    await this.#answer("report", "reported", (challengeId) => this.#host.approvalReport(challengeId));
  }

  /** Hides the window. */
  async close(): Promise<void> {
    this.proceed();
    await this.#host.approvalsClose();
  }

  /** Hides the window and brings the list of identities to the front, where the identity can be repaired. */
  async resolve(): Promise<void> {
    await this.close();
    await this.#host.identitiesShow();
  }

  async #answer(
    work: "approve" | "finger" | "deny" | "report",
    outcome: Outcome,
    deed: (challengeId: string) => Promise<unknown>,
  ): Promise<void> {
    const challengeId = this.current?.challengeId;
    if (challengeId === undefined || !this.#asking) return;
    const done = await this.attempt.run(work, async () => {
      await deed(challengeId);
      return true;
    });
    if (done) this.phase = outcome;
    else if (this.attempt.failure) this.#end(this.attempt.failure);
  }

  /** After an error: most end the login, a wrong PIN or a lost connection can be tried again. */
  #end(error: CommandError): void {
    if (error.code === "challenge_expired") this.phase = "expired";
    else if (error.code === "challenge_closed") this.phase = "withdrawn";
    else if (error.endsLogin) {
      this.reason = error;
      this.phase = "failed";
    }
  }
}
