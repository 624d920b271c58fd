import type { Strings } from "../../lib/i18n/shape";
import type { en } from "./words.en";

export const da: Strings<typeof en> = {
  link: {
    title: "Et link vil tilføje noget",
    titleLogin: "Et link vil logge ind",
    login: "Et login i en browser",
    doesLogin:
      "Når du vælger Fortsæt, bliver din portal spurgt om dette login, og du ser, hvor det kommer fra. Ingen bliver lukket ind, før du har indtastet din pinkode.",
    what: "Hvad",
    from: "Fra",
    portal: "En identitet til dine logins",
    account: "Koder fra en anden udsteder",
    transfer: "Koder fra Google Authenticator",
    entrust: "En soft token fra Entrust",
    byTime: "Tidsbaseret",
    byCounter: "Tællerbaseret",
    doesPortal:
      "Når du vælger Fortsæt, får portalen på adressen at vide, at linket er åbnet, og du skal indtaste aktiveringsadgangskoden.",
    doesAccount:
      "Når du vælger Fortsæt, ser du hele kontoen og indtaster din pinkode. Først derefter gemmes dens koder på computeren.",
    doesTwoStep:
      "Når du vælger Fortsæt, ser du den halvdel af nøglen, som computeren har lavet. Intet gemmes, før du har indtastet den hos udstederen og din pinkode her.",
    doesTransfer:
      "Når du vælger Fortsæt, ser du de koder, der er i det. Intet gemmes, før du har set dem og indtastet din pinkode.",
    doesEntrust:
      "Når du vælger Fortsæt, indtaster du aktiveringsadgangskoden og ser, hvis token det er. Intet gemmes, før en kode har virket.",
    words: "Navnene står i linket. Ingen har kontrolleret dem.",
    careful: "Fortsæt kun, hvis du selv lige har åbnet linket.",
    accept: "Fortsæt",
    decline: "Ikke nu",
    working: "Læser linket…",
    refused: "Linket blev ikke brugt",
    nothing: "Intet er gemt, og ingen har fået besked.",
    tooMany: "Endnu et link blev åbnet imens. Det er ikke gemt: åbn det igen bagefter.",
    queued: "Et link venter. Du ser det, når du er færdig her.",
    steam: "Tidsbaseret, med Steams bogstaver",
    address: "Adresse",
  },
};
