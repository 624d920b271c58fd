import type { Strings } from "../../lib/i18n/shape";
import type { en } from "./words.en";

export const da: Strings<typeof en> = {
  activation: {
    title: "Aktivér",
    from: "QR-koden er fra",
    password: "Aktiveringsadgangskode",
    hint: "Den står ved siden af QR-koden. Store og små bogstaver er ligegyldige.",
    checking: "Kontrollerer aktiveringsadgangskoden…",
    check: "Tilføj den kun, hvis du kender organisationen.",
    expires: "QR-koden kan bruges indtil {{time}}.",
  },
  enrolment: {
    share: "Indtast pinkoden til dine koder",
    shareText: "Koderne på denne computer har allerede en pinkode. Den bliver også identitetens pinkode.",
    title: "Tilføj identitet",
  },
  done: {
    title: "Næsten færdig",
    text: "Tryk OK i portalen for at afslutte.",
    account: "{{account}} hos {{issuer}}",
    compare: "Portalen viser dette fingeraftryk. Tjek, at det er det samme.",
    fingerprint: "Fingeraftryk",
    finish: "Jeg har trykket OK",
  },
  noKeyring: {
    start: "Start en nøglering",
    step1: "Log ud af skrivebordet og ind igen: de fleste skriveborde starter en.",
    step2: "Er der ingen, så installer GNOME Keyring eller KWallet, eller spørg din servicedesk.",
    step3: "Kom tilbage, og tryk OK. QR-koden er ikke brugt.",
    file: "Eller gem nøglen i en fil",
    fileText:
      "Det beskytter mindre: den, der kopierer dine filer, har også nøglen. Det virker kun, hvis din organisation tillader det, og portalen viser det.",
    fileYes: "Gem nøglen i en fil",
  },
};
