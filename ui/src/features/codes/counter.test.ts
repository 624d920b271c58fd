import { flushSync, mount, unmount } from "svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { PinKey } from "../../lib/host";
import { MOCK_PIN, mockHost, mockIdentity } from "../../lib/host/mock";
import CounterCode from "./CounterCode.svelte";
import { CounterController } from "./counter.svelte";

const host = (scene = "others") => mockHost(new URLSearchParams({ scene }));

async function type(counter: CounterController, digits: string) {
  for (const digit of digits) await counter.pin.press(digit as PinKey);
  await counter.next();
  await counter.pin.settled();
}

describe("counter", () => {
  it("uses_up_one_code_each_time_it_is_asked_for_and_none_otherwise", async () => {
    const shell = host();
    const used = vi.spyOn(shell, "codesNext");
    const counter = new CounterController(shell, "t3");
    await counter.next();
    counter.ask();
    expect(used).not.toHaveBeenCalled();
    await type(counter, MOCK_PIN);
    expect(counter.code).toMatchObject({ digits: "755224", counter: "42" });
    counter.tick();
    await counter.next();
    expect(used).toHaveBeenCalledOnce();
  });

  it("does_not_come_back_once_it_was_hidden", async () => {
    const counter = new CounterController(host(), "t3");
    counter.ask();
    await type(counter, MOCK_PIN);
    counter.hide("away");
    expect(counter.code).toBeNull();
    expect(counter.step).toBe("away");
    counter.ask();
    await type(counter, MOCK_PIN);
    expect(counter.code?.counter).toBe("43");
  });

  it("is_not_used_up_when_the_pin_is_wrong", async () => {
    const counter = new CounterController(host(), "t3");
    counter.ask();
    await type(counter, "111111");
    expect(counter.step).toBe("pin");
    expect(counter.attempt.failure?.code).toBe("wrong_pin");
    await type(counter, MOCK_PIN);
    expect(counter.code?.counter).toBe("42");
  });

  it("is_gone_when_the_shell_has_locked", async () => {
    const counter = new CounterController(host(), "t3");
    counter.ask();
    await type(counter, MOCK_PIN);
    counter.shut();
    expect(counter.code).toBeNull();
  });

  it("counts_down_to_the_clearing_of_the_clipboard", async () => {
    let now = 1_795_000_000;
    const counter = new CounterController(host(), "t3", () => now);
    counter.ask();
    await type(counter, MOCK_PIN);
    await counter.copy();
    now += 5;
    counter.tick();
    expect(counter.clipboardSeconds).toBe(15);
  });
});

describe("counter_screen", () => {
  let shown: ReturnType<typeof mount> | undefined;
  afterEach(async () => {
    if (shown) await unmount(shown);
    shown = undefined;
    document.body.replaceChildren();
  });
  const find = (testid: string) => document.querySelector<HTMLElement>(`[data-testid="${testid}"]`);

  it("says_what_a_counter_code_is_before_one_is_used_and_hides_it_when_the_window_is_left", async () => {
    const counter = new CounterController(host(), "t3");
    const identity = mockIdentity({ tokenId: "t3", kind: "hotp" });
    shown = mount(CounterCode, { target: document.body, props: { counter, identity, onoldpin: null, back: vi.fn() } });
    flushSync();
    expect(document.body.textContent).toContain("You get a new code each time you ask for one.");
    find("counter-next")?.click();
    flushSync();
    expect(find("code")).toBeNull();
    await type(counter, MOCK_PIN);
    flushSync();
    expect(find("code")?.textContent).toBe("755\u00a0224");
    window.dispatchEvent(new Event("blur"));
    flushSync();
    expect(find("code")).toBeNull();
    expect(find("code-hidden")?.textContent).toContain("used up");
  });
});
