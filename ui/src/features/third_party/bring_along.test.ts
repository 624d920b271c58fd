import { describe, expect, it } from "vitest";
import type { PinKey } from "../../lib/host";
import { MOCK_PIN, mockError, mockHost } from "../../lib/host/mock";
import { BringAlongController } from "./bring_along.svelte";

const PREVIOUS = "840193";

async function type(along: BringAlongController, digits: string) {
  for (const digit of digits) await along.pin.press(digit as PinKey);
  await along.submit();
  await along.pin.settled();
}

async function atCurrent(shell = mockHost(new URLSearchParams({ scene: "apart" }))) {
  const along = new BringAlongController(shell);
  along.begin();
  await type(along, PREVIOUS);
  along.worked();
  await type(along, PREVIOUS);
  return along;
}

describe("bring_along", () => {
  it("shows_codes_of_the_earlier_pin_before_it_is_believed", async () => {
    const along = new BringAlongController(mockHost(new URLSearchParams({ scene: "apart" })));
    expect(along.step).toBe("explain");
    along.begin();
    await type(along, PREVIOUS);
    expect(along.step).toBe("check");
    expect(along.samples.map(({ digits }) => digits)).toEqual(["920134"]);
    along.begin();
    expect(along.step).toBe("previous");
    expect(along.samples).toEqual([]);
  });

  it("is_done_when_the_earlier_pin_was_typed_twice_and_the_current_one_is_right", async () => {
    const shell = mockHost(new URLSearchParams({ scene: "apart" }));
    const along = await atCurrent(shell);
    expect(along.step).toBe("current");
    expect(along.samples).toEqual([]);
    await type(along, MOCK_PIN);
    expect(along.step).toBe("done");
    expect(await shell.thirdPartyIsApart()).toBe(false);
  });

  it("begins_with_the_earlier_pin_again_when_the_two_differ", async () => {
    const along = new BringAlongController(mockHost(new URLSearchParams({ scene: "apart" })));
    along.begin();
    await type(along, PREVIOUS);
    along.worked();
    await type(along, "840194");
    expect(along.step).toBe("previous");
    expect(along.attempt.trouble?.code).toBe("pin_mismatch");
  });

  it("asks_for_the_current_pin_again_when_the_portal_finds_it_wrong", async () => {
    const along = await atCurrent();
    await type(along, "111111");
    expect(along.step).toBe("current");
    expect(along.attempt.trouble).toMatchObject({ code: "wrong_pin", triesLeft: 9 });
    expect(along.pin.length).toBe(0);
  });

  it("begins_with_the_earlier_pin_again_when_the_shell_has_forgotten_it", async () => {
    const shell = mockHost(new URLSearchParams({ scene: "apart" }));
    shell.bringAlongFinish = () => Promise.reject(mockError("nothing_to_change"));
    const along = await atCurrent(shell);
    await type(along, MOCK_PIN);
    expect(along.step).toBe("previous");
  });

  it("waits_for_a_code_on_trial_elsewhere_and_shows_nothing_once_the_user_has_left", async () => {
    let now = Date.now() / 1000;
    const along = new BringAlongController(mockHost(new URLSearchParams({ scene: "apart" })), () => now);
    along.begin();
    await type(along, PREVIOUS);
    now += 60;
    along.tick();
    along.shut(false);
    expect(along.step).toBe("check");
    expect(along.samples.filter(({ validUntil }) => validUntil > along.now)).toEqual([]);
    along.shut(true);
    expect(along.step).toBe("explain");
    expect(along.samples).toEqual([]);
  });
});
