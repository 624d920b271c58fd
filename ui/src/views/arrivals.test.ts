import { flushSync, mount, unmount } from "svelte";
import { afterEach, describe, expect, it, vi } from "vitest";
import { mockHost } from "../lib/host/mock";
import { en } from "../lib/i18n/en";
import { MainWindowController } from "./main_window.svelte";
import MainWindow from "./MainWindow.svelte";

const shell = (scene: string) => mockHost(new URLSearchParams({ scene }));

describe("arrivals", () => {
  let shown: ReturnType<typeof mount> | undefined;
  afterEach(async () => {
    if (shown) await unmount(shown);
    shown = undefined;
  });
  const find = (testid: string) => document.querySelector<HTMLElement>(`[data-testid="${testid}"]`);
  const appears = (testid: string) => vi.waitFor(() => expect(find(testid), testid).not.toBeNull());
  const open = async (scene: string) => {
    const host = shell(scene);
    const main = new MainWindowController(host);
    await main.identities.open();
    shown = mount(MainWindow, { target: document.body, props: { main } });
    return { host, main };
  };

  it("asks_before_anything_is_read_and_goes_on_to_the_review", async () => {
    const { host } = await open("link");
    const accepted = vi.spyOn(host, "linkAccept");
    host.tell("linkArrived", { kept: true });
    await appears("screen-link");
    expect(find("link-issuer")?.textContent).toBe("GitHub");
    expect(find("link-account")?.textContent).toBe("freja.holm");
    expect(accepted).not.toHaveBeenCalled();
    find("link-accept")?.click();
    await appears("screen-review");
  });

  it("names_the_portal_and_goes_on_to_the_activation", async () => {
    const { host } = await open("portal-link");
    host.tell("linkArrived", { kept: true });
    await appears("screen-link");
    expect(find("link-origin")?.textContent).toBe("https://login.nordhavn.example");
    find("link-accept")?.click();
    await appears("screen-activation");
  });

  it("is_put_away_with_not_now", async () => {
    const { host } = await open("link");
    host.tell("linkArrived", { kept: true });
    await appears("screen-link");
    find("link-decline")?.click();
    await vi.waitFor(() => expect(find("screen-link")).toBeNull());
    expect(await host.linkWaiting()).toBeNull();
  });

  it("waits_until_one_is_done_with_something_else", async () => {
    const { host, main } = await open("link");
    main.add();
    main.addByHand();
    flushSync();
    host.tell("linkArrived", { kept: true });
    await appears("link-queued");
    expect(find("screen-link")).toBeNull();
    expect(find("screen-by-hand")).not.toBeNull();
    main.home();
    await appears("screen-link");
    expect(find("link-queued")).toBeNull();
  });

  it("says_why_when_it_cannot_be_used", async () => {
    const { host } = await open("hostile-link");
    host.tell("linkArrived", { kept: true });
    await appears("screen-link-refused");
    expect(find("notice-wrong")?.textContent).toContain(en.failure.link_damaged);
    find("link-close")?.click();
    await vi.waitFor(() => expect(find("screen-link-refused")).toBeNull());
  });

  it("is_gone_when_the_user_has_left", async () => {
    const { host } = await open("link");
    host.tell("linkArrived", { kept: true });
    await appears("screen-link");
    host.tell("locked", { left: true });
    await vi.waitFor(() => expect(find("screen-link")).toBeNull());
  });

  it("leaves_the_camera_off_when_the_shell_has_locked", async () => {
    const { host, main } = await open("blank");
    main.add();
    main.showCamera();
    await appears("screen-camera");
    const stop = vi.spyOn(main.camera, "stop");
    host.tell("locked", { left: false });
    expect(stop).toHaveBeenCalledWith("away");
    await appears("camera-away");
  });
});
