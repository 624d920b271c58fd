import type { Strings } from "./shape";
import type { en } from "./common.en";

export const da: Strings<typeof en> = {
  app: {
    name: "Segl",
    tagline: "Dit segl på hvert login",
    back: "Tilbage",
    next: "Næste",
    ok: "OK",
    cancel: "Annullér",
    close: "Luk",
    tryAgain: "Prøv igen",
    opening: "Åbner dine identiteter…",
    attention: "Bemærk",
    problem: "Noget er galt",
    done: "Færdig",
    typeWord: "Skriv »{{word}}« for at bekræfte",
  },
  account: { issuer: "Udsteder", account: "Konto", unnamed: "Uden navn", kind: "Koder" },
  code: {
    copy: "Kopiér",
    copied: "Kopieret. Fjernes fra udklipsholderen om {{seconds}} sek.",
    cleared: "Fjernet fra udklipsholderen.",
    left_one: "{{count}} sekund tilbage",
    left_other: "{{count}} sekunder tilbage",
    over: "Koden er udløbet.",
    again: "Vis kode igen",
  },
  wait: {
    seconds_one: "{{count}} sekund",
    seconds_other: "{{count}} sekunder",
    minutes_one: "{{count}} minut",
    minutes_other: "{{count}} minutter",
  },
};
