import { describe, expect, it } from "vitest";
import type { PinKey } from "../../lib/host";
import { MOCK_PIN, mockError, mockHost } from "../../lib/host/mock";
import { PinChangeController } from "./pin_change.svelte";

const NEW_PIN = "840193";

async function opened(scene = "list") {
  const host = mockHost(new URLSearchParams({ scene }));
  const change = new PinChangeController(host, "t1");
  await change.open();
  const type = async (pin: string) => {
    for (const key of pin) await change.pin.press(key as PinKey);
    await change.submit();
  };
  return { host, change, type };
}

describe("pin_change", () => {
  it("is_done_when_old_new_and_new_again_were_typed", async () => {
    const { change, type } = await opened();
    await type(MOCK_PIN);
    expect(change.step).toBe("choose");
    await type(NEW_PIN);
    expect(change.step).toBe("confirm");
    await type(NEW_PIN);
    expect(change.step).toBe("done");
    expect(change.pin.length).toBe(0);
  });

  it("stays_at_the_old_pin_when_it_is_wrong", async () => {
    const { change, type } = await opened();
    await type("111111");
    expect(change.step).toBe("old");
    expect(change.attempt.failure).toMatchObject({ code: "wrong_pin", triesLeft: 9 });
  });

  it("asks_for_the_old_pin_twice_when_nobody_counts_tries", async () => {
    const { change, type } = await opened("foreign");
    await type(MOCK_PIN);
    expect(change.step).toBe("again");
    await type("111111");
    expect(change.step).toBe("old");
    expect(change.attempt.failure?.code).toBe("pin_mismatch");
    await type(MOCK_PIN);
    await type(MOCK_PIN);
    expect(change.step).toBe("choose");
  });

  it("asks_for_another_new_pin_when_it_will_not_do", async () => {
    const { change, type } = await opened();
    await type(MOCK_PIN);
    await type("123456");
    expect(change.step).toBe("choose");
    expect(change.attempt.failure?.code).toBe("pin_guessable");
  });

  it("goes_back_to_choosing_when_the_second_is_another", async () => {
    const { change, type } = await opened();
    await type(MOCK_PIN);
    await type(NEW_PIN);
    await type("840194");
    expect(change.step).toBe("choose");
    expect(change.attempt.failure?.code).toBe("pin_mismatch");
  });

  it("can_be_tried_again_when_the_portal_was_away", async () => {
    const { host, change, type } = await opened();
    const finish = host.pinChangeFinish;
    host.pinChangeFinish = () => Promise.reject(mockError("unreachable"));
    await type(MOCK_PIN);
    await type(NEW_PIN);
    await type(NEW_PIN);
    expect(change.step).toBe("changing");
    expect(change.attempt.failure?.code).toBe("unreachable");
    host.pinChangeFinish = finish;
    await change.change();
    expect(change.step).toBe("done");
  });

  it("is_unsettled_when_the_answer_was_lost", async () => {
    const { change, type } = await opened("unsettled");
    await type(MOCK_PIN);
    await type(NEW_PIN);
    await type(NEW_PIN);
    expect(change.step).toBe("unsettled");
  });

  it("says_which_pin_applies_when_an_earlier_change_was_settled", async () => {
    const { change } = await opened("settled");
    expect(change.settled).toBe("new");
    expect(change.step).toBe("old");
  });

  it("does_not_begin_when_the_portal_cannot_say_which_pin_applies", async () => {
    const { change } = await opened("offline");
    expect(change.step).toBe("opening");
    expect(change.attempt.failure?.code).toBe("unreachable");
  });

  it("asks_for_the_old_pin_again_when_the_shell_has_locked", async () => {
    const { change, type } = await opened();
    await type(MOCK_PIN);
    change.shut();
    expect(change.step).toBe("old");
  });
});
