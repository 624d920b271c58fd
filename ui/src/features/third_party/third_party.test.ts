import { flushSync, mount, unmount } from "svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { FoundView, PinKey } from "../../lib/host";
import { MOCK_PIN, mockError, mockHost } from "../../lib/host/mock";
import { MOCK_EXPORT_PASSWORD, mockList } from "../import/mock";
import { mockAccount } from "./mock";
import ByHand from "./ByHand.svelte";
import PickOne from "./PickOne.svelte";
import Review from "./Review.svelte";
import { ThirdPartyController, type ThirdPartyFound } from "./third_party.svelte";

const host = (scene = "empty") => mockHost(new URLSearchParams({ scene }));
const account = (extra = {}): FoundView & { found: "account" } => ({ found: "account", account: mockAccount(extra) });

function found(what: ThirdPartyFound, shell = host()) {
  const thirdParty = new ThirdPartyController(shell);
  thirdParty.take(what);
  return thirdParty;
}

async function type(thirdParty: ThirdPartyController, digits: string) {
  for (const digit of digits) await thirdParty.pin.press(digit as PinKey);
  await thirdParty.submitPin();
  await thirdParty.pin.settled();
}

describe("third_party", () => {
  it("chooses_a_pin_twice_in_an_empty_vault_and_is_stored", async () => {
    const shell = host();
    const thirdParty = found(account(), shell);
    thirdParty.proceed();
    expect(thirdParty.step).toBe("choose");
    await type(thirdParty, "123456");
    expect(thirdParty.attempt.failure?.code).toBe("pin_guessable");
    await type(thirdParty, MOCK_PIN);
    expect(thirdParty.step).toBe("confirm");
    expect(thirdParty.pin.length).toBe(0);
    await type(thirdParty, MOCK_PIN);
    expect(thirdParty.step).toBe("stored");
    expect((await shell.identities()).map(({ name, kind }) => [name, kind])).toEqual([["GitHub", "totp"]]);
  });

  it("chooses_again_when_the_two_pins_differ", async () => {
    const thirdParty = found(account());
    thirdParty.proceed();
    await type(thirdParty, MOCK_PIN);
    await type(thirdParty, "482916");
    expect(thirdParty.step).toBe("choose");
    expect(thirdParty.attempt.failure?.code).toBe("pin_mismatch");
  });

  it("takes_the_pin_that_is_there_and_asks_again_when_it_is_wrong", async () => {
    const thirdParty = found(account({ newPin: false }), host("list"));
    thirdParty.proceed();
    expect(thirdParty.step).toBe("known");
    await type(thirdParty, "111111");
    expect(thirdParty.step).toBe("known");
    expect(thirdParty.attempt.failure).toMatchObject({ code: "wrong_pin", triesLeft: 9 });
    await type(thirdParty, MOCK_PIN);
    expect(thirdParty.step).toBe("stored");
  });

  it("has_the_pin_typed_once_more_when_nobody_can_check_it", async () => {
    const thirdParty = found(account({ newPin: false }), host("unchecked"));
    thirdParty.proceed();
    await type(thirdParty, MOCK_PIN);
    expect(thirdParty.step).toBe("again");
    expect(thirdParty.attempt.failure?.code).toBe("pin_unchecked");
    await type(thirdParty, "482916");
    expect(thirdParty.step).toBe("known");
    expect(thirdParty.attempt.failure?.code).toBe("pin_mismatch");
    await type(thirdParty, MOCK_PIN);
    await type(thirdParty, MOCK_PIN);
    expect(thirdParty.step).toBe("stored");
  });

  it("can_be_stored_again_when_the_disk_was_full", async () => {
    const shell = host();
    const store = shell.thirdPartyStore;
    shell.thirdPartyStore = vi.fn().mockRejectedValueOnce(mockError("disk_full")).mockImplementation(store);
    const thirdParty = found(account(), shell);
    thirdParty.proceed();
    await type(thirdParty, MOCK_PIN);
    await type(thirdParty, MOCK_PIN);
    expect(thirdParty.step).toBe("storing");
    expect(thirdParty.attempt.failure?.code).toBe("disk_full");
    await thirdParty.store();
    expect(thirdParty.step).toBe("stored");
  });

  it("asks_for_the_pin_again_when_the_portal_finds_it_wrong_after_all", async () => {
    const shell = host("unchecked");
    shell.thirdPartyStore = () => Promise.reject(mockError("wrong_pin", { triesLeft: 9 }));
    const thirdParty = found(account({ newPin: false }), shell);
    thirdParty.proceed();
    await type(thirdParty, MOCK_PIN);
    await type(thirdParty, MOCK_PIN);
    expect(thirdParty.step).toBe("known");
  });

  it("picks_one_of_several", async () => {
    const thirdParty = found({ found: "several", accounts: [mockAccount(), mockAccount({ issuer: "Kystbanken" })] });
    expect(thirdParty.step).toBe("pick");
    await thirdParty.pick(1);
    expect(thirdParty.step).toBe("review");
    expect(thirdParty.account?.issuer).toBe("Kystbanken");
  });

  it("lists_all_of_several_when_all_are_wanted", async () => {
    const several: ThirdPartyFound = { found: "several", accounts: [mockAccount(), mockAccount({ issuer: "Kyst" })] };
    const thirdParty = found(several, host("list"));
    await thirdParty.pick(null);
    expect(thirdParty.step).toBe("import");
    expect(thirdParty.count).toBe(2);
    thirdParty.proceed();
    await type(thirdParty, MOCK_PIN);
    expect(thirdParty.stored).toEqual({ stored: 2, present: 0 });
  });

  it("opens_an_export_only_with_its_password", async () => {
    const thirdParty = found({ found: "sealed" }, host("list"));
    expect(await thirdParty.imports.open("wrong")).toBe(false);
    expect(thirdParty.imports.step).toBe("sealed");
    expect(thirdParty.imports.attempt.failure?.code).toBe("import_wrong_password");
    await thirdParty.imports.open(MOCK_EXPORT_PASSWORD);
    expect(thirdParty.imports.step).toBe("list");
    expect(thirdParty.count).toBe(2);
  });

  it("stores_the_new_codes_of_an_export_alone", async () => {
    const shell = host("list");
    const thirdParty = found({ found: "sealed" }, shell);
    await thirdParty.imports.open(MOCK_EXPORT_PASSWORD);
    thirdParty.proceed();
    await type(thirdParty, MOCK_PIN);
    expect(thirdParty.stored).toEqual({ stored: 2, present: 0 });
    expect(await shell.identities()).toHaveLength(4);
  });

  it("stores_none_of_an_export_when_the_disk_is_full_and_may_try_again", async () => {
    const shell = host("halted");
    const thirdParty = found({ found: "listed", list: mockList() }, shell);
    const before = (await shell.identities()).length;
    thirdParty.proceed();
    await type(thirdParty, MOCK_PIN);
    expect(thirdParty.attempt.failure?.code).toBe("disk_full");
    expect(thirdParty.stored).toBeNull();
    expect(thirdParty.step).toBe("known");
    expect(await shell.identities()).toHaveLength(before);
  });

  it("goes_back_from_the_pin_to_what_was_looked_at_and_no_further", () => {
    const thirdParty = found(account());
    thirdParty.proceed();
    expect(thirdParty.back()).toBe(true);
    expect(thirdParty.step).toBe("review");
    expect(thirdParty.back()).toBe(false);
  });

  it("keeps_the_account_and_no_digits_when_the_shell_has_locked", async () => {
    const thirdParty = found(account());
    thirdParty.proceed();
    await thirdParty.pin.press("4");
    thirdParty.shut();
    await thirdParty.pin.settled();
    expect(thirdParty.step).toBe("review");
    expect(thirdParty.pin.length).toBe(0);
  });

  it("forgets_everything_when_cancelled", async () => {
    const shell = host();
    const cancelled = vi.spyOn(shell, "thirdPartyCancel");
    const thirdParty = found(account(), shell);
    await thirdParty.cancel();
    expect(thirdParty).toMatchObject({ step: "none", account: null, stored: null });
    expect(thirdParty.imports.list).toBeNull();
    expect(cancelled).toHaveBeenCalledOnce();
  });
});

