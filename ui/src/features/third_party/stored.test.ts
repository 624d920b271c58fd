import { flushSync, mount, unmount } from "svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import { mockHost } from "../../lib/host/mock";
import Stored from "./Stored.svelte";
import { ThirdPartyController } from "./third_party.svelte";

describe("stored", () => {
  let shown: ReturnType<typeof mount> | undefined;
  afterEach(async () => {
    if (shown) await unmount(shown);
    shown = undefined;
    document.body.replaceChildren();
  });

  it("says_how_many_were_stored", () => {
    const thirdParty = new ThirdPartyController(mockHost());
    thirdParty.step = "stored";
    thirdParty.stored = { stored: 12, present: 1 };
    shown = mount(Stored, { target: document.body, props: { thirdParty, finish: vi.fn() } });
    flushSync();
    const find = (testid: string) => document.querySelector(`[data-testid="${testid}"]`);
    expect(find("outcome")?.textContent).toBe("12 codes are stored. 1 existed already.");
    expect(find("import-close")).not.toBeNull();
  });
});
