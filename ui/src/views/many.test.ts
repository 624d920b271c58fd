import { flushSync, mount, unmount } from "svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import { mockError, mockHost, mockIdentity, type MockHost } from "../lib/host/mock";
import { manyIdentities, MOCK_WAY_BACK } from "../features/identity/mock";
import MainWindow from "./MainWindow.svelte";
import { MainWindowController } from "./main_window.svelte";
import { AS_IT_IS } from "../features/identity/sections";

const shell = (scene = "many") => mockHost(new URLSearchParams({ scene }));
const withIdentities = (count: number): MockHost => {
  const host = shell();
  const identities = manyIdentities(count).map(mockIdentity);
  host.identities = async () => identities;
  return host;
};

/** A simulated page with 500 identities may be slow on a busy machine; milliseconds. */
const PATIENCE = 60_000;

describe("many", () => {
  let shown: ReturnType<typeof mount> | undefined;
  afterEach(async () => {
    if (shown) await unmount(shown);
    shown = undefined;
    document.body.replaceChildren();
    vi.useRealTimers();
  });

  async function opened(host: MockHost) {
    const main = new MainWindowController(host);
    await main.identities.open();
    shown = mount(MainWindow, { target: document.body, props: { main } });
    flushSync();
    return main;
  }
  const find = (testid: string) => document.querySelector<HTMLElement>(`[data-testid="${testid}"]`);
  const count = (testid: string) => document.querySelectorAll(`[data-testid="${testid}"]`).length;
  const click = (testid: string) => {
    find(testid)?.click();
    flushSync();
  };
  const type = (testid: string, text: string) => {
    const field = find(testid) as HTMLInputElement;
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    flushSync();
  };
  const press = (key: string, more: KeyboardEventInit = {}, target: EventTarget | null | undefined = window) => {
    target?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
    flushSync();
  };

  it(
    "keep_one_clock_and_a_window_full_of_cards_when_they_are_500",
    async () => {
      const clocks = vi.spyOn(globalThis, "setInterval");
      const alarms = vi.spyOn(globalThis, "setTimeout");
      const main = await opened(withIdentities(500));
      expect(main.identities.all).toHaveLength(500);
      expect(count("identity")).toBe(40);
      expect(clocks).toHaveBeenCalledOnce();
      expect(alarms).not.toHaveBeenCalled();
      click("show-more");
      expect(count("identity")).toBe(80);
      expect(clocks).toHaveBeenCalledOnce();
    },
    PATIENCE,
  );

  it(
    "show_from_the_top_what_is_looked_for",
    async () => {
      const main = await opened(withIdentities(500));
      click("show-more");
      type("search", "holm+499@");
      expect(count("identity")).toBe(1);
      expect(find("search-found")?.textContent).toContain("1 identity found");
      type("search", "holm");
      expect(count("identity")).toBe(40);
      type("search", "nobody of this name");
      expect(find("search-found")?.textContent).toContain("Nothing matches");
      press("Escape", {}, find("search"));
      expect(main.identities.query).toBe("");
      expect(count("identity")).toBe(40);
    },
    PATIENCE,
  );

  it("have_a_search_that_a_key_leads_to_and_few_have_none", async () => {
    await opened(withIdentities(6));
    press("/");
    expect(document.activeElement).toBe(find("search"));
    (document.activeElement as HTMLElement).blur();
    press("f", { ctrlKey: true });
    expect(document.activeElement).toBe(find("search"));
    if (shown) await unmount(shown);
    await opened(withIdentities(5));
    expect(find("search")).toBeNull();
  });

  it("have_no_search_and_no_headings_when_there_is_one", async () => {
    await opened(shell("waiting"));
    expect(find("search")).toBeNull();
    expect(find("open-order")).toBeNull();
    expect(find("section-name")).toBeNull();
  });

  it("stand_under_their_groups", async () => {
    await opened(shell());
    const names = [...document.querySelectorAll("[data-testid='section-name']")].map((name) => name.textContent);
    expect(names).toEqual(["On top", "Arbejde", "Privat", "Others"]);
  });

  it("are_moved_by_key_and_the_vault_is_told_where", async () => {
    const host = withIdentities(3);
    const told = vi.spyOn(host, "identityArrange");
    const main = await opened(host);
    const group = main.identities.all?.map((identity) => ({ ...identity, group: null, onTop: false })) ?? [];
    main.identities.all = group;
    click("open-order");
    const rows = () => [...document.querySelectorAll<HTMLElement>("[data-testid='order-row']")];
    press("ArrowDown", { altKey: true }, rows()[0]);
    await vi.waitFor(() => expect(told).toHaveBeenCalledWith("m0", { ...AS_IT_IS, before: "m2" }));
    flushSync();
    expect(rows().map((row) => row.dataset.token)).toEqual(["m1", "m0", "m2"]);
    expect(find("order-said")?.textContent).toContain("2 of 3");
    rows()[0]?.querySelector<HTMLElement>("[data-testid='order-up']")?.click();
    expect(told).toHaveBeenCalledOnce();
  });

  it("are_as_they_were_when_the_order_cannot_be_written", async () => {
    const host = withIdentities(3);
    host.identityArrange = () => Promise.reject(mockError("disk_full"));
    const main = await opened(host);
    await main.identities.move("m0", { ...AS_IT_IS, last: true });
    expect(main.identities.orderFailed).toBe(true);
    expect(main.identities.all?.map(({ tokenId }) => tokenId)).toEqual(["m0", "m1", "m2"]);
  });

  it("have_a_group_and_a_note", async () => {
    const main = await opened(shell("others"));
    main.showDetails("t2");
    flushSync();
    click("identity-marks");
    type("group", "Privat");
    type("note", "Backup: skuffen");
    (find("on-top") as HTMLInputElement).click();
    flushSync();
    document.querySelector("form")?.requestSubmit();
    await vi.waitFor(() => expect(find("identity-note")?.textContent).toBe("Backup: skuffen"));
    expect(main.identities.byId("t2")).toMatchObject({ group: "Privat", note: "Backup: skuffen", onTop: true });
  });

  async function removed() {
    vi.useFakeTimers();
    const main = await opened(shell("others"));
    main.showDetails("t2");
    flushSync();
    click("identity-remove");
    expect(find("typed-word")).toBeNull();
    click("remove-confirm");
    await vi.waitFor(() => expect(main.identities.removed).not.toBeNull());
    flushSync();
    expect(find("removed")?.textContent).toContain("GitHub was removed");
    expect(main.identities.byId("t2")).toBeUndefined();
    return main;
  }

  it("lose_one_and_get_it_back_in_its_place", async () => {
    const main = await removed();
    click("removed-undo");
    await vi.waitFor(() => expect(main.identities.all?.map(({ tokenId }) => tokenId)).toEqual(["t1", "t2", "t3"]));
    flushSync();
    expect(find("removed")).toBeNull();
  });

  it("lose_one_finally_when_its_time_is_over", async () => {
    const main = await removed();
    await vi.advanceTimersByTimeAsync(MOCK_WAY_BACK);
    flushSync();
    expect(find("removed")).toBeNull();
    await main.identities.refresh();
    expect(main.identities.byId("t2")).toBeUndefined();
  });

  it("lose_one_at_once_when_the_notice_is_put_away_or_another_is_added", async () => {
    const main = await removed();
    main.add();
    expect(main.identities.removed).toBeNull();
    await main.identities.undoRemoval();
    await main.identities.refresh();
    expect(main.identities.byId("t2")).toBeUndefined();
  });

  it("say_so_when_one_could_not_be_removed", async () => {
    const host = shell("others");
    const main = await opened(host);
    host.tell("removalEnded", { tokenId: "t2", failure: mockError("disk_full") });
    await vi.waitFor(() => expect(main.identities.removed?.state).toBe("failed"));
    flushSync();
    expect(find("removed")?.textContent).toContain("GitHub could not be removed");
  });
});
