import { flushSync, mount, tick, unmount } from "svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { CommandError, PinKey } from "../../lib/host";
import { mockError } from "../../lib/host/mock";
import type { Repairs } from "../repair/repair";
import { PinController } from "./pin.svelte";
import PinPad from "./PinPad.svelte";
import PinFailure from "./PinFailure.svelte";

/** A shell that answers when the test says so, and records the order of the keys. */
function slowHost() {
  const seen: PinKey[] = [];
  let typed = "";
  const pinKey = async (key: PinKey) => {
    await new Promise((done) => setTimeout(done, key === "1" ? 5 : 0));
    seen.push(key);
    typed = key === "clear" ? "" : key === "erase" ? typed.slice(0, -1) : typed + key;
    return { length: typed.length };
  };
  return { seen, pinKey };
}

describe("pin", () => {
  it("keys_arrive_in_the_order_typed_when_the_first_one_is_slow", async () => {
    const host = slowHost();
    const pin = new PinController(host);
    void pin.press("1");
    void pin.press("2");
    await pin.press("3");
    expect(host.seen).toEqual(["1", "2", "3"]);
    expect(pin.length).toBe(3);
  });

  it("length_stays_when_a_key_does_not_arrive", async () => {
    const pin = new PinController({ pinKey: () => Promise.reject(new Error("gone")) });
    await pin.press("1");
    expect(pin.length).toBe(0);
  });

  it("digits_are_taken_before_the_pad_that_leaves_the_screen_clears_them", async () => {
    const host = slowHost();
    const pin = new PinController(host);
    void pin.press("7");
    const deed = async () => {
      await new Promise((done) => setTimeout(done, 5));
      host.seen.push("zero" as PinKey);
    };
    const done = pin.spend(deed);
    await pin.clear();
    await done;
    expect(host.seen).toEqual(["7", "zero", "clear", "clear"]);
    expect(pin.length).toBe(0);
  });

  it("pad_is_cleared_when_what_took_its_digits_failed", async () => {
    const host = slowHost();
    const pin = new PinController(host);
    await pin.press("7");
    await expect(pin.spend(() => Promise.reject(new Error("wrong")))).rejects.toThrow("wrong");
    await pin.settled();
    expect(pin.length).toBe(0);
  });

  it("object_holds_no_digit", async () => {
    const pin = new PinController(slowHost());
    await pin.press("7");
    expect(JSON.stringify({ ...pin })).not.toContain("7");
  });
});

describe("pin_pad", () => {
  let shown: ReturnType<typeof mount> | undefined;
  afterEach(async () => {
    if (shown) await unmount(shown);
    document.body.replaceChildren();
  });

  async function pad() {
    const host = slowHost();
    const pin = new PinController(host);
    const onsubmit = vi.fn();
    shown = mount(PinPad, { target: document.body, props: { pin, submitLabel: "OK", onsubmit } });
    await tick();
    await pin.settled();
    const key = (key: string) => window.dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true }));
    return { host, pin, onsubmit, key };
  }

  it("starts_empty", async () => {
    const { host } = await pad();
    expect(host.seen).toEqual(["clear"]);
  });

  it("takes_the_digits_of_the_keyboard", async () => {
    const { pin, key } = await pad();
    key("4");
    key("x");
    key("8");
    key("Backspace");
    await pin.settled();
    await tick();
    expect(pin.length).toBe(1);
    expect(document.querySelector("[data-testid=pin-dots]")?.getAttribute("data-length")).toBe("1");
  });

  it("submits_after_every_digit_arrived_when_enter_is_pressed_at_once", async () => {
    const { host, onsubmit, key } = await pad();
    key("1");
    key("2");
    key("Enter");
    await vi.waitFor(() => expect(onsubmit).toHaveBeenCalledOnce());
    expect(host.seen).toEqual(["clear", "1", "2"]);
  });

  it("does_not_submit_when_it_is_empty", async () => {
    const { pin, onsubmit, key } = await pad();
    key("Enter");
    await pin.settled();
    await tick();
    expect(onsubmit).not.toHaveBeenCalled();
  });

  it("leaves_digits_to_an_input_field", async () => {
    const { host, pin } = await pad();
    const input = document.body.appendChild(document.createElement("input"));
    input.dispatchEvent(new KeyboardEvent("keydown", { key: "5", bubbles: true }));
    await pin.settled();
    expect(host.seen).toEqual(["clear"]);
  });
});

describe("pin_failure", () => {
  let shown: ReturnType<typeof mount> | undefined;
  afterEach(async () => {
    vi.useRealTimers();
    if (shown) await unmount(shown);
    document.body.replaceChildren();
  });

  const show = (failure: CommandError, repairs?: Repairs) => {
    shown = mount(PinFailure, { target: document.body, props: repairs ? { failure, repairs } : { failure } });
    flushSync();
  };
  const text = (testid: string) => document.querySelector(`[data-testid="${testid}"]`)?.textContent ?? null;

  it("counts_the_pause_down_and_says_when_it_is_over", () => {
    vi.useFakeTimers({ now: 1_795_000_000_000 });
    show(mockError("pin_paused", { seconds: 65 }));
    expect(text("pause")).toBe("Next try in 1:05");
    vi.advanceTimersByTime(60_000);
    flushSync();
    expect(text("pause")).toBe("Next try in 0:05");
    vi.advanceTimersByTime(5_000);
    flushSync();
    expect(text("pause")).toBe("You can try again now.");
  });

  it("shows_no_pause_when_there_is_none", () => {
    show(mockError("wrong_pin", { triesLeft: 9 }));
    expect(text("pause")).toBeNull();
    expect(text("notice-wrong")).toContain("You have 9 tries left.");
  });

  it("shows_what_helps_when_the_identity_is_destroyed", () => {
    const repairs = { reconnect: vi.fn(), replace: vi.fn() };
    show(mockError("pin_destroyed"), repairs);
    document.querySelector<HTMLElement>("[data-testid=repair-replace]")?.click();
    expect(repairs.replace).toHaveBeenCalledOnce();
  });
});
