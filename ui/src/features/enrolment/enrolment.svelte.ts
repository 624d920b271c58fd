import type { ActivatedView, EnrolledView, Host, InvitationView } from "../../lib/host";
import { Attempt } from "../../shared/attempt.svelte";
import { PinController } from "../pin/pin.svelte";

/** Activation password → PIN → PIN again → saved → "press OK in the portal". */
export type Step = "activation" | "choose" | "confirm" | "saving" | "done";

/** From an invitation to an identity. Its secrets stay in the shell. */
export class EnrolmentController {
  step = $state<Step>("activation");
  activated = $state<ActivatedView | null>(null);
  enrolled = $state<EnrolledView | null>(null);
  readonly invitation: InvitationView;
  readonly attempt = new Attempt<"activate" | "pin" | "save">();
  readonly pin: PinController;
  readonly #host: Host;

  constructor(host: Host, invitation: InvitationView) {
    this.#host = host;
    this.invitation = invitation;
    this.pin = new PinController(host);
  }

  /** Unlocks the invitation. */
  async activate(activationPassword: string): Promise<void> {
    const activated = await this.attempt.run("activate", () => this.#host.enrolmentActivate(activationPassword));
    if (!activated) return;
    this.activated = activated;
    this.step = "choose";
  }

  /** There is no keyring: the user may choose a key file instead, if the portal allows it. */
  get lacksKeyring(): boolean {
    return (
      this.step === "activation" &&
      ["keyring_no_service", "key_file_not_allowed"].includes(this.attempt.failure?.code ?? "")
    );
  }

  /** Unlocks the invitation with the key in a file; when the portal does not allow it, the keyring is waited for again. */
  async activateWithKeyFile(activationPassword: string): Promise<void> {
    await this.#host.enrolmentKeyFile(true);
    await this.activate(activationPassword);
    if (this.attempt.failure?.code === "key_file_not_allowed") await this.#host.enrolmentKeyFile(false);
  }

  /** Takes the digits on the pad as the new PIN, or compares them with it and saves. */
  async submitPin(): Promise<void> {
    const accepted = await this.attempt.run("pin", async () => {
      await this.pin.spend(() =>
        this.step === "choose" ? this.#host.enrolmentChoosePin() : this.#host.enrolmentConfirmPin(),
      );
      return true;
    });
    await this.pin.settled();
    if (accepted && this.step === "choose") {
      this.step = "confirm";
    } else if (accepted) {
      this.step = "saving";
      await this.save();
    } else if (this.attempt.failure?.code === "pin_mismatch") {
      this.step = "choose";
    }
  }

  /** Stores the identity; may be tried again when the disk was full or the portal could not be reached. */
  async save(): Promise<void> {
    const enrolled = await this.attempt.run("save", () => this.#host.enrolmentFinish());
    if (!enrolled) {
      if (this.attempt.failure?.code === "pin_not_shared") this.step = "choose";
      return;
    }
    this.enrolled = enrolled;
    this.step = "done";
  }

  /** Whether secrets have been typed that the shell forgets when the user leaves the computer. */
  get isUnderWay(): boolean {
    return this.step === "activation" || this.step === "choose" || this.step === "confirm";
  }

  /** Ends it; what is not finished is forgotten. */
  async cancel(): Promise<void> {
    void this.pin.clear();
    await this.#host.enrolmentCancel();
  }
}
