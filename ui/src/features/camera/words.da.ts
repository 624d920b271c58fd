import type { Strings } from "../../lib/i18n/shape";
import type { en } from "./words.en";

export const da: Strings<typeof en> = {
  camera: {
    title: "Kamera",
    how: "Hold QR-koden inden for rammen: på papir eller på en anden skærm.",
    picture: "Det, kameraet ser",
    looking: "Leder efter en QR-kode…",
    starting: "Tænder kameraet…",
    which: "Hvilket kamera",
    number: "Kamera {{number}}",
    torch: "Lys",
    other: "Vælg en anden måde",
    denied:
      "Segl må ikke bruge kameraet. Tillad det i computerens indstillinger for privatliv, og prøv igen, eller vælg en anden måde.",
    busy: "Kameraet svarer ikke. Luk andre programmer, der bruger det, og prøv igen, eller vælg en anden måde.",
    missing: "Der er ikke fundet noget kamera. Tilslut et, og prøv igen, eller vælg en anden måde.",
    lost: "Kameraet stoppede. Tilslut det igen, og prøv igen, eller vælg en anden måde.",
    black: "Billedet er sort. Tag dækslet af kameraet, eller tænd mere lys.",
    next: "Brug det næste kamera",
    movedLost: "Kameraet stoppede. Segl bruger nu det næste.",
    movedBusy: "Kameraet gav intet billede. Segl bruger nu det næste.",
    there: "Der er tilsluttet et kamera nu. Prøv igen for at bruge det.",
    away: "Kameraet blev slukket, fordi ingen var der. Prøv igen, når du er klar.",
  },
};
