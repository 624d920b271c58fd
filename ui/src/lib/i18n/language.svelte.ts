/** The only door to the translations: `t` with typed keys, and dates by locale. */
import { createInstance, type TFunction } from "i18next";
import { da } from "./da";
import { en } from "./en";

export const locales = ["en", "da"] as const;
export type Locale = (typeof locales)[number];

const regions: Record<Locale, string> = { en: "en-GB", da: "da-DK" };
const library = createInstance();
void library.init({
  resources: { en: { translation: en }, da: { translation: da } },
  lng: "en",
  fallbackLng: "en",
  initAsync: false,
  // Svelte writes text nodes; escaping here would show entities.
  interpolation: { escapeValue: false },
});

const spoken: Record<Locale, TFunction> = { en: library.getFixedT("en"), da: library.getFixedT("da") };
let current = $state<Locale>("en");

/** The sentence for a key in the language in use; what shows it follows a change of language. */
export const t = ((key: never, values: never) => spoken[current](key, values)) as unknown as TFunction;

/** The language in use. */
export function locale(): Locale {
  return current;
}

/** Speaks `wish`, or with `system` the first language of the computer that Segl knows (English if none). */
export function speak(wish: Locale | "system", system: readonly string[] = navigator.languages): void {
  current = wish === "system" ? firstKnown(system) : wish;
  document.documentElement.lang = current;
}

/** "9:41", "9.41". `seconds` are unix seconds. */
export function clockTime(seconds: number): string {
  return formatted(seconds, { hour: "numeric", minute: "2-digit" });
}

/** The time if it is today, else day and time. Both times are unix seconds. */
export function moment(seconds: number, now: number): string {
  const sameDay = new Date(seconds * 1000).toDateString() === new Date(now * 1000).toDateString();
  if (sameDay) return clockTime(seconds);
  return formatted(seconds, { day: "numeric", month: "short", hour: "numeric", minute: "2-digit" });
}

/** "22 November 2026", "22. november 2026". `seconds` are unix seconds. */
export function calendarDate(seconds: number): string {
  return formatted(seconds, { day: "numeric", month: "long", year: "numeric" });
}

/** "45 seconds", "15 minutes": how long to wait, in words, rounded up. */
export function waitingTime(seconds: number): string {
  return seconds < 120
    ? t("wait.seconds", { count: Math.max(1, Math.ceil(seconds)) })
    : t("wait.minutes", { count: Math.ceil(seconds / 60) });
}

/** "1:59": what is left of something that ends soon. */
export function countdown(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function firstKnown(system: readonly string[]): Locale {
  for (const tag of system) {
    const known = locales.find((locale) => tag.toLowerCase().split("-")[0] === locale);
    if (known) return known;
  }
  return "en";
}

function formatted(seconds: number, how: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(regions[current], how).format(new Date(seconds * 1000));
}
