import { describe, expect, it, vi } from "vitest";
import { CameraController } from "./camera.svelte";
import { desk, picture, rest, shell } from "./cameras.kit";

describe("more_than_one_camera", () => {
  it.each(["NotReadableError", "OverconstrainedError"])(
    "moves_on_to_the_next_when_one_does_not_start_with_%s",
    async (fails) => {
      const there = desk({ id: "a", fails }, { id: "b", fails }, { id: "c" });
      const camera = new CameraController(shell("blank"), () => there);
      await camera.start();
      await vi.waitFor(() => expect([camera.state, camera.chosen]).toEqual(["looking", "c"]));
      expect(there.asked).toEqual(["", "b", "c"]);
      expect(camera.moved).toBe(fails === "NotReadableError" ? "busy" : "missing");
    },
  );

  it("says_what_is_wrong_when_none_of_them_starts_and_tries_all_again_when_told", async () => {
    const there = desk({ id: "a", fails: "NotReadableError" }, { id: "b", fails: "NotReadableError" });
    const camera = new CameraController(shell("blank"), () => there);
    await camera.start();
    await vi.waitFor(() => expect(there.asked).toEqual(["", "b"]));
    await vi.waitFor(() => expect([camera.state, camera.failure]).toEqual(["failed", "busy"]));
    delete there.plugged[0]?.fails;
    await camera.start();
    expect([camera.state, camera.chosen, camera.moved]).toEqual(["looking", "a", null]);
  });

  it("asks_no_other_when_cameras_are_denied", async () => {
    const there = desk({ id: "a", fails: "NotAllowedError" }, { id: "b" });
    const camera = new CameraController(shell("blank"), () => there);
    await camera.start();
    expect([camera.state, camera.failure, there.asked]).toEqual(["failed", "denied", [""]]);
  });

  it("offers_the_next_when_one_is_black_and_does_not_jump", async () => {
    const there = desk({ id: "a" }, { id: "b" });
    const camera = new CameraController(shell("blank"), () => there);
    await camera.start();
    let looks = 0;
    await camera.look(picture(0), async () =>
      (looks += 1) > 22 ? void camera.stop() : expect(camera.chosen).toBe("a"),
    );
    expect(camera.next?.id).toBe("b");
    expect(there.asked).toEqual([""]);
  });

  it("moves_on_when_one_stands_still", async () => {
    const there = desk({ id: "a" }, { id: "b" });
    const camera = new CameraController(shell("blank"), () => there);
    await camera.start();
    await camera.look(() => null, rest);
    await vi.waitFor(() => expect([camera.state, camera.chosen, camera.moved]).toEqual(["looking", "b", "busy"]));
    expect(there.tracks["a"]?.readyState).toBe("ended");
  });

  it.each(["ended", "gone from the list"])("moves_on_with_a_sentence_when_one_is_unplugged_%s", async (how) => {
    const there = desk({ id: "a" }, { id: "b" });
    const camera = new CameraController(shell("blank"), () => there);
    await camera.start();
    there.plugged.shift();
    if (how === "ended") there.tracks["a"]?.dispatchEvent(new Event("ended"));
    else await camera.refresh();
    await vi.waitFor(() => expect([camera.state, camera.chosen, camera.moved]).toEqual(["looking", "b", "lost"]));
  });

  it("is_lost_when_the_only_one_is_unplugged_and_nobody_is_told", async () => {
    const there = desk({ id: "a" });
    const camera = new CameraController(shell("blank"), () => there);
    await camera.start();
    there.plugged.shift();
    await camera.refresh();
    expect([camera.state, camera.failure]).toEqual(["failed", "lost"]);
  });

  it("has_one_that_is_plugged_in_later_among_its_choice", async () => {
    const there = desk({ id: "a" });
    const camera = new CameraController(shell("blank"), () => there);
    const unwatch = camera.watch();
    await camera.start();
    there.plugged.push({ id: "b" });
    there.dispatchEvent(new Event("devicechange"));
    await vi.waitFor(() => expect(camera.cameras.map((one) => one.id)).toEqual(["a", "b"]));
    expect([camera.state, camera.chosen]).toEqual(["looking", "a"]);
    unwatch();
    there.plugged.push({ id: "c" });
    there.dispatchEvent(new Event("devicechange"));
    await new Promise((done) => setTimeout(done));
    expect(camera.cameras).toHaveLength(2);
  });

  it.each([
    ["lost", true],
    ["busy", false],
  ])("stands_still_and_is_%s_when_it_is_gone_%s_and_nobody_was_told", async (failure, gone) => {
    const there = desk({ id: "a" });
    const camera = new CameraController(shell("blank"), () => there);
    await camera.start();
    if (gone) there.plugged.shift();
    await camera.look(() => null, rest);
    expect([camera.state, camera.failure]).toEqual(["failed", failure]);
  });

  it("takes_its_stream_off_the_video_before_the_stream_ends", async () => {
    const there = desk({ id: "a" });
    const camera = new CameraController(shell("blank"), () => there);
    await camera.start();
    let state = "";
    camera.detach = () => (state = there.tracks["a"]?.readyState ?? "");
    await camera.stop();
    expect([state, there.tracks["a"]?.readyState]).toEqual(["live", "ended"]);
  });
});
