import type { Host } from "../lib/host";
import { CodesController } from "../features/codes/codes.svelte";
import { EnrolmentController } from "../features/enrolment/enrolment.svelte";
import { IdentityController } from "../features/identity/identity.svelte";
import { SettingsController } from "../features/settings/settings.svelte";

/** What the main window shows. `home` is the list, or the welcome when it is empty. */
export type Place = { at: "home" | "enrolment" | "settings" } | { at: "codes"; codes: CodesController } | { at: "details"; tokenId: string };

/** The main window: where one is, and how one gets elsewhere. */
export class MainWindowController {
  place = $state<Place>({ at: "home" });
  /** A picture hovers over the window. */
  hovering = $state(false);
  readonly identities: IdentityController;
  readonly enrolment: EnrolmentController;
  readonly settings: SettingsController;
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
    this.identities = new IdentityController(host);
    this.enrolment = new EnrolmentController(host);
    this.settings = new SettingsController(host);
    host.listen("pictureHover", ({ over }) => (this.hovering = over && this.#takesPictures));
    host.listen("pictureDropped", () => void this.#dropped());
    host.listen("locked", ({ left }) => this.#locked(left));
  }

  home = (): void => {
    this.place = { at: "home" };
  };

  add = (): void => {
    this.place = { at: "enrolment" };
  };

  showSettings = (): void => {
    this.place = { at: "settings" };
  };

  showCodes = (tokenId: string): void => {
    this.place = { at: "codes", codes: new CodesController(this.#host, tokenId) };
  };

  showDetails = (tokenId: string): void => {
    this.place = { at: "details", tokenId };
  };

  /** Leaves the enrolment wherever it is; nothing half-made remains. */
  cancelEnrolment = (): void => {
    this.home();
    void this.enrolment.cancel();
  };

  /** After "I have pressed OK": the new identity is in the list, and its state is asked for. */
  finishEnrolment = async (): Promise<void> => {
    this.cancelEnrolment();
    await this.identities.refresh();
    const pending = (this.identities.all ?? []).filter((identity) => identity.contact.state === "pending");
    await Promise.all(pending.map((identity) => this.identities.check(identity.tokenId)));
  };

  /** The shell has dropped what was typed: nothing shown outlives it. When the user has `left`, neither does an enrolment under way. */
  #locked(left: boolean): void {
    if (this.place.at === "codes") this.place.codes.shut();
    if (this.place.at !== "enrolment") return;
    if (left && ["activation", "choose", "confirm"].includes(this.enrolment.step)) this.cancelEnrolment();
    else void this.enrolment.pin.clear();
  }

  get #takesPictures(): boolean {
    return this.place.at === "home" || (this.place.at === "enrolment" && this.enrolment.step === "source");
  }

  async #dropped(): Promise<void> {
    this.hovering = false;
    if (!this.#takesPictures) return;
    this.add();
    await this.enrolment.read("drop");
  }
}
