import { flushSync, mount, unmount } from "svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { FoundView, Frame } from "../../lib/host";
import { mockError, mockHost } from "../../lib/host/mock";
import { en } from "../../lib/i18n/en";
import Camera from "./Camera.svelte";
import { CameraController } from "./camera.svelte";
import { fit, isBlack, lumaOf, MAX_SIDE } from "./frame";

const shell = (scene = "empty") => mockHost(new URLSearchParams({ scene }));

/** A camera of which it is known whether it is on. */
class Track extends EventTarget {
  readyState = "live";
  torch: boolean | undefined;
  constructor(readonly settings: MediaTrackSettings = {}, readonly capabilities: object = {}) {
    super();
  }
  stop = () => (this.readyState = "ended");
  getSettings = () => this.settings;
  getCapabilities = () => this.capabilities;
  applyConstraints = async (wanted: { advanced: { torch: boolean }[] }) => {
    this.torch = wanted.advanced[0]?.torch;
  };
}

function streamOf(track: Track): MediaStream {
  return Object.assign(new MediaStream(), { getTracks: () => [track], getVideoTracks: () => [track] }) as unknown as MediaStream;
}

function devices(track: Track, names: string[] = ["One"]) {
  const asked: MediaStreamConstraints[] = [];
  return {
    asked,
    getUserMedia: async (wanted: MediaStreamConstraints) => {
      asked.push(wanted);
      return streamOf(track);
    },
    enumerateDevices: async () =>
      [{ kind: "audioinput", deviceId: "m", label: "Microphone" }, ...names.map((label) => ({ kind: "videoinput", deviceId: label.toLowerCase(), label }))] as MediaDeviceInfo[],
  };
}

const failing = (name: string) => ({
  getUserMedia: async () => {
    throw new DOMException("", name);
  },
  enumerateDevices: async () => [],
});

const picture = (value = 200) => () => ({ luma: new Uint8Array(4).fill(value), width: 2, height: 2 });
const rest = async () => undefined;

