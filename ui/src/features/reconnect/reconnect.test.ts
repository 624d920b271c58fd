import { describe, expect, it } from "vitest";
import type { PinKey } from "../../lib/host";
import { MOCK_PIN, mockHost } from "../../lib/host/mock";
import { ReconnectController } from "./reconnect.svelte";
import { repairFor } from "../repair/repair";

async function typed(scene: string, pin: string) {
  const reconnect = new ReconnectController(mockHost(new URLSearchParams({ scene })), "t1");
  reconnect.proceed();
  for (const key of pin) await reconnect.pin.press(key as PinKey);
  await reconnect.reconnect();
  return reconnect;
}

describe("reconnect", () => {
  it("is_done_when_the_portal_was_told_and_the_pin_is_right", async () => {
    expect((await typed("copied", MOCK_PIN)).step).toBe("done");
  });

  it("goes_back_to_the_portal_when_it_was_not_told", async () => {
    const reconnect = await typed("unconfirmed", MOCK_PIN);
    expect(reconnect.step).toBe("explain");
    expect(reconnect.attempt.failure?.code).toBe("token_copied");
  });

  it("asks_again_when_the_pin_is_wrong", async () => {
    const reconnect = await typed("copied", "111111");
    expect(reconnect.step).toBe("pin");
    expect(reconnect.pin.length).toBe(0);
  });
});

describe("repair", () => {
  it("is_reconnection_or_replacement_and_nothing_while_the_identity_works", () => {
    expect(repairFor("copied")).toBe("reconnect");
    expect(repairFor("token_copied")).toBe("reconnect");
    for (const code of ["destroyed", "gone", "pin_destroyed", "unknown_token"] as const)
      expect(repairFor(code)).toBe("replace");
    for (const code of ["active", "pending", "wrong_pin", "pin_paused", "unreachable"] as const)
      expect(repairFor(code)).toBeNull();
  });
});
