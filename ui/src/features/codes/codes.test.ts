import { describe, expect, it } from "vitest";
import { MOCK_PIN, mockHost } from "../../lib/host/mock";
import { CodesController } from "./codes.svelte";

const START = 1_795_000_000;

/** Codes that are opened with the right PIN, on a clock that the test moves. */
async function opened(scene = "list", pin = MOCK_PIN) {
  let now = START;
  const host = mockHost(new URLSearchParams({ scene }));
  const view = host.codes;
  host.codes = async (tokenId) => ({
    ...(await view(tokenId)),
    codes: [
      { digits: "483920", validFrom: START - 10, validUntil: START + 20 },
      { digits: "107264", validFrom: START + 20, validUntil: START + 50 },
    ],
  });
  const codes = new CodesController(host, "t1", () => now);
  for (const digit of pin) await codes.pin.press(digit as "0");
  await codes.open();
  const at = (second: number) => {
    now = START + second;
    codes.tick();
  };
  return { codes, at };
}

describe("codes", () => {
  it("are_hidden_until_the_pin_is_right", async () => {
    const { codes } = await opened("list", "111111");
    expect(codes.hidden).toBe("locked");
    expect(codes.current).toBeNull();
    expect(codes.attempt.failure).toMatchObject({ code: "wrong_pin", triesLeft: 9 });
  });

  it("show_this_one_and_the_next", async () => {
    const { codes } = await opened();
    expect(codes.current?.digits).toBe("483920");
    expect(codes.next?.digits).toBe("107264");
    expect(codes.secondsLeft).toBe(20);
    expect(codes.shareLeft).toBeCloseTo(2 / 3);
  });

  it("show_the_next_one_in_the_last_five_seconds_and_not_before", async () => {
    const { codes, at } = await opened();
    at(14);
    expect(codes.nextIsShown).toBe(false);
    at(15);
    expect(codes.nextIsShown).toBe(true);
    at(20);
    expect(codes.nextIsShown).toBe(false);
  });

  it("show_the_next_one_when_it_is_asked_for_until_it_is_the_current_one", async () => {
    const { codes, at } = await opened();
    codes.wantNext();
    expect(codes.nextIsShown).toBe(true);
    at(20);
    expect(codes.current?.digits).toBe("107264");
    expect(codes.nextIsShown).toBe(false);
    codes.hide("away");
    expect(codes.nextIsShown).toBe(false);
  });

  it("move_on_to_the_next_when_the_first_is_over", async () => {
    const { codes, at } = await opened();
    at(20);
    expect(codes.current?.digits).toBe("107264");
    expect(codes.next).toBeNull();
    expect(codes.secondsLeft).toBe(30);
  });

  it("are_hidden_again_when_the_last_is_over", async () => {
    const { codes, at } = await opened();
    at(50);
    expect(codes.hidden).toBe("over");
    expect(codes.current).toBeNull();
  });

  it("are_hidden_and_forgotten_when_the_window_is_left", async () => {
    const { codes } = await opened();
    codes.hide("away");
    expect(codes.hidden).toBe("away");
    codes.lock();
    expect(codes.hidden).toBe("locked");
    expect(codes.current).toBeNull();
  });

  it("say_that_the_pin_was_not_checked_when_offline", async () => {
    const { codes } = await opened("offline");
    expect(codes.checked).toBe(false);
  });

  it("count_down_to_the_clearing_of_the_clipboard", async () => {
    const { codes, at } = await opened();
    await codes.copy();
    expect(codes.clipboardSeconds).toBe(20);
    at(5);
    expect(codes.clipboardSeconds).toBe(15);
    at(40);
    expect(codes.clipboardSeconds).toBe(0);
  });
});
