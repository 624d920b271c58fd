import type { CameraController } from "../features/camera/camera.svelte";
import type { CodesController } from "../features/codes/codes.svelte";
import type { CounterController } from "../features/codes/counter.svelte";
import type { EnrolmentController } from "../features/enrolment/enrolment.svelte";
import type { EraseController } from "../features/erase/erase.svelte";
import type { ExportController } from "../features/export/export.svelte";
import type { IntakeController } from "../features/intake/intake.svelte";
import type { LoginController } from "../features/login/login.svelte";
import type { OldPinController } from "../features/old_pin/old_pin.svelte";
import type { PinChangeController } from "../features/pin_change/pin_change.svelte";
import type { PresenceController } from "../features/presence/presence.svelte";
import type { ReconnectController } from "../features/reconnect/reconnect.svelte";
import type { ThirdPartyController } from "../features/third_party/third_party.svelte";
import type { Left, Place } from "./router.svelte";

/** A place with nothing to forget. */
const nothing = () => false;

/** Every place of the main window. `home` is the list of identities, or the welcome when it is empty. */
export const places = {
  home: () => ({ at: "home" as const, shut: nothing }),
  settings: () => ({ at: "settings" as const, shut: nothing }),
  /** The number of a login page is typed. */
  login: (login: LoginController) => ({
    at: "login" as const,
    login,
    shut: (left: Left) => {
      login.shut();
      return left === "away";
    },
  }),
  order: () => ({ at: "order" as const, shut: nothing }),
  erase: (erasing: EraseController) => ({ at: "erase" as const, erasing, shut: nothing }),

  /** Where one chooses how to add something. */
  add: (intake: IntakeController) => ({
    at: "add" as const,
    shut: (left: Left) => {
      if (left === "elsewhere") intake.attempt.failure = null;
      return false;
    },
  }),
  camera: (camera: CameraController, beneath: Place) => ({
    at: "camera" as const,
    beneath,
    shut: (left: Left) => {
      void camera.stop(left === "elsewhere" ? "off" : "away");
      return left === "away";
    },
  }),
  /** A key is typed. */
  byHand: (thirdParty: ThirdPartyController, beneath: Place) => ({
    at: "byHand" as const,
    beneath,
    shut: (left: Left) => {
      if (left === "elsewhere") thirdParty.attempt.failure = null;
      return left === "away";
    },
  }),
  /** The two codes of an Entrust token are typed. */
  entrustByHand: (thirdParty: ThirdPartyController, beneath: Place) => ({
    at: "entrustByHand" as const,
    beneath,
    shut: (left: Left) => {
      if (left === "elsewhere") thirdParty.entrust.clear();
      return left === "away";
    },
  }),
  /** The files of another app are chosen. */
  import: (intake: IntakeController, beneath: Place) => ({
    at: "import" as const,
    beneath,
    shut: (left: Left) => {
      if (left === "elsewhere") intake.attempt.failure = null;
      return false;
    },
  }),
  /** Codes of other issuers that were found, on their way into the vault. */
  thirdParty: (thirdParty: ThirdPartyController, beneath: Place) => ({
    at: "thirdParty" as const,
    beneath,
    shut: (left: Left) => {
      if (left === "elsewhere") void thirdParty.cancel();
      else if (left === "locked" || thirdParty.isBusy) thirdParty.shut();
      else return true;
      return false;
    },
  }),
  enrolment: (enrolment: EnrolmentController) => ({
    at: "enrolment" as const,
    enrolment,
    shut: (left: Left) => {
      if (left === "elsewhere") void enrolment.cancel();
      else void enrolment.pin.clear();
      return left === "away" && enrolment.isUnderWay;
    },
  }),

  codes: (codes: CodesController) => ({
    at: "codes" as const,
    tokenId: codes.tokenId,
    codes,
    shut: (left: Left) => {
      codes.shut();
      if (left === "elsewhere") void codes.leaveReader();
      return false;
    },
  }),
  counter: (counter: CounterController) => ({
    at: "counter" as const,
    tokenId: counter.tokenId,
    counter,
    shut: () => {
      counter.shut();
      return false;
    },
  }),
  details: (presence: PresenceController) => ({
    at: "details" as const,
    tokenId: presence.tokenId,
    presence,
    shut: nothing,
  }),
  /** A fingerprint is offered to a new identity. */
  offer: (presence: PresenceController) => ({
    at: "offer" as const,
    tokenId: presence.tokenId,
    presence,
    shut: nothing,
  }),
  /** A fingerprint is switched on. */
  presence: (presence: PresenceController, beneath: Place) => ({
    at: "presence" as const,
    beneath,
    tokenId: presence.tokenId,
    presence,
    shut: (left: Left) => {
      void presence.pin.clear();
      if (left === "elsewhere") void presence.cancel();
      return false;
    },
  }),
  pinChange: (change: PinChangeController) => ({
    at: "pinChange" as const,
    tokenId: change.tokenId,
    change,
    shut: (left: Left) => {
      change.shut();
      if (left === "elsewhere") void change.cancel();
      return false;
    },
  }),
  reconnect: (reconnect: ReconnectController) => ({
    at: "reconnect" as const,
    tokenId: reconnect.tokenId,
    reconnect,
    shut: () => {
      void reconnect.pin.clear();
      return false;
    },
  }),
  oldPin: (oldPin: OldPinController) => ({
    at: "oldPin" as const,
    oldPin,
    shut: (left: Left) => {
      oldPin.shut(left !== "locked");
      if (left === "elsewhere") void oldPin.cancel();
      return false;
    },
  }),
  export: (leaving: ExportController, beneath: Place) => ({
    at: "export" as const,
    beneath,
    leaving,
    shut: (left: Left) => {
      leaving.shut(false);
      if (left === "elsewhere") void leaving.close();
      return false;
    },
  }),
};

export type MainPlace = ReturnType<(typeof places)[keyof typeof places]>;
