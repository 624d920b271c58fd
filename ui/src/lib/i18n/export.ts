import type { Strings } from "./shape";

/** Codes of other issuers that leave: a part of `en.ts`. */
export const enExport = {
  export: {
    settings: "To another app or device",
    settingsHint: "Codes of other issuers: in an encrypted file that other apps read too, or as QR codes.",
    open: "Export codes",
    title: "Export codes",
    leave: "What leaves",
    stay: "What stays on this computer",
    none: "There is nothing here that could be exported. Codes of other issuers can, once you have added some.",
    staysPortal: "Made for this device by its portal. Add the other device in the portal.",
    staysBound: "Its issuer bound it to one device. Get a new one there for the other device.",
    staysSpent: "All its codes are used up.",
    file: "Encrypted file",
    qr: "Show QR codes",
    warning: "Before you go on",
    warnFile_one: "Whoever has the file and its password can make this code, for good, without your PIN.",
    warnFile_other: "Whoever has the file and its password can make these {{count}} codes, for good, without your PIN.",
    warnQr:
      "Whoever sees or photographs a QR code can make its codes, for good, without your PIN. Look around you first.",
    warnBack: "You cannot take that back. Only the issuers can, with new keys.",
    counter:
      "Codes by counter: two devices would share one counter, and each code that one of them uses puts the other behind. Use one of the two only.",
    goOn: "Go on",
    pin: "Type your PIN",
    opening: "Opening the codes…",
    check: "Is this code right?",
    checkText:
      "Nobody can check your PIN right now, and a wrong one gives wrong codes. Try one of these where it is used, or compare it.",
    checkNone:
      "Nobody can check your PIN right now, and a wrong one gives wrong codes. Go on only if you are sure of it.",
    right: "It is right",
    wrong: "Type the PIN anew",
    again: "Type your PIN once more",
    passwordTitle: "A password for the file",
    password: "Password",
    passwordHint:
      "At least 12 characters: whoever has the file can try passwords for as long as they like. Four words are good.",
    repeat: "Password once more",
    fair: "Strength: fair",
    good: "Strength: good",
    strong: "Strength: strong",
    save: "Save the file",
    saving: "Saving…",
    saved: "The codes are exported",
    savedText_one: "{{count}} code is in {{file}}.",
    savedText_other: "{{count}} codes are in {{file}}.",
    keep: "Keep the file where nobody else comes, or delete it once the other device has read it.",
    of: "{{place}} of {{count}}",
    scan: "Scan it with the other app. After 60 seconds it closes by itself.",
    picture: "QR code of {{name}}",
    next: "Next",
    previous: "Previous",
    done: "Done",
    late: "The QR code was shown for 60 seconds and is closed. Begin again if you need it.",
  },
} as const;

