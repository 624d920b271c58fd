import type { Strings } from "../../lib/i18n/shape";
import type { en } from "./words.en";

export const da: Strings<typeof en> = {
  login: {
    title: "Log ind",
    explain: "Indtast tallet, som login-siden viser, eller lad Segl læse dens QR-kode på denne skærm.",
    organisation: "Organisation",
    number: "Tallet på login-siden",
    hint: "Indtast kun et tal, du ser på din egen skærm. Ingen andre har grund til at bede dig om det.",
    find: "Se, hvem der spørger",
    screen: "Læs det på skærmen",
    looking: "Leder efter dit login…",
    reading: "Kigger på skærmen…",
  },
};
