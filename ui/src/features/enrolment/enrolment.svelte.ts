import type { ActivatedView, EnrolledView, Host, InvitationView } from "../../lib/host";
import { Attempt } from "../../shared/attempt.svelte";
import { PinController } from "../pin/pin.svelte";

/** Where the QR code is read from. */
export type Source = "screen" | "image" | "paste" | "drop";
/** Source → activation password → PIN → PIN again → saved → "press OK in the portal". */
export type Step = "source" | "activation" | "choose" | "confirm" | "saving" | "done";

/** The journey from a QR code to an identity. Its secrets stay in the shell. */
export class EnrolmentController {
  step = $state<Step>("source");
  invitation = $state<InvitationView | null>(null);
  activated = $state<ActivatedView | null>(null);
  enrolled = $state<EnrolledView | null>(null);
  readonly attempt = new Attempt<Source | "activate" | "pin" | "save">();
  readonly pin: PinController;
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
    this.pin = new PinController(host);
  }

  /** Looks for an invitation at `source`; a file dialog that is cancelled changes nothing. */
  async read(source: Source): Promise<void> {
    const invitation = await this.attempt.run(source, () => this.#invitationFrom(source));
    if (!invitation) return;
    this.invitation = invitation;
    this.step = "activation";
  }

  /** Unlocks the invitation. */
  async activate(activationPassword: string): Promise<void> {
    const activated = await this.attempt.run("activate", () => this.#host.enrolmentActivate(activationPassword));
    if (!activated) return;
    this.activated = activated;
    this.step = "choose";
  }

  /** The keyring is not there: whether a file may take its place is for the user, and then for the portal. */
  get lacksKeyring(): boolean {
    return this.step === "activation" && ["keyring_no_service", "key_file_not_allowed"].includes(this.attempt.trouble?.code ?? "");
  }

  /** Unlocks the invitation with the key in a file; when the portal does not allow it, the keyring is waited for again. */
  async activateWithKeyFile(activationPassword: string): Promise<void> {
    await this.#host.enrolmentKeyFile(true);
    await this.activate(activationPassword);
    if (this.attempt.trouble?.code === "key_file_not_allowed") await this.#host.enrolmentKeyFile(false);
  }

  /** Takes the digits on the pad as the new PIN, or compares them with it and saves. */
  async submitPin(): Promise<void> {
    const accepted = await this.attempt.run("pin", async () => {
      await this.pin.spend(() => (this.step === "choose" ? this.#host.enrolmentChoosePin() : this.#host.enrolmentConfirmPin()));
      return true;
    });
    await this.pin.settled();
    if (accepted && this.step === "choose") {
      this.step = "confirm";
    } else if (accepted) {
      this.step = "saving";
      await this.save();
    } else if (this.attempt.trouble?.code === "pin_mismatch") {
      this.step = "choose";
    }
  }

  /** Writes the identity; may be tried again when the disk was full or the portal away. */
  async save(): Promise<void> {
    const enrolled = await this.attempt.run("save", () => this.#host.enrolmentFinish());
    if (!enrolled) return;
    this.enrolled = enrolled;
    this.step = "done";
  }

  /** Forgets everything; nothing half-made remains. */
  async cancel(): Promise<void> {
    this.step = "source";
    this.invitation = null;
    this.activated = null;
    this.enrolled = null;
    this.attempt.trouble = null;
    await this.#host.enrolmentCancel();
  }

  #invitationFrom(source: Source): Promise<InvitationView | null> {
    switch (source) {
      case "screen":
        return this.#host.enrolmentFromScreen();
      case "image":
        return this.#host.enrolmentFromImage();
      case "paste":
        return this.#host.enrolmentFromClipboard();
      case "drop":
        return this.#host.enrolmentFromDrop();
    }
  }
}
