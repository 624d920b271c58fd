import { afterEach, describe, expect, it, vi } from "vitest";
import { mockError, mockHost } from "../../lib/host/mock";
import { locale, speak } from "../../lib/i18n";
import { checks } from "./checks";
import { SettingsController } from "./settings.svelte";

const diagnosis = { keyring: null, vault: null, vaultExists: true, clocks: [], dataFolder: "/home/freja/segl" };
const clock = (offset: number | null) =>
  checks({ ...diagnosis, clocks: [{ issuerName: "Nordhavn Energi", offset }] })[2];

describe("settings", () => {
  afterEach(() => speak("en"));

  it("language_is_spoken_from_the_start", async () => {
    await new SettingsController(mockHost(new URLSearchParams({ lang: "da" }))).open();
    expect(locale()).toBe("da");
  });

  it("language_is_that_of_the_computer_when_none_is_chosen", async () => {
    const host = mockHost();
    const read = await host.settings();
    vi.spyOn(host, "settings").mockResolvedValue({ ...read, systemLanguages: ["sv-SE", "da-DK"] });
    await new SettingsController(host).open();
    expect(locale()).toBe("da");
  });

  it("language_is_spoken_and_written_when_chosen", async () => {
    const host = mockHost();
    const written = vi.spyOn(host, "settingsLanguage");
    await new SettingsController(host).choose("da");
    expect(locale()).toBe("da");
    expect(written).toHaveBeenCalledWith("da");
  });

  it("links_of_other_issuers_are_opened_when_asked_for_and_not_any_more", async () => {
    const host = mockHost();
    const settings = new SettingsController(host);
    await settings.open();
    expect(settings.foreignLinks).toBe(false);
    await settings.openForeignLinks(true);
    expect((await host.settings()).foreignLinks).toBe(true);
    await settings.openForeignLinks(false);
    expect([settings.foreignLinks, (await host.settings()).foreignLinks]).toEqual([false, false]);
  });

  it("links_stay_as_they_were_when_the_desktop_refuses_the_change", async () => {
    const settings = new SettingsController(mockHost(new URLSearchParams({ scene: "failing" })));
    await settings.open();
    await settings.openForeignLinks(true);
    expect([settings.foreignLinks, settings.links.failure?.code]).toEqual([false, "links_unavailable"]);
  });

  it("keyring_line_says_what_to_do_when_it_is_locked", () => {
    const [keyring] = checks({ ...diagnosis, keyring: mockError("keyring_locked") });
    expect(keyring).toMatchObject({ verdict: "wrong", sentence: expect.stringContaining("Unlock it") });
  });

  it("clock_line_is_fine_when_it_is_a_few_seconds_off", () => {
    expect(clock(-12)).toMatchObject({ verdict: "fine" });
  });

  it("clock_line_says_slow_when_the_computer_is_behind", () => {
    expect(clock(95)).toMatchObject({
      verdict: "wrong",
      sentence: "Your clock is 95 seconds slow. Codes may be refused.",
    });
  });

  it("clock_line_says_fast_when_the_computer_is_ahead", () => {
    expect(clock(-95)?.sentence).toContain("95 seconds fast");
  });

  it("clock_line_is_a_caution_when_the_portal_cannot_be_reached", () => {
    expect(clock(null)).toMatchObject({ verdict: "caution" });
  });
});
