import type { Strings } from "../../lib/i18n/shape";
import type { en } from "./words.en";

export const da: Strings<typeof en> = {
  export: {
    title: "Eksportér koder",
    leave: "Det eksporteres",
    stay: "Det bliver på computeren",
    none: "Der er ikke noget at eksportere. Kun koder fra andre udstedere kan eksporteres.",
    staysPortal: "Lavet til denne enhed af portalen. Tilføj den anden enhed i portalen.",
    staysBound: "Udstederen har bundet den til én enhed. Få en ny dér til den anden enhed.",
    staysSpent: "Alle dens koder er brugt.",
    file: "Krypteret fil",
    qr: "Vis QR-koder",
    warning: "Før du går videre",
    warnFile_one: "Den, der har filen og dens adgangskode, kan fra nu af lave denne kode uden din pinkode.",
    warnFile_other:
      "Den, der har filen og dens adgangskode, kan fra nu af lave disse {{count}} koder uden din pinkode.",
    warnQr:
      "Den, der ser eller fotograferer en QR-kode, kan fra nu af lave dens koder uden din pinkode. Se dig omkring først.",
    warnBack: "Det kan ikke fortrydes. Kun udstederne kan gøre koderne ugyldige ved at give dig nye nøgler.",
    counter:
      "Tællerbaserede koder: brug dem kun på én enhed. Hver kode, den ene enhed bruger, gør den andens koder forkerte.",
    goOn: "Fortsæt",
    pin: "Indtast din pinkode",
    opening: "Åbner koderne…",
    check: "Er koden rigtig?",
    checkText:
      "Ingen kan kontrollere din pinkode lige nu, og en forkert giver forkerte koder. Prøv en af dem dér, hvor den bruges, eller sammenlign.",
    checkNone:
      "Ingen kan kontrollere din pinkode lige nu, og en forkert giver forkerte koder. Gå kun videre, hvis du er sikker på den.",
    right: "Den er rigtig",
    wrong: "Indtast pinkoden igen",
    again: "Indtast din pinkode igen",
    passwordTitle: "En adgangskode til filen",
    password: "Adgangskode",
    passwordHint: "Mindst 12 tegn: den, der har filen, kan prøve lige så mange adgangskoder, de vil. Fire ord er godt.",
    repeat: "Adgangskoden igen",
    fair: "Styrke: rimelig",
    good: "Styrke: god",
    strong: "Styrke: stærk",
    save: "Gem filen",
    saving: "Gemmer…",
    saved: "Koderne er eksporteret",
    savedText_one: "{{count}} kode er i {{file}}.",
    savedText_other: "{{count}} koder er i {{file}}.",
    keep: "Gem filen et sted, hvor ingen andre kan få fat i den, eller slet den, når den anden enhed har læst den.",
    of: "{{place}} af {{count}}",
    scan: "Scan den med den anden app. Efter 60 sekunder lukker den af sig selv.",
    picture: "QR-kode for {{name}}",
    next: "Næste",
    previous: "Forrige",
    done: "Færdig",
    late: "QR-koden blev vist i 60 sekunder og er lukket. Start forfra, hvis du har brug for den.",
  },
};
