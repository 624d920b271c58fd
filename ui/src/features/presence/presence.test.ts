import { flushSync, mount, unmount } from "svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { PinKey } from "../../lib/host";
import { MOCK_PIN, mockHost } from "../../lib/host/mock";
import { PresenceController } from "./presence.svelte";
import PresenceSetting from "./PresenceSetting.svelte";

const shell = (scene: string) => mockHost(new URLSearchParams({ scene }));

async function opened(scene: string) {
  const presence = new PresenceController(shell(scene), "t1");
  await presence.read();
  return presence;
}

describe("presence", () => {
  let shown: ReturnType<typeof mount> | undefined;
  afterEach(async () => {
    if (shown) await unmount(shown);
    shown = undefined;
    document.body.replaceChildren();
  });

  const show = (presence: PresenceController, onturnon = vi.fn()) => {
    shown = mount(PresenceSetting, { target: document.body, props: { presence, onturnon } });
    flushSync();
  };
  const find = (testid: string) => document.querySelector<HTMLElement>(`[data-testid="${testid}"]`);

  it("is_off_and_offered_when_issuer_and_device_allow_it", async () => {
    const presence = await opened("list");
    expect(presence.isOffered).toBe(true);
    expect(presence.isReady).toBe(false);
  });

  it("says_why_it_is_not_offered", async () => {
    for (const [scene, why] of [
      ["forbidden", "organisation"],
      ["fingerless", "No fingerprint is set up"],
    ] as const) {
      show(await opened(scene));
      expect(find("presence-switch"), scene).toBeNull();
      expect(find("presence-text")?.textContent, scene).toContain(why);
      if (shown) await unmount(shown);
      document.body.replaceChildren();
    }
  });

  it("is_on_after_pin_and_fingerprint", async () => {
    const presence = await opened("list");
    for (const key of MOCK_PIN) await presence.pin.press(key as PinKey);
    await presence.turnOn();
    expect(presence.done).toBe(true);
    expect(presence.isReady).toBe(true);
    expect(presence.pin.length).toBe(0);
  });

  it("stays_off_when_the_pin_is_wrong", async () => {
    const presence = await opened("list");
    await presence.pin.press("1");
    await presence.turnOn();
    expect(presence.done).toBe(false);
    expect(presence.attempt.failure?.code).toBe("wrong_pin");
  });

  it("is_off_again_when_the_switch_is_pressed", async () => {
    const presence = await opened("finger");
    show(presence);
    find("presence-switch")?.click();
    await vi.waitFor(() => expect(presence.view?.isOn).toBe(false));
  });

  it("is_not_ready_while_the_pin_is_due", async () => {
    expect((await opened("due")).isReady).toBe(false);
  });
});
