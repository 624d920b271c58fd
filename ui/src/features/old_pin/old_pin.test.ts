import { describe, expect, it } from "vitest";
import type { PinKey } from "../../lib/host";
import { MOCK_PIN, mockError, mockHost } from "../../lib/host/mock";
import { OldPinController } from "./old_pin.svelte";

const PREVIOUS = "840193";

async function type(oldPin: OldPinController, digits: string) {
  for (const digit of digits) await oldPin.pin.press(digit as PinKey);
  await oldPin.submit();
  await oldPin.pin.settled();
}

async function atCurrent(shell = mockHost(new URLSearchParams({ scene: "old-pin" }))) {
  const oldPin = new OldPinController(shell);
  oldPin.begin();
  await type(oldPin, PREVIOUS);
  oldPin.worked();
  await type(oldPin, PREVIOUS);
  return oldPin;
}

describe("old_pin", () => {
  it("shows_codes_of_the_earlier_pin_before_it_is_used", async () => {
    const oldPin = new OldPinController(mockHost(new URLSearchParams({ scene: "old-pin" })));
    expect(oldPin.step).toBe("explain");
    oldPin.begin();
    await type(oldPin, PREVIOUS);
    expect(oldPin.step).toBe("check");
    expect(oldPin.samples.map(({ digits }) => digits)).toEqual(["920134"]);
    oldPin.begin();
    expect(oldPin.step).toBe("previous");
    expect(oldPin.samples).toEqual([]);
  });

  it("is_done_when_the_earlier_pin_was_typed_twice_and_the_current_one_is_right", async () => {
    const shell = mockHost(new URLSearchParams({ scene: "old-pin" }));
    const oldPin = await atCurrent(shell);
    expect(oldPin.step).toBe("current");
    expect(oldPin.samples).toEqual([]);
    await type(oldPin, MOCK_PIN);
    expect(oldPin.step).toBe("done");
    expect(await shell.thirdPartyOutOfSync()).toBe(false);
  });

  it("begins_with_the_earlier_pin_again_when_the_two_differ", async () => {
    const oldPin = new OldPinController(mockHost(new URLSearchParams({ scene: "old-pin" })));
    oldPin.begin();
    await type(oldPin, PREVIOUS);
    oldPin.worked();
    await type(oldPin, "840194");
    expect(oldPin.step).toBe("previous");
    expect(oldPin.attempt.failure?.code).toBe("pin_mismatch");
  });

  it("asks_for_the_current_pin_again_when_the_portal_finds_it_wrong", async () => {
    const oldPin = await atCurrent();
    await type(oldPin, "111111");
    expect(oldPin.step).toBe("current");
    expect(oldPin.attempt.failure).toMatchObject({ code: "wrong_pin", triesLeft: 9 });
    expect(oldPin.pin.length).toBe(0);
  });

  it("begins_with_the_earlier_pin_again_when_the_shell_has_forgotten_it", async () => {
    const shell = mockHost(new URLSearchParams({ scene: "old-pin" }));
    shell.oldPinFinish = () => Promise.reject(mockError("nothing_to_change"));
    const oldPin = await atCurrent(shell);
    await type(oldPin, MOCK_PIN);
    expect(oldPin.step).toBe("previous");
  });

  it("waits_for_a_code_on_trial_elsewhere_and_shows_nothing_once_the_user_has_left", async () => {
    let now = Date.now() / 1000;
    const oldPin = new OldPinController(mockHost(new URLSearchParams({ scene: "old-pin" })), () => now);
    oldPin.begin();
    await type(oldPin, PREVIOUS);
    now += 60;
    oldPin.tick();
    oldPin.shut(false);
    expect(oldPin.step).toBe("check");
    expect(oldPin.samples.filter(({ validUntil }) => validUntil > oldPin.now)).toEqual([]);
    oldPin.shut(true);
    expect(oldPin.step).toBe("explain");
    expect(oldPin.samples).toEqual([]);
  });
});
