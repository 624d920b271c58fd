import type { Strings } from "../../lib/i18n/shape";
import type { en } from "./words.en";

export const da: Strings<typeof en> = {
  activation: {
    title: "Aktivér",
    from: "QR-koden er fra",
    password: "Aktiveringsadgangskode",
    hint: "Tryk på Vis ved QR-koden i portalen. Store og små bogstaver er ligegyldige.",
    checking: "Kontrollerer aktiveringsadgangskoden…",
    check: "Fortsæt kun, hvis det er din organisations adresse.",
    expires: "QR-koden kan bruges indtil {{time}}.",
  },
  enrolment: {
    share: "Indtast pinkoden til dine koder",
    shareText: "Koderne på denne computer har allerede en pinkode. Den bliver også identitetens pinkode.",
    title: "Tilføj identitet",
  },
  done: {
    title: "Næsten færdig",
    text: "Tryk på OK i portalen for at afslutte.",
    account: "{{account}} hos {{issuer}}",
    compare: "Portalen viser en kontrolkode. Tjek, at den er den samme her.",
    fingerprint: "Kontrolkode",
    finish: "Jeg har trykket på OK",
  },
  noKeyring: {
    start: "Start computerens nøglering",
    step1: "Log ud af computeren og ind igen: som regel starter nøgleringen så af sig selv.",
    step2: "Hjælper det ikke, så kontakt servicedesken (der mangler GNOME Keyring eller KWallet).",
    step3: "Kom tilbage hertil, og tryk på OK. QR-koden er ikke brugt.",
    file: "Eller gem nøglen i en fil",
    fileText:
      "Det beskytter mindre: den, der kopierer dine filer, får også nøglen. Det virker kun, hvis din organisation tillader det, og portalen viser, at du gør det.",
    fileYes: "Gem nøglen i en fil",
  },
};
