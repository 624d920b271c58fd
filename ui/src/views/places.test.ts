import { describe, expect, it, vi } from "vitest";
import { CameraController } from "../features/camera/camera.svelte";
import { CodesController } from "../features/codes/codes.svelte";
import { CounterController } from "../features/codes/counter.svelte";
import { EnrolmentController } from "../features/enrolment/enrolment.svelte";
import { EraseController } from "../features/erase/erase.svelte";
import { ExportController } from "../features/export/export.svelte";
import { IntakeController } from "../features/intake/intake.svelte";
import { LoginController } from "../features/login/login.svelte";
import { OldPinController } from "../features/old_pin/old_pin.svelte";
import type { PinController } from "../features/pin/pin.svelte";
import { PinChangeController } from "../features/pin_change/pin_change.svelte";
import { PresenceController } from "../features/presence/presence.svelte";
import { ReconnectController } from "../features/reconnect/reconnect.svelte";
import { ThirdPartyController } from "../features/third_party/third_party.svelte";
import type { Host, PinKey } from "../lib/host";
import { MOCK_ACTIVATION_PASSWORD, MOCK_PIN, mockError, mockHost, mockInvitation } from "../lib/host/mock";
import { mockAccount } from "../features/third_party/mock";
import { places, type MainPlace } from "./places";
import { Router, type Left } from "./router.svelte";

/** A place in the middle of something, the pad with digits on it, and what of it may be seen. */
type Open = { place: MainPlace; pin?: PinController; secrets?: () => unknown[]; cancelled?: keyof Host };

const home = places.home();
const shell = (scene: string) => mockHost(new URLSearchParams({ scene }));
const type = async (pin: PinController, digits: string) => {
  for (const digit of digits) await pin.press(digit as PinKey);
};

/** Each place of the main window; a new one is missing here until it says what it forgets. */
const opened: { [A in MainPlace["at"]]: (host: Host) => Promise<Open> } = {
  home: async () => ({ place: home }),
  settings: async () => ({ place: places.settings() }),
  login: async (host) => {
    const login = new LoginController(host, await host.identities());
    login.type("483920");
    return { place: places.login(login), secrets: () => [login.number].filter(Boolean) };
  },
  order: async () => ({ place: places.order() }),
  erase: async (host) => ({ place: places.erase(new EraseController(host)) }),
  add: async (host) => {
    const intake = new IntakeController(host);
    intake.attempt.failure = mockError("no_qr_code");
    return { place: places.add(intake) };
  },
  import: async (host) => ({ place: places.import(new IntakeController(host), home) }),
  camera: async (host) => {
    const camera = new CameraController(host, () => undefined);
    camera.state = "looking";
    return { place: places.camera(camera, home), secrets: () => (camera.state === "looking" ? ["pictures"] : []) };
  },
  byHand: async (host) => ({ place: places.byHand(new ThirdPartyController(host), home) }),
  entrustByHand: async (host) => ({ place: places.entrustByHand(new ThirdPartyController(host), home) }),
  thirdParty: async (host) => {
    const thirdParty = new ThirdPartyController(host);
    thirdParty.take({ found: "account", account: mockAccount() });
    thirdParty.proceed();
    return { place: places.thirdParty(thirdParty, home), pin: thirdParty.pin, cancelled: "thirdPartyCancel" };
  },
  enrolment: async (host) => {
    const enrolment = new EnrolmentController(host, mockInvitation());
    await enrolment.activate(MOCK_ACTIVATION_PASSWORD);
    return { place: places.enrolment(enrolment), pin: enrolment.pin, cancelled: "enrolmentCancel" };
  },
  codes: async (host) => {
    const codes = new CodesController(host, "t1");
    await type(codes.pin, MOCK_PIN);
    await codes.open();
    expect(codes.current).not.toBeNull();
    return { place: places.codes(codes), pin: codes.pin, secrets: () => [codes.current, codes.next].filter(Boolean) };
  },
  counter: async (host) => {
    const counter = new CounterController(host, "t3");
    counter.ask();
    await type(counter.pin, MOCK_PIN);
    await counter.next();
    expect(counter.code).not.toBeNull();
    return { place: places.counter(counter), pin: counter.pin, secrets: () => [counter.code].filter(Boolean) };
  },
  details: async (host) => ({ place: places.details(new PresenceController(host, "t1")) }),
  offer: async (host) => ({ place: places.offer(new PresenceController(host, "t1")) }),
  presence: async (host) => {
    const presence = new PresenceController(host, "t1");
    return { place: places.presence(presence, home), pin: presence.pin, cancelled: "presenceCancel" };
  },
  pinChange: async (host) => {
    const change = new PinChangeController(host, "t1");
    await change.open();
    await type(change.pin, MOCK_PIN);
    await change.submit();
    expect(change.step).toBe("choose");
    // From the old PIN again: the shell has forgotten it.
    const secrets = () => (change.step === "choose" ? ["the old PIN counts as typed"] : []);
    return { place: places.pinChange(change), pin: change.pin, secrets, cancelled: "pinChangeCancel" };
  },
  reconnect: async (host) => {
    const reconnect = new ReconnectController(host, "t1");
    reconnect.proceed();
    return { place: places.reconnect(reconnect), pin: reconnect.pin };
  },
  oldPin: async (host) => {
    const oldPin = new OldPinController(host);
    oldPin.begin();
    await type(oldPin.pin, "840193");
    await oldPin.submit();
    expect(oldPin.samples).toHaveLength(1);
    return {
      place: places.oldPin(oldPin),
      pin: oldPin.pin,
      secrets: () => oldPin.samples,
      cancelled: "oldPinCancel",
    };
  },
  export: async (host) => {
    const leaving = new ExportController(host);
    await leaving.list();
    leaving.begin("qr");
    leaving.askPin();
    await type(leaving.pin, MOCK_PIN);
    await leaving.submit();
    const secrets = () => [leaving.qr, ...leaving.samples].filter(Boolean);
    expect(secrets()).not.toEqual([]);
    return { place: places.export(leaving, places.settings()), pin: leaving.pin, secrets, cancelled: "exportClose" };
  },
};

