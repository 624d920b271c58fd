import type { ActivatedView, EnrolledView, FoundView, Host, InvitationView } from "../../lib/host";
import { Attempt } from "../../shared/attempt.svelte";
import { troubleSentence } from "../../shared/trouble";
import { CameraController } from "../camera/camera.svelte";
import { PinController } from "../pin/pin.svelte";
import { ThirdPartyController } from "../third_party/third_party.svelte";

/** Where the QR code is read from; `files` are those of another app. */
export type Source = "screen" | "image" | "paste" | "drop" | "files";
/**
 * Source → activation password → PIN → PIN again → saved → "press OK in the portal".
 * From the source also to a camera, to what is typed by hand, to another app's files, and on with the codes of other issuers.
 */
export type Step =
  | "source"
  | "camera"
  | "hand"
  | "entrust"
  | "import"
  | "thirdParty"
  | "activation"
  | "choose"
  | "confirm"
  | "saving"
  | "done";

/** The journey from a QR code to an identity. Its secrets stay in the shell. */
export class EnrolmentController {
  step = $state<Step>("source");
  invitation = $state<InvitationView | null>(null);
  activated = $state<ActivatedView | null>(null);
  enrolled = $state<EnrolledView | null>(null);
  readonly attempt = new Attempt<Source | "activate" | "pin" | "save">();
  readonly pin: PinController;
  readonly thirdParty: ThirdPartyController;
  readonly camera: CameraController;
  readonly #host: Host;
  #source: "source" | "hand" | "entrust" | "import" = "source";
  /** Where the camera was switched on. */
  #beforeCamera: "source" | "thirdParty" = "source";

  constructor(host: Host) {
    this.#host = host;
    this.pin = new PinController(host);
    this.thirdParty = new ThirdPartyController(host);
    this.camera = new CameraController(host);
  }

  /** How the reading of something goes, for screens that are not this one's. */
  get reading(): { busy: boolean; sentence: string | null } {
    return { busy: this.attempt.busy, sentence: this.attempt.trouble && troubleSentence(this.attempt.trouble) };
  }

  /** To the key or the Entrust codes that are typed, or the files of another app. */
  begin(step: "hand" | "entrust" | "import"): void {
    this.attempt.trouble = null;
    this.thirdParty.entrust.clear();
    this.step = step;
  }

  /** To the camera; from the QR codes of a transfer, for the next of them. */
  showCamera(): void {
    this.attempt.trouble = null;
    this.#beforeCamera = this.step === "thirdParty" ? "thirdParty" : "source";
    this.step = "camera";
  }

  /** Back from the camera to where it was switched on. */
  async leaveCamera(): Promise<void> {
    await this.camera.stop();
    if (this.step === "camera") this.step = this.#beforeCamera;
  }

  /** Looks for what can be added at `source`; a file dialog that is cancelled changes nothing. */
  async read(source: Source): Promise<void> {
    this.thirdParty.attempt.trouble = null;
    const found = await this.attempt.run(source, () => this.#foundAt(source));
    if (found) this.take(found);
  }

  /** Goes on with what was found. */
  take(found: FoundView): void {
    if (found.found === "invitation") {
      this.invitation = found.invitation;
      this.step = "activation";
    } else {
      this.thirdParty.take(found);
      this.goOn();
    }
  }

  /** On with the codes of other issuers that were found or typed. */
  goOn(): void {
    if (this.step !== "thirdParty")
      this.#source = this.step === "hand" || this.step === "entrust" || this.step === "import" ? this.step : "source";
    this.step = "thirdParty";
  }

  /** Back from them to where they were found; nothing of them remains. */
  async backToSource(): Promise<void> {
    this.step = this.#source;
    this.attempt.trouble = null;
    await this.thirdParty.cancel();
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
    return (
      this.step === "activation" &&
      ["keyring_no_service", "key_file_not_allowed"].includes(this.attempt.trouble?.code ?? "")
    );
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
    } else if (this.attempt.trouble?.code === "pin_mismatch") {
      this.step = "choose";
    }
  }

  /** Writes the identity; may be tried again when the disk was full or the portal away. */
  async save(): Promise<void> {
    const enrolled = await this.attempt.run("save", () => this.#host.enrolmentFinish());
    if (!enrolled) {
      if (this.attempt.trouble?.code === "pin_not_shared") this.step = "choose";
      return;
    }
    this.enrolled = enrolled;
    this.step = "done";
  }

  /** Forgets everything; nothing half-made remains. */
  async cancel(): Promise<void> {
    void this.camera.stop();
    this.step = "source";
    this.invitation = null;
    this.activated = null;
    this.enrolled = null;
    this.attempt.trouble = null;
    await Promise.all([this.#host.enrolmentCancel(), this.thirdParty.cancel()]);
  }

  #foundAt(source: Source): Promise<FoundView | null> {
    switch (source) {
      case "screen":
        return this.#host.enrolmentFromScreen();
      case "image":
        return this.#host.enrolmentFromImage();
      case "paste":
        return this.#host.enrolmentFromClipboard();
      case "drop":
        return this.#host.enrolmentFromDrop();
      case "files":
        return this.#host.importFromFiles();
    }
  }
}