export const daExport: Strings<typeof enExport> = {
  export: {
    settings: "Til en anden app eller enhed",
    settingsHint: "Andre udstederes koder: i en krypteret fil, som andre apps også læser, eller som QR-koder.",
    open: "Eksportér koder",
    title: "Eksportér koder",
    leave: "Det kommer med",
    stay: "Det bliver på denne computer",
    none: "Her er intet, der kan eksporteres. Det kan andre udstederes koder, når du har tilføjet nogle.",
    staysPortal: "Lavet til denne enhed af portalen. Tilføj den anden enhed i portalen.",
    staysBound: "Udstederen har bundet den til én enhed. Få en ny dér til den anden enhed.",
    staysSpent: "Alle dens koder er brugt.",
    file: "Krypteret fil",
    qr: "Vis QR-koder",
    warning: "Før du går videre",
    warnFile_one: "Den, der har filen og dens adgangskode, kan lave denne kode, for altid, uden din pinkode.",
    warnFile_other:
      "Den, der har filen og dens adgangskode, kan lave disse {{count}} koder, for altid, uden din pinkode.",
    warnQr:
      "Den, der ser eller fotograferer en QR-kode, kan lave dens koder, for altid, uden din pinkode. Se dig omkring først.",
    warnBack: "Det kan du ikke tage tilbage. Det kan kun udstederne med nye nøgler.",
    counter:
      "Koder med tæller: To enheder ville dele én tæller, og hver kode, den ene bruger, sætter den anden bagud. Brug kun den ene af dem.",
    goOn: "Gå videre",
    pin: "Indtast din pinkode",
    opening: "Åbner koderne…",
    check: "Er koden rigtig?",
    checkText:
      "Ingen kan kontrollere din pinkode lige nu, og en forkert giver forkerte koder. Prøv en af dem dér, hvor den bruges, eller sammenlign.",
    checkNone:
      "Ingen kan kontrollere din pinkode lige nu, og en forkert giver forkerte koder. Gå kun videre, hvis du er sikker på den.",
    right: "Den er rigtig",
    wrong: "Indtast pinkoden forfra",
    again: "Indtast din pinkode igen",
    passwordTitle: "En adgangskode til filen",
    password: "Adgangskode",
    passwordHint:
      "Mindst 12 tegn: Den, der har filen, kan prøve adgangskoder, så længe det skal være. Fire ord er godt.",
    repeat: "Adgangskoden igen",
    fair: "Styrke: rimelig",
    good: "Styrke: god",
    strong: "Styrke: stærk",
    save: "Gem filen",
    saving: "Gemmer…",
    saved: "Koderne er eksporteret",
    savedText_one: "{{count}} kode er i {{file}}.",
    savedText_other: "{{count}} koder er i {{file}}.",
    keep: "Gem filen, hvor ingen andre kommer til den, eller slet den, når den anden enhed har læst den.",
    of: "{{place}} af {{count}}",
    scan: "Scan den med den anden app. Efter 60 sekunder lukker den af sig selv.",
    picture: "QR-kode for {{name}}",
    next: "Næste",
    previous: "Forrige",
    done: "Færdig",
    late: "QR-koden blev vist i 60 sekunder og er lukket. Begynd forfra, hvis du har brug for den.",
  },
};

/** What keeps codes of other issuers from leaving: a part of `en.ts`. */
export const exportTroubleEn = {
  export_stays:
    "One of these identities is bound to this device and stays on it. Leave it out, and get a new one from its issuer for the other device.",
  export_nothing: "Nothing is chosen that could be exported. Choose at least one identity.",
  export_password_short:
    "The password needs at least 12 characters: whoever has the file can try passwords for as long as they like. Choose a longer one, such as four words.",
  export_password_guessable:
    "That password is a pattern that is guessed at once. Choose another, such as four words that have nothing to do with each other.",
  nothing_to_export: "The codes are closed again. Begin anew, and type your PIN.",
  export_too_long: "The names are too long for a QR code. Export a file instead.",
  export_unwritten: "The file cannot be written there. Choose another folder.",
  export_passwords_differ: "The two passwords are not the same. Type both again.",
} as const;

export const exportTroubleDa: Strings<typeof exportTroubleEn> = {
  export_stays:
    "En af identiteterne er bundet til denne enhed og bliver her. Udelad den, og få en ny hos udstederen til den anden enhed.",
  export_nothing: "Der er ikke valgt noget, der kan eksporteres. Vælg mindst én identitet.",
  export_password_short:
    "Adgangskoden skal have mindst 12 tegn: Den, der har filen, kan prøve adgangskoder, så længe det skal være. Vælg en længere, f.eks. fire ord.",
  export_password_guessable:
    "Adgangskoden er et mønster, der straks gættes. Vælg en anden, f.eks. fire ord, der ikke har noget med hinanden at gøre.",
  nothing_to_export: "Koderne er lukket igen. Begynd forfra, og indtast din pinkode.",
  export_too_long: "Navnene er for lange til en QR-kode. Eksportér en fil i stedet.",
  export_unwritten: "Filen kan ikke skrives der. Vælg en anden mappe.",
  export_passwords_differ: "De to adgangskoder er ikke ens. Indtast begge igen.",
};
