import { flushSync, mount, unmount } from "svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { PinKey } from "../lib/host";
import { MOCK_ACTIVATION_PASSWORD, MOCK_PIN, mockHost, mockIdentity } from "../lib/host/mock";
import { speak } from "../lib/i18n";
import { MainWindowController } from "./main_window.svelte";
import MainWindow from "./MainWindow.svelte";

const shell = (scene: string) => mockHost(new URLSearchParams({ scene }));

function enrolmentOf(main: MainWindowController) {
  if (main.place.at !== "enrolment") throw new Error("an enrolment is shown");
  return main.place.enrolment;
}

describe("main_window", () => {
  let shown: ReturnType<typeof mount> | undefined;
  afterEach(async () => {
    if (shown) await unmount(shown);
    shown = undefined;
    document.body.replaceChildren();
    speak("en");
  });

  const show = (main: MainWindowController) => (shown = mount(MainWindow, { target: document.body, props: { main } }));
  const find = (testid: string) => document.querySelector<HTMLElement>(`[data-testid="${testid}"]`);
  const appears = (testid: string) => vi.waitFor(() => expect(find(testid), testid).not.toBeNull());

  it("welcomes_when_there_is_no_identity", async () => {
    const main = new MainWindowController(shell("empty"));
    await main.identities.open();
    show(main);
    expect(find("screen-welcome")).not.toBeNull();
  });

  it("says_what_to_do_when_the_keyring_is_locked", async () => {
    const main = new MainWindowController(shell("broken"));
    await main.identities.open();
    show(main);
    expect(find("notice-wrong")?.getAttribute("role")).toBe("alert");
    expect(find("open-again")).not.toBeNull();
  });

  it("shows_names_as_text_when_they_look_like_markup", async () => {
    const host = shell("list");
    host.identities = async () => [mockIdentity({ name: "<img src=x onerror=alert(1)>" })];
    const main = new MainWindowController(host);
    await main.identities.open();
    show(main);
    expect(find("identity-name")?.textContent).toBe("<img src=x onerror=alert(1)>");
    expect(find("identity-name")?.children).toHaveLength(0);
  });

  it("speaks_danish_at_once_when_it_is_chosen", async () => {
    const main = new MainWindowController(shell("empty"));
    await main.identities.open();
    show(main);
    speak("da");
    flushSync();
    expect(document.body.textContent).toContain("Dit segl på hvert login");
  });

  it("reads_a_picture_dropped_on_the_list", async () => {
    const host = shell("list");
    const main = new MainWindowController(host);
    await main.identities.open();
    show(main);
    host.tell("pictureHover", { over: true });
    flushSync();
    expect(find("drop-here")).not.toBeNull();
    host.tell("pictureDropped", { files: 1 });
    await appears("screen-activation");
    expect(find("drop-here")).toBeNull();
  });

  it("leaves_a_dropped_picture_alone_while_a_pin_is_chosen", async () => {
    const host = shell("empty");
    const main = new MainWindowController(host);
    main.add();
    await main.read("screen");
    const enrolment = enrolmentOf(main);
    await enrolment.activate(MOCK_ACTIVATION_PASSWORD);
    host.tell("pictureDropped", { files: 1 });
    expect(enrolment.step).toBe("choose");
  });

  it("hides_codes_and_digits_when_the_shell_has_locked", async () => {
    const host = shell("list");
    const main = new MainWindowController(host);
    await main.identities.open();
    main.showCodes("t1");
    if (main.place.at !== "codes") throw new Error("the codes are shown");
    const { codes } = main.place;
    for (const key of MOCK_PIN) await codes.pin.press(key as PinKey);
    await codes.open();
    expect(codes.current).not.toBeNull();
    await codes.pin.press("7");
    host.tell("locked", { left: false });
    await codes.pin.settled();
    expect(codes.current).toBeNull();
    expect(codes.pin.length).toBe(0);
  });

  it("drops_an_enrolment_only_when_the_user_has_left", async () => {
    const host = shell("empty");
    const main = new MainWindowController(host);
    main.add();
    await main.read("screen");
    const enrolment = enrolmentOf(main);
    await enrolment.activate(MOCK_ACTIVATION_PASSWORD);
    host.tell("locked", { left: false });
    expect(enrolment.step).toBe("choose");
    host.tell("locked", { left: true });
    expect(main.place.at).toBe("home");
  });

  it("drops_what_was_found_when_the_user_has_gone_on_meanwhile", async () => {
    const host = shell("empty");
    const dropped = vi.spyOn(host, "enrolmentCancel");
    const main = new MainWindowController(host);
    main.add();
    const reading = main.read("screen");
    main.addByHand();
    await reading;
    expect(main.place.at).toBe("byHand");
    expect(dropped).toHaveBeenCalledOnce();
  });

  it("leads_from_welcome_to_the_list_by_hand", async () => {
    const main = new MainWindowController(shell("empty"));
    await main.identities.open();
    show(main);
    find("add-identity")?.click();
    await appears("source-screen");
    find("source-screen")?.click();
    await appears("activation-password");
    expect(document.activeElement).toBe(find("activation-password"));
    const field = find("activation-password") as HTMLInputElement;
    field.value = "k7mf 2q9x";
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await vi.waitFor(() => expect(field.value).toBe("K7MF-2Q9X"));
    find("activate")?.click();
    for (const screen of ["screen-choose-pin", "screen-confirm-pin"]) {
      await appears(screen);
      await enrolmentOf(main).pin.settled();
      for (const digit of "482915") find(`pin-${digit}`)?.click();
      await enrolmentOf(main).pin.settled();
      flushSync();
      find("pin-submit")?.click();
    }
    await appears("screen-enrolled");
    find("enrolled-finish")?.click();
    await appears("screen-presence-first-offer");
    find("presence-offer-later")?.click();
    await appears("screen-identities");
    await vi.waitFor(() => expect(find("identity-state")?.dataset.state).toBe("active"));
  });

  /** Types on the pad that is shown, as a user does. */
  async function press(pin: { settled(): Promise<void> }, digits: string) {
    await pin.settled();
    for (const digit of digits) find(`pin-${digit}`)?.click();
    await pin.settled();
    flushSync();
    find("pin-submit")?.click();
  }

  it("leads_from_a_key_of_another_issuer_to_the_list_by_hand", async () => {
    const main = new MainWindowController(shell("account"));
    await main.identities.open();
    show(main);
    find("add-identity")?.click();
    await appears("source-paste");
    find("source-paste")?.click();
    await appears("review-add");
    expect(find("review-issuer")?.textContent).toBe("GitHub");
    find("review-add")?.click();
    const { pin } = main.thirdParty;
    for (const screen of ["screen-choose-pin", "screen-confirm-pin"]) {
      await appears(screen);
      await press(pin, MOCK_PIN);
    }
    await appears("screen-identities");
    expect(find("identity-name")?.textContent).toBe("GitHub");
    expect(find("codes-only")).not.toBeNull();
    expect(find("identity-check")).toBeNull();
  });

  it("leads_from_settings_to_the_codes_of_another_app", async () => {
    const main = new MainWindowController(shell("list"));
    await main.identities.open();
    main.showSettings();
    show(main);
    find("open-import")?.click();
    await appears("import-files");
    find("import-files")?.click();
    await appears("import-store");
    find("import-store")?.click();
    await appears("screen-known-pin");
    await press(main.thirdParty.pin, MOCK_PIN);
    await appears("screen-import-done");
    find("import-close")?.click();
    await appears("screen-identities");
    expect(document.querySelectorAll("[data-testid=identity]")).toHaveLength(4);
  });

  it("goes_back_from_an_account_to_where_it_was_found_and_forgets_it", async () => {
    const host = shell("account");
    const cancelled = vi.spyOn(host, "thirdPartyCancel");
    const main = new MainWindowController(host);
    await main.identities.open();
    show(main);
    main.addImport();
    await main.read("screen");
    await appears("screen-review");
    find("back")?.click();
    await appears("screen-import");
    expect(cancelled).toHaveBeenCalledOnce();
    find("back")?.click();
    await appears("screen-add");
  });

  it("offers_the_current_pin_to_codes_that_still_have_the_old_one", async () => {
    const main = new MainWindowController(shell("old-pin"));
    await main.identities.open();
    show(main);
    await appears("old-pin");
    main.showCodes("t1");
    await appears("screen-codes");
    expect(find("old-pin"), "the portal’s own codes have its PIN").toBeNull();
    main.showCodes("t2");
    await appears("old-pin");
    find("old-pin-open")?.click();
    await appears("screen-old-pin");
  });

  it("shows_codes_by_counter_on_a_screen_that_fetches_none_by_itself", async () => {
    const host = shell("others");
    const used = vi.spyOn(host, "codesNext");
    const main = new MainWindowController(host);
    await main.identities.open();
    show(main);
    main.showCodes("t3");
    await appears("screen-counter");
    window.dispatchEvent(new Event("focus"));
    flushSync();
    expect(used).not.toHaveBeenCalled();
  });

  it("hides_in_the_details_what_codes_of_other_issuers_cannot_do", async () => {
    const main = new MainWindowController(shell("others"));
    await main.identities.open();
    show(main);
    main.showDetails("t2");
    await appears("codes-only");
    for (const absent of ["identity-change-pin", "presence", "identity-state"]) expect(find(absent), absent).toBeNull();
  });

  it("forgets_an_account_under_way_only_when_the_user_has_left", async () => {
    const host = shell("account");
    const main = new MainWindowController(host);
    main.add();
    await main.read("screen");
    main.thirdParty.proceed();
    host.tell("locked", { left: false });
    expect(main.thirdParty.step).toBe("review");
    host.tell("locked", { left: true });
    expect(main.place.at).toBe("home");
    expect(main.thirdParty.step).toBe("none");
  });

  const type = (text: string) => {
    const field = find("typed-word") as HTMLInputElement;
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    flushSync();
  };

  it("forgets_an_identity_only_when_its_name_was_typed", async () => {
    const main = new MainWindowController(shell("list"));
    await main.identities.open();
    main.showDetails("t1");
    show(main);
    find("identity-remove")?.click();
    await appears("typed-word");
    const confirm = () => find("remove-confirm") as HTMLButtonElement;
    expect(confirm().disabled).toBe(true);
    type("Nordhavn");
    expect(confirm().disabled).toBe(true);
    type("nordhavn energi");
    confirm().click();
    await appears("screen-identities");
    expect(main.identities.byId("t1")).toBeUndefined();
  });

  it("removes_everything_only_when_the_word_was_typed", async () => {
    const main = new MainWindowController(shell("list"));
    await main.identities.open();
    main.showErase();
    show(main);
    type("yes");
    expect((find("erase-confirm") as HTMLButtonElement).disabled).toBe(true);
    type("Remove");
    find("erase-confirm")?.click();
    await appears("screen-welcome");
  });

  it("starts_over_when_the_vault_is_lost", async () => {
    const main = new MainWindowController(shell("lost"));
    await main.identities.open();
    show(main);
    find("open-erase")?.click();
    await appears("screen-erase");
    type("remove");
    find("erase-confirm")?.click();
    await appears("screen-welcome");
  });

  it("does_not_offer_to_start_over_while_the_keyring_is_only_locked", async () => {
    const main = new MainWindowController(shell("broken"));
    await main.identities.open();
    show(main);
    expect(find("open-erase")).toBeNull();
  });

  it("leads_from_a_destroyed_identity_to_a_new_code_with_one_click", async () => {
    const main = new MainWindowController(shell("destroyed"));
    await main.identities.open();
    show(main);
    find("repair-replace")?.click();
    await appears("screen-add");
    expect(main.identities.all).toEqual([]);
  });

  it("leads_from_a_copied_identity_to_what_to_do_in_the_portal", async () => {
    const main = new MainWindowController(shell("copied"));
    await main.identities.open();
    show(main);
    find("repair-reconnect")?.click();
    await appears("screen-reconnect");
    find("reconnect-proceed")?.click();
    await appears("screen-reconnect-pin");
  });

  it("asks_for_the_old_pin_again_when_the_shell_has_locked", async () => {
    const host = shell("list");
    const main = new MainWindowController(host);
    await main.identities.open();
    main.changePin("t1");
    show(main);
    await appears("screen-change-pin-old");
    if (main.place.at !== "pinChange") throw new Error("the change is shown");
    const { change } = main.place;
    for (const key of MOCK_PIN) await change.pin.press(key as PinKey);
    await change.submit();
    await appears("screen-change-pin-choose");
    host.tell("locked", { left: false });
    await appears("screen-change-pin-old");
  });
});
