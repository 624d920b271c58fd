import type { Host } from "../lib/host";
import { CodesController } from "../features/codes/codes.svelte";
import { CounterController } from "../features/codes/counter.svelte";
import { EnrolmentController } from "../features/enrolment/enrolment.svelte";
import { EraseController } from "../features/erase/erase.svelte";
import { ExportController } from "../features/export/export.svelte";
import { IdentityController } from "../features/identity/identity.svelte";
import { ReconnectController } from "../features/reconnect/reconnect.svelte";
import { LinkController } from "../features/link/link.svelte";
import { PinChangeController } from "../features/pin_change/pin_change.svelte";
import type { Repairs } from "../features/repair/repair";
import { PresenceController } from "../features/presence/presence.svelte";
import { SettingsController } from "../features/settings/settings.svelte";
import { OldPinController } from "../features/old_pin/old_pin.svelte";

/** What the main window shows. `home` is the list, or the welcome when it is empty. */
export type Place =
  | { at: "home" | "enrolment" | "settings" | "order" }
  | { at: "erase"; erasing: EraseController }
  | { at: "codes"; codes: CodesController }
  | { at: "counter"; counter: CounterController }
  | { at: "oldPin"; oldPin: OldPinController }
  | { at: "export"; leaving: ExportController }
  | { at: "details"; tokenId: string; presence: PresenceController }
  | { at: "offer"; presence: PresenceController }
  | { at: "presence"; presence: PresenceController }
  | { at: "pin"; change: PinChangeController }
  | { at: "reconnect"; reconnect: ReconnectController };

