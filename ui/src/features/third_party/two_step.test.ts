import { flushSync, mount, unmount } from "svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import { mockError, mockHost } from "../../lib/host/mock";
import { MOCK_HALF, mockAccount } from "./mock";
import { ThirdPartyController } from "./third_party.svelte";
import { TwoStepController } from "./two_step.svelte";
import TwoStep from "./TwoStep.svelte";

const host = () => mockHost(new URLSearchParams({ scene: "two-step" }));

function found(shell = host()) {
  const thirdParty = new ThirdPartyController(shell);
  thirdParty.take({ found: "two_step", account: mockAccount(), half: MOCK_HALF });
  return thirdParty;
}

describe("two_step", () => {
  let shown: ReturnType<typeof mount> | undefined;
  afterEach(async () => {
    if (shown) await unmount(shown);
    shown = undefined;
    document.body.replaceChildren();
  });

  it("shows_its_half_before_the_account_is_looked_at_and_again_on_the_way_back", () => {
    const thirdParty = found();
    expect(thirdParty.step).toBe("twoStep");
    expect(thirdParty.back()).toBe(false);
    thirdParty.typed();
    expect(thirdParty.step).toBe("review");
    thirdParty.proceed();
    thirdParty.back();
    expect(thirdParty.step).toBe("review");
    expect(thirdParty.back()).toBe(true);
    expect(thirdParty.step).toBe("twoStep");
    expect(thirdParty.twoStep.half).toBe(MOCK_HALF);
  });

  it("half_stays_when_the_shell_has_locked_and_goes_when_it_is_cancelled", async () => {
    const thirdParty = found();
    thirdParty.shut();
    expect(thirdParty.step).toBe("twoStep");
    await thirdParty.cancel();
    expect(thirdParty.twoStep.half).toBeNull();
  });

  it("copies_its_half_without_blanks_and_counts_down_to_the_cleared_clipboard", async () => {
    const shell = host();
    const copied = vi.spyOn(shell, "codesCopy");
    let now = 1000;
    const twoStep = new TwoStepController(shell, () => now);
    await twoStep.copy();
    expect(copied).not.toHaveBeenCalled();
    twoStep.take(MOCK_HALF);
    await twoStep.copy();
    expect(copied).toHaveBeenCalledExactlyOnceWith(MOCK_HALF);
    expect(twoStep.clipboardSeconds).toBe(20);
    now += 21;
    twoStep.tick();
    expect(twoStep.clipboardSeconds).toBe(0);
  });

  it("screen_shows_groups_of_four_and_says_why_a_copy_failed", async () => {
    const shell = host();
    shell.codesCopy = () => Promise.reject(mockError("clipboard_unavailable"));
    const thirdParty = found(shell);
    shown = mount(TwoStep, { target: document.body, props: { thirdParty, back: vi.fn() } });
    flushSync();
    const find = (testid: string) => document.querySelector<HTMLElement>(`[data-testid="${testid}"]`);
    expect(find("two-step-half")?.textContent).toContain("NJXS IN2M QOW7 DAZN FLOA");
    find("two-step-copy")?.click();
    await vi.waitFor(() => expect(find("notice-wrong")).not.toBeNull());
    find("two-step-typed")?.click();
    expect(thirdParty.step).toBe("review");
  });
});
