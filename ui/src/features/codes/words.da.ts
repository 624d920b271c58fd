import type { Strings } from "../../lib/i18n/shape";
import type { en } from "./words.en";

export const da: Strings<typeof en> = {
  codes: {
    code: "Din kode",
    next: "Næste kode",
    opening: "Låser koden op…",
    unchecked: "Pinkoden kan ikke kontrolleres offline: afvises koden, så tjek pinkoden.",
    away: "Koden blev skjult, da du forlod vinduet.",
    hide: "Skjul",
    showNext: "Vis næste kode",
  },
  counter: {
    text: "Koden rykker frem, hver gang du beder om en. Bed først om den, når du skal bruge den: efter mange ubrugte koder afviser udstederen den næste.",
    next: "Næste kode",
    pinText: "Din pinkode bruger den næste kode.",
    working: "Laver den næste kode…",
    number: "Kode nummer {{counter}}",
    once: "Den gælder én gang. Afvises den, så bed om den næste.",
    away: "Koden blev skjult, da du forlod vinduet. Den er brugt.",
  },
};