/** The main window: where one is, and how one gets elsewhere. */
export class MainWindowController {
  place = $state<Place>({ at: "home" });
  /** A picture hovers over the window. */
  hovering = $state(false);
  readonly identities: IdentityController;
  readonly enrolment: EnrolmentController;
  readonly settings: SettingsController;
  readonly link: LinkController;
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
    this.identities = new IdentityController(host);
    this.enrolment = new EnrolmentController(host);
    this.settings = new SettingsController(host);
    this.link = new LinkController(host);
    host.listen("pictureHover", ({ over }) => (this.hovering = over && this.#takesPictures));
    host.listen("pictureDropped", () => void this.#dropped());
    host.listen("exportClosed", () => {
      if (this.place.at === "export") this.place.leaving.shut(true);
    });
    host.listen("linkArrived", ({ kept }) => void this.link.arrived(kept));
    host.listen("locked", ({ left }) => this.#locked(left));
  }

  home = (): void => {
    this.place = { at: "home" };
  };

  add = (): void => {
    // What was removed may be added anew: then it must be gone.
    void this.identities.endRemoval();
    this.place = { at: "enrolment" };
  };

  /** To the files of another app. */
  addImport = (): void => {
    this.add();
    this.enrolment.begin("import");
  };

  /** From the key that is typed, or the files of another app, to where one chooses among all repairs. */
  leaveWay = (): void => {
    this.enrolment.step = "source";
    this.enrolment.attempt.trouble = null;
    this.enrolment.thirdParty.attempt.trouble = null;
  };

  showSettings = (): void => {
    this.place = { at: "settings" };
  };

  /** To the codes of other issuers that are to leave. */
  showExport = (): void => {
    this.place = { at: "export", leaving: new ExportController(this.#host) };
  };

  showOrder = (): void => {
    this.identities.orderFailed = false;
    this.place = { at: "order" };
  };

  showErase = (): void => {
    this.place = { at: "erase", erasing: new EraseController(this.#host) };
  };

  /** Nothing is left: the list is empty, and what was removed before cannot be brought back. */
  erased = async (): Promise<void> => {
    this.identities.removed = null;
    await this.identities.open();
    this.home();
  };

  changePin = (tokenId: string): void => {
    this.place = { at: "pin", change: new PinChangeController(this.#host, tokenId) };
  };

  /** Leaves the change of a PIN, wherever it is; the list is read again. */
  leavePin = async (): Promise<void> => {
    if (this.place.at === "pin") void this.place.change.cancel();
    this.home();
    await this.identities.refresh();
  };

  showReconnect = (tokenId: string): void => {
    this.place = { at: "reconnect", reconnect: new ReconnectController(this.#host, tokenId) };
  };

  /** An identity that is of no use any more: off this device, and on to a new QR code. */
  replace = async (tokenId: string): Promise<void> => {
    if (await this.identities.remove(tokenId)) this.add();
    else this.showDetails(tokenId);
  };

  /** Where an identity that does not serve any more leads. */
  repairs = (tokenId: string): Repairs => ({
    reconnect: () => this.showReconnect(tokenId),
    replace: () => void this.replace(tokenId),
  });

  showCodes = (tokenId: string): void => {
    const isCounted = this.identities.byId(tokenId)?.kind === "hotp";
    this.place = isCounted
      ? { at: "counter", counter: new CounterController(this.#host, tokenId) }
      : { at: "codes", codes: new CodesController(this.#host, tokenId) };
  };

  /** Where codes get the PIN that left them behind. */
  showOldPin = (): void => {
    this.place = { at: "oldPin", oldPin: new OldPinController(this.#host) };
  };

  /** The way there from an identity's codes; null where there is nothing to do. */
  oldPinOf = (tokenId: string): (() => void) | null => {
    const kind = this.identities.byId(tokenId)?.kind;
    return this.identities.hasOldPin && kind !== "portal" ? this.showOldPin : null;
  };

  leaveOldPin = async (): Promise<void> => {
    if (this.place.at === "oldPin") void this.place.oldPin.cancel();
    this.home();
    await this.identities.refresh();
  };

  showDetails = (tokenId: string): void => {
    this.place = { at: "details", tokenId, presence: new PresenceController(this.#host, tokenId) };
  };

  showPresence = (tokenId: string): void => {
    this.place = { at: "presence", presence: new PresenceController(this.#host, tokenId) };
  };

  /** Leaves the enrolment wherever it is; nothing half-made remains. */
  cancelEnrolment = (): void => {
    this.home();
    void this.enrolment.cancel();
  };

  /** After "I have pressed OK": the new identity is in the list, its state is asked for, and a finger is offered to it. */
  finishEnrolment = async (): Promise<void> => {
    const { enrolled } = this.enrolment;
    this.cancelEnrolment();
    await this.identities.refresh();
    const pending = (this.identities.all ?? []).filter((identity) => identity.contact.state === "pending");
    await Promise.all(pending.map((identity) => this.identities.check(identity.tokenId)));
    const identity = pending.findLast(
      ({ issuerName, account }) => issuerName === enrolled?.issuerName && account === enrolled.account,
    );
    if (identity) await this.#offerPresence(identity.tokenId);
  };

  async #offerPresence(tokenId: string): Promise<void> {
    await this.identities.refresh();
    if (this.identities.byId(tokenId)?.contact.state !== "active") return;
    const presence = new PresenceController(this.#host, tokenId);
    await presence.read();
    if (presence.isOffered && this.place.at === "home") this.place = { at: "offer", presence };
  }

  /** Whether a link may be asked about now: nobody is in the middle of anything. */
  get isFree(): boolean {
    return (
      this.place.at === "home" ||
      (this.place.at === "enrolment" && this.enrolment.step === "source" && !this.enrolment.attempt.busy)
    );
  }

  /** On with the link, as if its QR code had been read. */
  acceptLink = async (): Promise<void> => {
    const found = await this.link.accept();
    if (!found) return;
    this.add();
    this.enrolment.take(found);
  };

  declineLink = async (): Promise<void> => {
    this.home();
    await this.link.decline();
  };

  /** The shell has dropped what was typed: nothing shown outlives it. When the user has `left`, neither does an enrolment under way. */
  #locked(left: boolean): void {
    if (this.place.at === "codes") this.place.codes.shut();
    if (this.place.at === "counter") this.place.counter.shut();
    if (this.place.at === "oldPin") this.place.oldPin.shut(left);
    if (this.place.at === "pin") this.place.change.shut();
    if (this.place.at === "export") this.place.leaving.shut(false);
    if (this.place.at === "presence") void this.place.presence.pin.clear();
    if (this.place.at === "reconnect") void this.place.reconnect.pin.clear();
    if (left) this.link.forget();
    if (this.place.at !== "enrolment") return;
    const { step, thirdParty } = this.enrolment;
    if (
      left &&
      ["camera", "hand", "entrust", "thirdParty", "activation", "choose", "confirm"].includes(step) &&
      !thirdParty.attempt.busy
    )
      this.cancelEnrolment();
    else if (step === "camera") void this.enrolment.camera.stop("away");
    else if (step === "thirdParty") thirdParty.shut();
    else void this.enrolment.pin.clear();
  }

  get #takesPictures(): boolean {
    const { step, thirdParty } = this.enrolment;
    const isSource =
      step === "source" || step === "import" || (step === "thirdParty" && thirdParty.imports.step === "transfer");
    return this.place.at === "home" || (this.place.at === "enrolment" && isSource);
  }

  async #dropped(): Promise<void> {
    this.hovering = false;
    if (!this.#takesPictures) return;
    this.add();
    await this.enrolment.read("drop");
  }
}
