import type { Strings } from "./shape";

/** What cameras and links bring, and what a phone has not: a part of `trouble` in `en.ts`. */
export const enArrivals = {
  link_too_long:
    "That link is too long to be one that adds an identity. Get a new one from where it came, or use its QR code.",
  link_damaged:
    "That link is not complete, or not one that Segl can use. Get a new one from where it came, or use its QR code.",
  link_gone: "The link is not waiting any more. Click it again.",
  links_unavailable:
    "Your desktop did not let Segl change which links it opens. Choose Segl in the desktop’s own settings for default apps.",
  not_on_phone:
    "A phone lets no app do that. Add a code with the camera or the clipboard; take codes out by showing them as QR codes.",
  push_token_foreign:
    "That is a push token of privacyIDEA, which Segl cannot use. Open it with privacyIDEA’s own app, or ask your service desk for a token that makes codes.",
} as const;

/** Their screens. */
export const enArrivalScreens = {
  camera: {
    source: "Camera",
    sourceHint: "Hold the QR code up to the camera",
    title: "Camera",
    how: "Hold the QR code into the frame: on paper, or on another screen.",
    picture: "What the camera sees",
    looking: "Looking for a QR code…",
    starting: "Switching the camera on…",
    which: "Which camera",
    number: "Camera {{number}}",
    torch: "Light",
    other: "Choose another way",
    denied:
      "Segl may not use the camera. Allow it in the privacy settings of the computer and try again, or choose another way.",
    busy: "The camera does not answer. Close other programs that use it and try again, or choose another way.",
    missing: "No camera was found. Connect one and try again, or choose another way.",
    lost: "The camera stopped. Connect it again and try again, or choose another way.",
    black: "The picture is black. Take the cover off the camera, or make more light.",
    next: "Use the next camera",
    movedLost: "The camera stopped, so this is the next one.",
    movedBusy: "The camera before this one gave no picture, so this is the next one.",
    there: "A camera is connected now. Try again to use it.",
    away: "The camera was switched off because nobody was there. Try again when you are ready.",
  },
  link: {
    title: "A link wants to add something",
    what: "What",
    from: "From",
    portal: "An identity for your logins",
    account: "Codes of another issuer",
    transfer: "Codes out of Google Authenticator",
    entrust: "An Entrust soft token",
    byTime: "By time",
    byCounter: "By counter",
    doesPortal:
      "Continue tells the portal at this address that its link was opened, and asks you for the activation password.",
    doesAccount:
      "Continue shows the account in full and asks for your PIN. Only then are its codes stored on this computer.",
    doesTwoStep:
      "Continue shows the half of the key that this computer has made. Nothing is stored before you have typed it at the issuer, and your PIN here.",
    doesTransfer: "Continue lists the codes in it. Nothing is stored before you have seen them and typed your PIN.",
    doesEntrust:
      "Continue asks for its activation password, which shows whose it is. Nothing is stored before a code has worked.",
    words: "The names are the link’s own words: nobody has checked them.",
    careful: "Continue only if you have just opened this link yourself.",
    accept: "Continue",
    decline: "Not now",
    working: "Reading the link…",
    refused: "The link was not used",
    nothing: "Nothing was stored, and nobody was told.",
    tooMany: "Another link was opened meanwhile and was not kept. Open it again afterwards.",
    queued: "A link is waiting. You see it when you are done here.",
    settings: "Links",
    own: "Segl opens its own links (segl:).",
    foreign: "Open links of other issuers here",
    foreignHint:
      "For otpauth:, igmobileotp: and pia:. Another authenticator on this computer may have opened them until now; switched off, it does again.",
  },
} as const;

/** Det samme på dansk. */
export const daArrivals: Record<keyof typeof enArrivals, string> = {
  link_too_long:
    "Linket er for langt til at kunne tilføje en identitet. Få et nyt, dér hvor det kom fra, eller brug QR-koden.",
  link_damaged:
    "Linket er ikke helt, eller Segl kan ikke bruge det. Få et nyt, dér hvor det kom fra, eller brug QR-koden.",
  link_gone: "Linket venter ikke længere. Klik på det igen.",
  links_unavailable:
    "Dit skrivebord lod ikke Segl ændre, hvilke links det åbner. Vælg Segl i skrivebordets egne indstillinger for standardapps.",
  not_on_phone:
    "Det kan en app ikke på en telefon. Tilføj en kode med kameraet eller udklipsholderen; før koder ud ved at vise dem som QR-koder.",
  push_token_foreign:
    "Det er et push-token fra privacyIDEA, som Segl ikke kan bruge. Åbn det med privacyIDEA’s egen app, eller bed servicedesken om et token, der laver koder.",
};

/** Deres skærmbilleder. */
export const daArrivalScreens: Strings<typeof enArrivalScreens> = {
  camera: {
    source: "Kamera",
    sourceHint: "Hold QR-koden op foran kameraet",
    title: "Kamera",
    how: "Hold QR-koden ind i rammen: på papir eller på en anden skærm.",
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
    movedLost: "Kameraet stoppede, så dette er det næste.",
    movedBusy: "Kameraet før dette gav intet billede, så dette er det næste.",
    there: "Der er tilsluttet et kamera nu. Prøv igen for at bruge det.",
    away: "Kameraet blev slukket, fordi ingen var der. Prøv igen, når du er klar.",
  },
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
    settings: "Links",
    own: "Segl åbner sine egne links (segl:).",
    foreign: "Åbn links fra andre udstedere her",
    foreignHint:
      "Gælder otpauth:, igmobileotp: og pia:. En anden autentifikator på computeren kan have åbnet dem hidtil; slår du det fra, gør den det igen.",
  },
};
