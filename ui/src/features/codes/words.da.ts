import type { Strings } from "../../lib/i18n/shape";
import type { en } from "./words.en";

export const da: Strings<typeof en> = {
  codes: {
    code: "Din kode",
    next: "Næste kode",
    opening: "Henter koden…",
    unchecked: "Pinkoden kan ikke kontrolleres offline: afvises koden, så tjek pinkoden.",
    away: "Koden blev skjult, da du forlod vinduet.",
    hide: "Skjul",
    showNext: "Vis næste kode",
  },
  counter: {
    text: "Du får en ny kode, hver gang du beder om en. Bed først om den, når du skal bruge den: efter mange ubrugte koder afviser udstederen den næste.",
    next: "Næste kode",
    pinText: "Efter din pinkode vises den næste kode, og så er den brugt.",
    working: "Laver den næste kode…",
    number: "Kode nummer {{counter}}",
    once: "Den virker én gang. Afvises den, så bed om den næste.",
    away: "Koden blev skjult, da du forlod vinduet. Den er brugt.",
  },
};
