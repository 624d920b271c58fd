import { flushSync, mount, unmount } from "svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import { mockHost } from "../../lib/host/mock";
import { MOCK_ENTRUST_PASSWORD, MOCK_REGISTRATION_CODE, mockActivation } from "../entrust/mock";
import ThirdParty from "./ThirdParty.svelte";
import { ThirdPartyController } from "./third_party.svelte";
import EntrustByHand from "../entrust/EntrustByHand.svelte";

const host = () => mockHost(new URLSearchParams({ scene: "entrust" }));

function sealed(shell = host()) {
  const thirdParty = new ThirdPartyController(shell);
  thirdParty.take({ found: "entrust_sealed" });
  return { thirdParty, entrust: thirdParty.entrust, shell };
}

async function trying() {
  const found = sealed();
  await found.entrust.open(MOCK_ENTRUST_PASSWORD);
  await found.entrust.register(MOCK_REGISTRATION_CODE);
  return found;
}

describe("entrust", () => {
  it("opens_only_with_the_activation_password", async () => {
    const { entrust } = sealed();
    expect(entrust.step).toBe("password");
    expect(await entrust.open("54998318")).toBe(false);
    expect(entrust).toMatchObject({ step: "password", activation: null });
    expect(entrust.attempt.failure?.code).toBe("entrust_wrong_password");
    expect(await entrust.open(MOCK_ENTRUST_PASSWORD)).toBe(true);
    expect(entrust).toMatchObject({ step: "registration", activation: mockActivation() });
  });

  it("has_a_registration_code_with_a_wrong_digit_typed_again", async () => {
    const { entrust } = sealed();
    await entrust.open(MOCK_ENTRUST_PASSWORD);
    expect(await entrust.register("12211-49362")).toBe(false);
    expect(entrust.step).toBe("registration");
    expect(entrust.attempt.failure?.code).toBe("entrust_check_digit");
    await entrust.register(MOCK_REGISTRATION_CODE);
    expect(entrust.step).toBe("trial");
    expect(entrust.current?.digits).toHaveLength(8);
  });

  it("tries_the_other_length_and_the_other_policy_when_a_code_was_refused", async () => {
    const { entrust, shell } = await trying();
    const tried = vi.spyOn(shell, "entrustTrial");
    entrust.refused();
    expect(entrust).toMatchObject({ step: "refused", current: null });
    await entrust.showOtherLength();
    expect(entrust.current?.digits).toHaveLength(6);
    entrust.refused();
    await entrust.showOtherPolicy();
    entrust.refused();
    await entrust.showOtherLength();
    expect(tried.mock.calls).toEqual([
      [true, false],
      [true, true],
      [false, true],
    ]);
    expect(entrust.step).toBe("trial");
  });

  it("is_looked_at_once_a_code_worked_and_can_go_back_to_the_codes", async () => {
    const { thirdParty, entrust } = await trying();
    await entrust.accept();
    expect(thirdParty.step).toBe("review");
    expect(thirdParty.account).toMatchObject({ issuer: "login.nordhavn.example", account: "48244-13456", digits: 8 });
    expect(thirdParty.back()).toBe(true);
    expect(thirdParty.step).toBe("entrust");
    await vi.waitFor(() => expect(entrust.current).not.toBeNull());
    await entrust.accept();
    thirdParty.proceed();
    expect(thirdParty.step).toBe("choose");
  });

  it("keeps_the_activation_and_no_code_when_the_shell_has_locked", async () => {
    const { thirdParty, entrust } = await trying();
    thirdParty.shut();
    expect(thirdParty.step).toBe("entrust");
    expect(entrust).toMatchObject({ step: "trial", current: null });
    await entrust.show();
    expect(entrust.current).not.toBeNull();
  });

  it("forgets_everything_when_cancelled_or_when_something_else_is_found", async () => {
    const { thirdParty, entrust } = await trying();
    await thirdParty.cancel();
    expect(entrust).toMatchObject({ step: "none", activation: null, current: null });
    thirdParty.take({ found: "entrust_opened", activation: mockActivation() });
    thirdParty.take({ found: "sealed" });
    expect(entrust).toMatchObject({ step: "none", activation: null });
  });
});

describe("entrust_screens", () => {
  let shown: ReturnType<typeof mount> | undefined;
  afterEach(async () => {
    if (shown) await unmount(shown);
    shown = undefined;
    document.body.replaceChildren();
  });

  const find = (testid: string) => document.querySelector<HTMLInputElement>(`[data-testid="${testid}"]`);
  const text = (testid: string) => find(testid)?.textContent ?? null;
  const appears = (testid: string) => vi.waitFor(() => expect(find(testid), testid).not.toBeNull());
  const fill = (testid: string, value: string) => {
    const field = find(testid);
    if (!field) throw new Error(`${testid} is not there`);
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    flushSync();
  };
  const press = (testid: string) => {
    find(testid)?.click();
    flushSync();
  };

  it("password_leaves_its_field_and_the_owner_is_shown_before_the_other_half_is_typed", async () => {
    const { thirdParty } = sealed();
    shown = mount(ThirdParty, {
      target: document.body,
      props: {
        thirdParty,
        reading: { busy: false, sentence: null },
        onread: vi.fn(),
        oncamera: vi.fn(),
        back: vi.fn(),
        finish: vi.fn(),
      },
    });
    flushSync();
    fill("entrust-password", "1");
    press("entrust-open");
    await appears("notice-wrong");
    expect(find("entrust-password")?.value).toBe("");
    fill("entrust-password", MOCK_ENTRUST_PASSWORD);
    press("entrust-open");
    await appears("entrust-host");
    expect(text("entrust-host")).toBe("login.nordhavn.example/igst");
    expect(text("entrust-serial-shown")).toBe("48244-13456");
    fill("entrust-registration-code", MOCK_REGISTRATION_CODE);
    press("entrust-register");
    await appears("trial-code");
    press("trial-refused");
    expect(text("refused-length")).toContain("6");
    expect(find("refused-policy")).not.toBeNull();
    expect(text("refused-nothing")).toContain("vendor’s app");
  });

  it("form_names_which_of_the_two_codes_is_wrong", async () => {
    const thirdParty = new ThirdPartyController(host());
    const ontaken = vi.fn();
    shown = mount(EntrustByHand, {
      target: document.body,
      props: { entrust: thirdParty.entrust, ontaken, back: vi.fn() },
    });
    flushSync();
    fill("entrust-serial", "48244-1345");
    fill("entrust-code", "1745-7712-6942-8698");
    press("entrust-next");
    await vi.waitFor(() => expect(text("notice-wrong")).toContain("serial number"));
    expect(find("entrust-serial")?.getAttribute("aria-invalid")).toBe("true");
    fill("entrust-serial", "48244-13456");
    expect(find("notice-wrong")).toBeNull();
    press("entrust-next");
    await vi.waitFor(() => expect(ontaken).toHaveBeenCalledOnce());
    expect(thirdParty.entrust).toMatchObject({ step: "registration", hasPolicy: false });
  });
});
