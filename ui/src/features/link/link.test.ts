import { describe, expect, it } from "vitest";
import { mockHost } from "../../lib/host/mock";
import { LinkController } from "./link.svelte";

const shell = (scene: string) => mockHost(new URLSearchParams({ scene }));

describe("link", () => {
  it("is_what_the_shell_says_until_it_is_answered", async () => {
    const host = shell("link");
    const link = new LinkController(host);
    expect(link.isWaiting).toBe(false);
    await link.open();
    expect(link.link).toMatchObject({ kind: "account", issuer: "GitHub" });
    await link.decline();
    expect([link.isWaiting, await host.linkWaiting()]).toEqual([false, null]);
  });

  it("stays_when_another_comes_which_is_told", async () => {
    const link = new LinkController(shell("link"));
    await link.arrived(true);
    await link.arrived(false);
    expect([link.link?.kind, link.tooMany]).toEqual(["account", true]);
  });

  it("of_a_login_leads_to_nothing_in_this_window_when_it_was_accepted", async () => {
    const link = new LinkController(shell("login-link"));
    await link.open();
    expect(link.link).toMatchObject({ kind: "login", host: "login.nordhavn.example" });
    expect(await link.accept()).toBeNull();
    expect([link.isWaiting, link.refusal]).toEqual([false, null]);
  });

  it("becomes_a_sentence_when_it_is_gone", async () => {
    const host = shell("link");
    const link = new LinkController(host);
    await link.open();
    await host.linkDecline();
    expect(await link.accept()).toBeNull();
    expect(link.refusal?.code).toBe("link_gone");
  });
});