const all = Object.keys(opened) as MainPlace["at"][];
/** A code of other issuers may be on trial elsewhere: it stays until the user has left. */
const stays = (at: MainPlace["at"], left: Left) => at === "oldPin" && left === "locked";

/** The place as one leaves it, with digits on its pad. */
async function left(at: MainPlace["at"], leave: (router: Router<MainPlace>) => void) {
  const host = shell("others");
  const open = await opened[at](host);
  const cancelled = open.cancelled ? vi.spyOn(host, open.cancelled as "enrolmentCancel") : null;
  const router = new Router<MainPlace>(home);
  router.go(open.place);
  if (open.pin) await type(open.pin, "48");
  leave(router);
  await open.pin?.settled();
  return { ...open, router, cancelled };
}

describe("places", () => {
  it.each(all)("%s_says_where_it_is", async (at) => {
    expect((await opened[at](shell("others"))).place.at).toBe(at);
  });

  it.each(all)("%s_forgets_digits_and_codes_and_tells_the_shell_when_one_goes_elsewhere", async (at) => {
    const { pin, secrets, cancelled, router } = await left(at, (router) => router.home());
    expect(router.place.at).toBe("home");
    expect(pin?.length ?? 0).toBe(0);
    expect(secrets?.() ?? []).toEqual([]);
    if (cancelled) expect(cancelled).toHaveBeenCalledOnce();
  });

  it.each(all)("%s_forgets_digits_and_codes_when_the_shell_has_locked", async (at) => {
    const { pin, secrets } = await left(at, (router) => router.lock("locked"));
    expect(pin?.length ?? 0).toBe(0);
    if (!stays(at, "locked")) expect(secrets?.() ?? []).toEqual([]);
  });

  it.each(all)("%s_forgets_digits_and_codes_when_the_user_has_left_the_computer", async (at) => {
    const { pin, secrets } = await left(at, (router) => router.lock("away"));
    expect(pin?.length ?? 0).toBe(0);
    expect(secrets?.() ?? []).toEqual([]);
  });

  it.each(["camera", "byHand", "entrustByHand", "thirdParty", "enrolment"] as const)(
    "%s_cannot_go_on_when_the_user_has_left_the_computer",
    async (at) => {
      expect((await left(at, (router) => router.lock("locked"))).router.place.at).toBe(at);
      expect((await left(at, (router) => router.lock("away"))).router.place.at).toBe("home");
    },
  );
});
