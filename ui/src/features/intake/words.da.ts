import type { Strings } from "../../lib/i18n/shape";
import type { en } from "./words.en";

export const da: Strings<typeof en> = {
  intake: {
    title: "Tilføj identitet",
    intro: "Scan QR-koden fra din portal eller fra et websted, der viser en QR-kode til authenticator-apps.",
    screen: "Denne skærm",
    screenHint: "Scan QR-koden på denne skærm",
    image: "Billedfil",
    imageHint: "Vælg et billede af QR-koden",
    paste: "Indsæt",
    pasteHint: "Et billede eller et link, du har kopieret",
    drop: "eller træk et billede eller en eksportfil herhen",
    dropNow: "Slip for at læse",
    readingScreen: "Leder efter en QR-kode på skærmen…",
    readingImage: "Læser billedet…",
    readingPaste: "Læser det, du har kopieret…",
    hand: "Indtast selv",
    handHint: "Indtast en nøgle, som et websted viser",
    import: "Fra en anden app",
    importHint: "Google Authenticator, Aegis, 2FAS og flere",
    camera: "Kamera",
    cameraHint: "Hold QR-koden op foran kameraet",
  },
};
