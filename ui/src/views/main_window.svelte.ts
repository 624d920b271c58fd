import type { FoundView, Host } from "../lib/host";
import { CameraController } from "../features/camera/camera.svelte";
import { CodesController } from "../features/codes/codes.svelte";
import { CounterController } from "../features/codes/counter.svelte";
import { EnrolmentController } from "../features/enrolment/enrolment.svelte";
import { EraseController } from "../features/erase/erase.svelte";
import { ExportController } from "../features/export/export.svelte";
import { IdentityController } from "../features/identity/identity.svelte";
import { IntakeController, type Source } from "../features/intake/intake.svelte";
import { LinkController } from "../features/link/link.svelte";
import { LoginController } from "../features/login/login.svelte";
import { OldPinController } from "../features/old_pin/old_pin.svelte";
import { PinChangeController } from "../features/pin_change/pin_change.svelte";
import { PresenceController } from "../features/presence/presence.svelte";
import { ReconnectController } from "../features/reconnect/reconnect.svelte";
import type { Repairs } from "../features/repair/repair";
import { SettingsController } from "../features/settings/settings.svelte";
import { ThirdPartyController } from "../features/third_party/third_party.svelte";
import { places, type MainPlace } from "./places";
import { Router } from "./router.svelte";

/** The main window: what leads from one place to another. What a place forgets when it is left stands in `places.ts`. */
export class MainWindowController {
  /** A picture hovers over the window. */
  hovering = $state(false);
  readonly identities: IdentityController;
  readonly settings: SettingsController;
  readonly link: LinkController;
  readonly intake: IntakeController;
  readonly camera: CameraController;
  readonly thirdParty: ThirdPartyController;
  readonly router = new Router<MainPlace>(places.home());
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
    this.identities = new IdentityController(host);
    this.settings = new SettingsController(host);
    this.link = new LinkController(host);
    this.intake = new IntakeController(host);
    this.camera = new CameraController(host);
    this.thirdParty = new ThirdPartyController(host);
    host.listen("pictureHover", ({ over }) => (this.hovering = over && this.#takesPictures));
    host.listen("pictureDropped", () => void this.#dropped());
    host.listen("exportClosed", () => {
      if (this.place.at === "export") this.place.leaving.shut(true);
    });
    host.listen("linkArrived", ({ kept }) => void this.link.arrived(kept));
    host.listen("locked", ({ left }) => {
      this.router.lock(left ? "away" : "locked");
      if (left) this.link.forget();
    });
  }

  get place(): MainPlace {
    return this.router.place;
  }

  home = (): void => this.router.home();
  back = (): void => this.router.back();

  showLogin = (): void => this.router.go(places.login(new LoginController(this.#host, this.identities.all ?? [])));
  showSettings = (): void => this.router.go(places.settings());
  showExport = (): void => this.router.go(places.export(new ExportController(this.#host), this.place));
  showErase = (): void => this.router.go(places.erase(new EraseController(this.#host)));
  showReconnect = (tokenId: string): void =>
    this.router.go(places.reconnect(new ReconnectController(this.#host, tokenId)));
  changePin = (tokenId: string): void => this.router.go(places.pinChange(new PinChangeController(this.#host, tokenId)));
  /** Where codes of other issuers get the current PIN. */
  showOldPin = (): void => this.router.go(places.oldPin(new OldPinController(this.#host)));
  showDetails = (tokenId: string): void => this.router.go(this.#details(tokenId));
  showPresence = (tokenId: string): void =>
    this.router.go(places.presence(new PresenceController(this.#host, tokenId), this.#details(tokenId)));

  showOrder = (): void => {
    this.identities.orderFailed = false;
    this.router.go(places.order());
  };

  showCodes = (tokenId: string): void => {
    const isCounted = this.identities.byId(tokenId)?.kind === "hotp";
    this.router.go(
      isCounted
        ? places.counter(new CounterController(this.#host, tokenId))
        : places.codes(new CodesController(this.#host, tokenId)),
    );
  };

  /** Home after something that may have changed the list. */
  homeAnew = async (): Promise<void> => {
    this.home();
    await this.identities.refresh();
  };

  /** Nothing is left: the list is empty, and what was removed before cannot be brought back. */
  erased = async (): Promise<void> => {
    this.identities.removed = null;
    await this.identities.open();
    this.home();
  };

  /** An identity that is of no use any more: off this device, and on to a new QR code. */
  replace = async (tokenId: string): Promise<void> => {
    if (await this.identities.remove(tokenId)) this.add();
    else this.showDetails(tokenId);
  };

  /** What helps an identity that does not work any more. */
  repairs = (tokenId: string): Repairs => ({
    reconnect: () => this.showReconnect(tokenId),
    replace: () => void this.replace(tokenId),
  });

  /** What leads an identity's codes to the current PIN; null where they have it. */
  oldPinOf = (tokenId: string): (() => void) | null => {
    const kind = this.identities.byId(tokenId)?.kind;
    return this.identities.hasOldPin && kind !== "portal" ? this.showOldPin : null;
  };

  add = (): void => {
    // What was removed may be added anew: then it must be gone.
    void this.identities.endRemoval();
    this.router.go(places.add(this.intake));
  };

  addByHand = (): void => this.router.go(places.byHand(this.thirdParty, this.place));
  addEntrustByHand = (): void => this.router.go(places.entrustByHand(this.thirdParty, this.place));
  showCamera = (): void => this.router.go(places.camera(this.camera, this.place));

  /** To the files of another app; also from elsewhere than where one chooses how to add something. */
  addImport = (): void => {
    if (this.place.at !== "add") this.add();
    this.router.go(places.import(this.intake, this.place));
  };

  /** Looks for what can be added at `source`. When the user has gone on meanwhile, what was found is dropped. */
  read = async (source: Source): Promise<void> => {
    const from = this.place;
    this.thirdParty.attempt.failure = null;
    this.thirdParty.imports.attempt.failure = null;
    const found = await this.intake.read(source);
    if (!found) return;
    if (this.place === from) this.take(found);
    else await this.intake.drop();
  };

  /** Goes on with what was found. */
  take = (found: FoundView): void => {
    if (found.found === "invitation") {
      this.router.go(places.enrolment(new EnrolmentController(this.#host, found.invitation)));
      return;
    }
    this.thirdParty.take(found);
    this.showThirdParty();
  };

  /** On with the codes of other issuers that were found or typed: back from there is where they came from. */
  showThirdParty = (): void => {
    const from = this.place;
    if (from.at === "thirdParty") return;
    if (from.at !== "camera") this.router.go(places.thirdParty(this.thirdParty, from));
    else if (from.beneath.at === "thirdParty") this.router.back();
    else this.router.go(places.thirdParty(this.thirdParty, from.beneath));
  };

  /** After "I have pressed OK": the new identity is in the list, its state is asked for, and a fingerprint is offered to it. */
  finishEnrolment = async (): Promise<void> => {
    const enrolled = this.place.at === "enrolment" ? this.place.enrolment.enrolled : null;
    await this.homeAnew();
    const pending = (this.identities.all ?? []).filter((identity) => identity.contact.state === "pending");
    await Promise.all(pending.map((identity) => this.identities.check(identity.tokenId)));
    const identity = pending.findLast(
      ({ issuerName, account }) => issuerName === enrolled?.issuerName && account === enrolled.account,
    );
    if (identity) await this.#offerPresence(identity.tokenId);
  };

  /** Whether a link may be asked about now: nobody is in the middle of anything. */
  get isFree(): boolean {
    return this.place.at === "home" || (this.place.at === "add" && !this.intake.attempt.busy);
  }

  /** On with the link, as if its QR code had been read. */
  acceptLink = async (): Promise<void> => {
    const found = await this.link.accept();
    if (!found) return;
    this.add();
    this.take(found);
  };

  declineLink = async (): Promise<void> => {
    this.home();
    await this.link.decline();
  };

  #details(tokenId: string): MainPlace {
    return places.details(new PresenceController(this.#host, tokenId));
  }

  async #offerPresence(tokenId: string): Promise<void> {
    await this.identities.refresh();
    if (this.identities.byId(tokenId)?.contact.state !== "active") return;
    const presence = new PresenceController(this.#host, tokenId);
    await presence.read();
    if (presence.isOffered && this.place.at === "home") this.router.go(places.offer(presence));
  }

  get #takesPictures(): boolean {
    const { at } = this.place;
    const isCollecting = at === "thirdParty" && this.thirdParty.imports.step === "transfer";
    return at === "home" || at === "add" || at === "import" || isCollecting;
  }

  async #dropped(): Promise<void> {
    this.hovering = false;
    if (!this.#takesPictures) return;
    if (this.place.at === "home") this.add();
    await this.read("drop");
  }
}