describe("camera", () => {
  it("asks_for_pictures_alone_and_shows_them", async () => {
    const [track, host] = [new Track({ deviceId: "one" }), shell()];
    const there = devices(track, ["One", "Two"]);
    const camera = new CameraController(host, () => there);
    await camera.start();
    expect(camera.state).toBe("looking");
    expect(there.asked[0]?.audio).toBe(false);
    expect(camera.cameras.map((one) => one.name)).toEqual(["One", "Two"]);
    expect(camera.chosen).toBe("one");
    expect(camera.mirrored).toBe(true);
    await camera.start("two");
    expect(there.asked[1]?.video).toMatchObject({ deviceId: { exact: "two" } });
  });

  it.each([
    ["NotAllowedError", "denied"],
    ["SecurityError", "denied"],
    ["NotReadableError", "busy"],
    ["AbortError", "busy"],
    ["NotFoundError", "missing"],
    ["OverconstrainedError", "missing"],
  ])("says_what_is_wrong_when_the_system_says_%s", async (name, trouble) => {
    const camera = new CameraController(shell(), () => failing(name));
    await camera.start();
    expect(camera.state).toBe("trouble");
    expect(camera.trouble).toBe(trouble);
  });

  it("is_missing_where_the_web_view_knows_no_cameras", async () => {
    const camera = new CameraController(shell(), () => undefined);
    await camera.start();
    expect(camera.trouble).toBe("missing");
  });

  it("is_off_when_it_was_left_while_the_system_asked", async () => {
    const track = new Track();
    let allow: (stream: MediaStream) => void = () => undefined;
    const asking = { ...devices(track), getUserMedia: () => new Promise<MediaStream>((done) => (allow = done)) };
    const camera = new CameraController(shell(), () => asking);
    const starting = camera.start();
    await vi.waitFor(() => expect(camera.state).toBe("starting"));
    await camera.stop();
    allow(streamOf(track));
    await starting;
    expect([track.readyState, camera.state]).toEqual(["ended", "off"]);
  });

  it("sends_one_picture_at_a_time_and_is_off_when_one_shows_an_enrolment", async () => {
    const [track, host] = [new Track(), shell()];
    const sent: Frame[] = [];
    let under_way = 0;
    const read = host.enrolmentFromCamera;
    host.enrolmentFromCamera = async (frame) => {
      under_way += 1;
      expect(under_way).toBe(1);
      await Promise.resolve();
      under_way -= 1;
      sent.push(frame);
      return sent.length < 3 ? null : read(frame);
    };
    const camera = new CameraController(host, () => devices(track));
    await camera.start();
    const found = await camera.look(picture(), rest);
    expect(found?.found).toBe("invitation");
    expect(sent.map((frame) => frame.turn)).toEqual([0, 1, 2]);
    expect([track.readyState, camera.state, camera.stream]).toEqual(["ended", "off", null]);
  });

  it("says_why_a_code_cannot_be_used_and_goes_on_looking", async () => {
    const host = shell();
    let looks = 0;
    host.enrolmentFromCamera = async () => {
      looks += 1;
      if (looks === 1) throw mockError("invitation_expired");
      if (looks === 2) return null;
      expect(camera.refusal?.code).toBe("invitation_expired");
      await camera.stop();
      return null;
    };
    const camera: CameraController = new CameraController(host, () => devices(new Track()));
    await camera.start();
    // The last look switches it off itself: waiting for that look there would wait for ever.
    void camera.look(picture(), rest);
    await vi.waitFor(() => expect(looks).toBe(3));
  });

  it("drops_what_is_found_after_it_was_left", async () => {
    const host = shell();
    let answer: (found: FoundView) => void = () => undefined;
    host.enrolmentFromCamera = () => new Promise<FoundView | null>((done) => (answer = done));
    const [dropped, alsoDropped] = [vi.spyOn(host, "thirdPartyCancel"), vi.spyOn(host, "enrolmentCancel")];
    const camera = new CameraController(host, () => devices(new Track()));
    await camera.start();
    const looking = camera.look(picture(), rest);
    const leaving = camera.stop();
    answer({ found: "sealed" });
    await leaving;
    expect(await looking).toBeNull();
    expect(dropped).toHaveBeenCalledOnce();
    expect(alsoDropped).toHaveBeenCalledOnce();
  });

  it("says_that_the_picture_is_black_after_a_while_and_not_when_it_is_light_again", async () => {
    const host = shell("blank");
    const camera = new CameraController(host, () => devices(new Track()));
    await camera.start();
    let looks = 0;
    const seen: boolean[] = [];
    const looking = camera.look(
      () => {
        seen.push(camera.black);
        looks += 1;
        return picture(looks <= 20 ? 3 : 90)();
      },
      async () => (looks > 22 ? void camera.stop() : undefined),
    );
    await looking;
    expect(seen.indexOf(true)).toBe(20);
    expect(seen.lastIndexOf(true)).toBe(20);
  });

  it("does_not_answer_when_no_new_picture_comes", async () => {
    const track = new Track();
    const camera = new CameraController(shell("blank"), () => devices(track));
    await camera.start();
    expect(await camera.look(() => null, rest)).toBeNull();
    expect([camera.state, camera.trouble, track.readyState]).toEqual(["trouble", "busy", "ended"]);
  });

  it("stops_with_a_sentence_when_the_camera_is_unplugged", async () => {
    const track = new Track();
    const camera = new CameraController(shell("blank"), () => devices(track));
    await camera.start();
    track.dispatchEvent(new Event("ended"));
    expect([camera.state, camera.trouble, camera.stream]).toEqual(["trouble", "lost", null]);
  });

  it("switches_the_light_of_a_camera_that_has_one", async () => {
    const track = new Track({ facingMode: "environment" }, { torch: true });
    const camera = new CameraController(shell("blank"), () => devices(track));
    await camera.start();
    expect([camera.torch, camera.mirrored]).toEqual([false, false]);
    await camera.light();
    expect([camera.torch, track.torch]).toEqual([true, true]);
    const without = new CameraController(shell("blank"), () => devices(new Track()));
    await without.start();
    expect(without.torch).toBeNull();
  });

  describe("on_the_screen", () => {
    let shown: ReturnType<typeof mount> | undefined;
    afterEach(async () => {
      if (shown) await unmount(shown);
      shown = undefined;
    });
    const find = (testid: string) => document.querySelector<HTMLElement>(`[data-testid="${testid}"]`);

    it.each(["denied", "busy", "missing"] as const)("says_what_to_do_when_it_is_%s_and_tries_again", async (trouble) => {
      const name = { denied: "NotAllowedError", busy: "NotReadableError", missing: "OverconstrainedError" }[trouble];
      const camera = new CameraController(shell(), () => failing(name));
      const again = vi.spyOn(camera, "start");
      const back = vi.fn();
      shown = mount(Camera, { target: document.body, props: { camera, onfound: () => undefined, back } });
      await vi.waitFor(() => expect(find(`camera-${trouble}`)?.textContent).toContain(en.camera[trouble]));
      expect(find(`camera-${trouble}`)?.getAttribute("role")).toBe("alert");
      find("camera-again")?.click();
      await vi.waitFor(() => expect(again).toHaveBeenCalledTimes(2));
      await vi.waitFor(() => expect(find("camera-other")).not.toBeNull());
      find("camera-other")?.click();
      expect(back).toHaveBeenCalledOnce();
    });

    it("is_off_when_the_screen_is_left", async () => {
      const track = new Track();
      const camera = new CameraController(shell("blank"), () => devices(track, ["One", "Two"]));
      shown = mount(Camera, { target: document.body, props: { camera, onfound: () => undefined, back: () => undefined } });
      await vi.waitFor(() => expect(find("camera-choice")).not.toBeNull());
      expect(track.readyState).toBe("live");
      await unmount(shown);
      shown = undefined;
      flushSync();
      expect(track.readyState).toBe("ended");
    });
  });
});

describe("frame", () => {
  it("is_made_no_larger_than_the_shell_takes", () => {
    expect(fit(640, 480)).toEqual({ width: 640, height: 480 });
    expect(fit(1920, 1080)).toEqual({ width: MAX_SIDE, height: 720 });
    expect(fit(1080, 1920)).toEqual({ width: 720, height: MAX_SIDE });
    expect(fit(0, 0)).toEqual({ width: 0, height: 0 });
  });

  it("is_one_byte_of_luma_a_pixel", () => {
    const rgba = Uint8ClampedArray.of(255, 255, 255, 255, 255, 0, 0, 255, 0, 0, 0, 255);
    expect([...lumaOf(rgba)]).toEqual([255, 76, 0]);
  });

  it("is_black_only_when_nothing_in_it_is_lighter", () => {
    expect(isBlack(Uint8Array.of(0, 16, 23))).toBe(true);
    expect(isBlack(Uint8Array.of(0, 0, 24))).toBe(false);
  });
});
