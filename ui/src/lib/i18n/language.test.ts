import { afterEach, describe, expect, it } from "vitest";
import { clockTime, countdown, locale, moment, speak, t, waitingTime } from ".";

describe("language", () => {
  afterEach(() => speak("en"));

  it("language_is_danish_when_the_system_prefers_danish", () => {
    speak("system", ["da-DK", "en-US"]);
    expect(locale()).toBe("da");
    expect(document.documentElement.lang).toBe("da");
    expect(t("app.tagline")).toBe("Dit segl på hvert login");
  });

  it("language_is_the_first_known_one_of_the_system", () => {
    speak("system", ["de-DE", "da", "en"]);
    expect(locale()).toBe("da");
  });

  it("language_is_english_when_the_system_speaks_neither", () => {
    speak("system", ["fi-FI"]);
    expect(locale()).toBe("en");
  });

  it("language_follows_the_setting_when_there_is_one", () => {
    speak("en", ["da-DK"]);
    expect(t("approval.approve")).toBe("Approve");
  });

  it("tries_are_singular_when_one_is_left", () => {
    expect(t("failure.wrong_pin", { count: 1 })).toContain("1 try left");
    expect(t("failure.wrong_pin", { count: 3 })).toContain("3 tries left");
  });

  it("names_are_not_escaped", () => {
    expect(t("details.removeTitle", { name: "Møller & <Søn>" })).toBe("Delete Møller & <Søn>?");
  });

  it("times_are_written_the_danish_way", () => {
    speak("da");
    expect(clockTime(new Date(2026, 10, 22, 9, 41).getTime() / 1000)).toMatch(/^0?9\.41$/);
  });

  it("moment_names_the_day_when_it_was_not_today", () => {
    const yesterday = new Date(2026, 10, 21, 9, 41).getTime() / 1000;
    const today = new Date(2026, 10, 22, 9, 0).getTime() / 1000;
    expect(moment(yesterday, today)).toContain("21");
    expect(moment(today, today)).toBe(clockTime(today));
  });

  it("waiting_is_in_minutes_when_it_is_long", () => {
    expect(waitingTime(900)).toBe("15 minutes");
    expect(waitingTime(30)).toBe("30 seconds");
    expect(waitingTime(0)).toBe("1 second");
  });

  it("countdown_has_two_digits_of_seconds", () => {
    expect(countdown(119)).toBe("1:59");
    expect(countdown(5)).toBe("0:05");
  });
});