describe("third_party_screens", () => {
  let shown: ReturnType<typeof mount> | undefined;
  afterEach(async () => {
    if (shown) await unmount(shown);
    shown = undefined;
    document.body.replaceChildren();
  });

  const find = (testid: string) => document.querySelector<HTMLInputElement>(`[data-testid="${testid}"]`);
  const text = (testid: string) => find(testid)?.textContent ?? null;
  const fill = (testid: string, value: string) => {
    const field = find(testid);
    if (!field) throw new Error(`${testid} is not there`);
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    flushSync();
  };

  it("review_says_in_words_what_was_assumed_and_that_a_bare_key_is_not_protected", () => {
    const thirdParty = found(
      account({
        issuer: "",
        assumed: ["no_issuer", "counter_zero"],
        bare: true,
        kind: "hotp",
        counter: "0",
        period: null,
      }),
    );
    shown = mount(Review, { target: document.body, props: { thirdParty, back: vi.fn() } });
    flushSync();
    expect(text("review-issuer")).toBe("No name");
    expect(text("review-kind")).toBe("Counter-based, next number 0");
    expect(text("review-assumed")).toContain("The counter begins at 0.");
    expect(text("review-bare")).toContain("The PIN cannot protect this key");
  });

  it("choice_names_every_account_and_offers_all_of_them", async () => {
    const accounts = [mockAccount({ issuer: "Havn", account: "ida" }), mockAccount({ issuer: "Kyst", account: "bo" })];
    const thirdParty = found({ found: "several", accounts }, host("list"));
    shown = mount(PickOne, { target: document.body, props: { thirdParty, back: vi.fn() } });
    flushSync();
    expect(text("pick-0")).toContain("Havn");
    expect(text("pick-1")).toContain("Kyst");
    expect(text("pick-all")).toBe("Add all 2");
    find("pick-all")?.click();
    await vi.waitFor(() => expect(thirdParty.step).toBe("import"));
  });

  function byHand() {
    const thirdParty = new ThirdPartyController(host());
    const ontaken = vi.fn();
    shown = mount(ByHand, { target: document.body, props: { thirdParty, ontaken, onentrust: vi.fn(), back: vi.fn() } });
    flushSync();
    return { thirdParty, ontaken };
  }

  it("form_names_the_character_that_cannot_be_and_keeps_the_rest_for_correction", async () => {
    const { ontaken } = byHand();
    fill("by-hand-issuer", "Kyst");
    fill("by-hand-base32", "GEZD 1NBV");
    find("by-hand-next")?.click();
    await vi.waitFor(() => expect(text("notice-wrong")).toContain("Character 6 is “1”"));
    expect(find("by-hand-base32")?.value).toBe("GEZD 1NBV");
    expect(find("by-hand-base32")?.getAttribute("aria-invalid")).toBe("true");
    expect(ontaken).not.toHaveBeenCalled();
    fill("by-hand-base32", "GEZD INBV");
    expect(text("notice-wrong")).toBeNull();
  });

  it("form_gives_the_key_to_the_shell_once_and_empties_its_field", async () => {
    const { thirdParty, ontaken } = byHand();
    expect(find("by-hand-next")?.disabled).toBe(true);
    fill("by-hand-account", "ida");
    fill("by-hand-base32", "gezd-gnbv gy3t");
    find("by-hand-more")?.click();
    flushSync();
    find("by-hand-hotp")?.click();
    find("by-hand-digits-8")?.click();
    flushSync();
    fill("by-hand-counter", "7");
    find("by-hand-next")?.click();
    await vi.waitFor(() => expect(ontaken).toHaveBeenCalledOnce());
    flushSync();
    expect(find("by-hand-base32")?.value).toBe("");
    expect(thirdParty.account).toMatchObject({ account: "ida", kind: "hotp", digits: 8, counter: "7" });
  });
});
