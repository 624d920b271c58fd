import { flushSync, mount, unmount } from "svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { FoundView, Frame } from "../../lib/host";
import { mockError } from "../../lib/host/mock";
import { en } from "../../lib/i18n/en";
import Camera from "./Camera.svelte";
import { CameraController } from "./camera.svelte";
import { desk, devices, failing, picture, rest, shell, streamOf, Track } from "./cameras.kit";
import { counter, fit, isBlack, lumaOf, MAX_SIDE } from "./frame";

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
  ])("says_what_is_wrong_when_the_system_says_%s", async (name, failure) => {
    const camera = new CameraController(shell(), () => failing(name));
    await camera.start();
    expect(camera.state).toBe("failed");
    expect(camera.failure).toBe(failure);
  });

  it("is_missing_where_the_web_view_knows_no_cameras", async () => {
    const camera = new CameraController(shell(), () => undefined);
    await camera.start();
    expect(camera.failure).toBe("missing");
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
    expect([camera.state, camera.failure, track.readyState]).toEqual(["failed", "busy", "ended"]);
  });

  it("stops_with_a_sentence_when_the_camera_is_unplugged", async () => {
    const track = new Track();
    const camera = new CameraController(shell("blank"), () => devices(track));
    await camera.start();
    track.dispatchEvent(new Event("ended"));
    expect([camera.state, camera.failure, camera.stream]).toEqual(["failed", "lost", null]);
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

    it.each(["denied", "busy", "missing"] as const)(
      "says_what_to_do_when_it_is_%s_and_tries_again",
      async (failure) => {
        const name = { denied: "NotAllowedError", busy: "NotReadableError", missing: "OverconstrainedError" }[failure];
        const camera = new CameraController(shell(), () => failing(name));
        const again = vi.spyOn(camera, "start");
        const back = vi.fn();
        shown = mount(Camera, { target: document.body, props: { camera, onfound: () => undefined, back } });
        await vi.waitFor(() => expect(find(`camera-${failure}`)?.textContent).toContain(en.camera[failure]));
        expect(find(`camera-${failure}`)?.getAttribute("role")).toBe("alert");
        find("camera-again")?.click();
        await vi.waitFor(() => expect(again).toHaveBeenCalledTimes(2));
        await vi.waitFor(() => expect(find("camera-other")).not.toBeNull());
        find("camera-other")?.click();
        expect(back).toHaveBeenCalledOnce();
      },
    );

    it("offers_the_next_camera_when_one_is_black", async () => {
      const there = desk({ id: "a" }, { id: "b" });
      const camera = new CameraController(shell("blank"), () => there);
      shown = mount(Camera, {
        target: document.body,
        props: { camera, onfound: () => undefined, back: () => undefined },
      });
      await vi.waitFor(() => expect(find("camera-choice")).not.toBeNull());
      camera.black = true;
      await vi.waitFor(() => expect(find("camera-black")?.textContent).toContain(en.camera.black));
      find("camera-next")?.click();
      await vi.waitFor(() => expect([camera.state, camera.chosen]).toEqual(["looking", "b"]));
      expect(find("camera-moved")).toBeNull();
    });

    it("says_that_it_moved_on_and_that_a_camera_is_there_now", async () => {
      const there = desk();
      const camera = new CameraController(shell("blank"), () => there);
      shown = mount(Camera, {
        target: document.body,
        props: { camera, onfound: () => undefined, back: () => undefined },
      });
      await vi.waitFor(() => expect(find("camera-missing")).not.toBeNull());
      expect(find("camera-there")).toBeNull();
      there.plugged.push({ id: "a" }, { id: "b" });
      there.dispatchEvent(new Event("devicechange"));
      await vi.waitFor(() => expect(find("camera-there")?.textContent).toContain(en.camera.there));
      find("camera-again")?.click();
      await vi.waitFor(() => expect(camera.chosen).toBe("a"));
      there.plugged.shift();
      there.dispatchEvent(new Event("devicechange"));
      await vi.waitFor(() => expect(find("camera-moved")?.textContent).toContain(en.camera.movedLost));
    });

    it("says_that_a_camera_does_not_answer_when_it_never_does", async () => {
      vi.useFakeTimers();
      const silent = { ...failing(""), getUserMedia: () => new Promise<MediaStream>(() => undefined) };
      const camera = new CameraController(shell("blank"), () => silent);
      shown = mount(Camera, {
        target: document.body,
        props: { camera, onfound: () => undefined, back: () => undefined },
      });
      await vi.advanceTimersByTimeAsync(9_000);
      expect(find("camera-busy")).toBeNull();
      await vi.advanceTimersByTimeAsync(2_000);
      expect(find("camera-busy")?.textContent).toContain(en.camera.busy);
      expect(find("camera-other")).not.toBeNull();
      vi.useRealTimers();
    });

    it("is_off_when_the_screen_is_left", async () => {
      const track = new Track();
      const camera = new CameraController(shell("blank"), () => devices(track, ["One", "Two"]));
      shown = mount(Camera, {
        target: document.body,
        props: { camera, onfound: () => undefined, back: () => undefined },
      });
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
  it("is_new_only_when_the_video_showed_one", () => {
    let tell: () => void = () => undefined;
    const video = {
      srcObject: {},
      currentTime: 0,
      requestVideoFrameCallback: (told: () => void) => (tell = told),
    } as unknown as HTMLVideoElement;
    const pictures = counter(video);
    const before = pictures();
    video.currentTime = 5;
    expect(pictures()).toBe(before);
    tell();
    expect(pictures()).not.toBe(before);
    const old = { currentTime: 5 } as HTMLVideoElement;
    expect(counter(old)()).toBe(5);
  });

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
