import { flushSync, mount, unmount } from "svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import { mockError, mockHost } from "../../lib/host/mock";
import Stored from "./Stored.svelte";
import { ThirdPartyController } from "./third_party.svelte";

describe("stored", () => {
  let shown: ReturnType<typeof mount> | undefined;
  afterEach(async () => {
    if (shown) await unmount(shown);
    shown = undefined;
    document.body.replaceChildren();
  });

  it("says_how_many_were_stored_and_why_the_others_were_not", () => {
    const thirdParty = new ThirdPartyController(mockHost());
    thirdParty.step = "stored";
    thirdParty.stored = { stored: 12, present: 1, left: 3, trouble: mockError("disk_full") };
    shown = mount(Stored, { target: document.body, props: { thirdParty, finish: vi.fn() } });
    flushSync();
    const find = (testid: string) => document.querySelector(`[data-testid="${testid}"]`);
    expect(find("outcome")?.textContent).toBe("12 codes are stored. 1 existed already.");
    expect(document.body.textContent).toContain("3 codes are not stored yet.");
    expect(find("notice-wrong")?.textContent).toContain("The disk is full.");
    expect(find("store-again")).not.toBeNull();
  });
});
