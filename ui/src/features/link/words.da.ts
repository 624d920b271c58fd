import type { Strings } from "../../lib/i18n/shape";
import type { en } from "./words.en";

export const da: Strings<typeof en> = {
  link: {
    title: "Et link vil tilføje noget",
    what: "Hvad",
    from: "Fra",
    portal: "En identitet til dine logins",
    account: "Koder fra en anden udsteder",
    transfer: "Koder fra Google Authenticator",
    entrust: "Et Entrust soft token",
    byTime: "Efter tid",
    byCounter: "Efter tæller",
    doesPortal:
      "Fortsæt fortæller portalen på adressen, at dens link er åbnet, og beder dig om aktiveringsadgangskoden.",
    doesAccount: "Fortsæt viser hele kontoen og beder om din pinkode. Først derefter gemmes dens koder på computeren.",
    doesTwoStep:
      "Fortsæt viser den halvdel af nøglen, som computeren har lavet. Intet gemmes, før du har indtastet den hos udstederen og din pinkode her.",
    doesTransfer: "Fortsæt viser de koder, der er i det. Intet gemmes, før du har set dem og indtastet din pinkode.",
    doesEntrust:
      "Fortsæt beder om aktiveringsadgangskoden, som viser, hvis det er. Intet gemmes, før en kode har virket.",
    words: "Navnene er linkets egne ord: ingen har kontrolleret dem.",
    careful: "Fortsæt kun, hvis du selv lige har åbnet linket.",
    accept: "Fortsæt",
    decline: "Ikke nu",
    working: "Læser linket…",
    refused: "Linket blev ikke brugt",
    nothing: "Intet er gemt, og ingen har fået besked.",
    tooMany: "Et andet link blev åbnet imens og er ikke beholdt. Åbn det igen bagefter.",
    queued: "Et link venter. Du ser det, når du er færdig her.",
    steam: "Efter tid, med Steams bogstaver",
    address: "Adresse",
  },
};
