import type { Strings } from "./shape";

/** What foreign enrolments can go wrong with: a part of `trouble` in `en.ts`. */
export const enIssuers = {
  key_two_step: "That key is made in two steps, one of them on this device. Read its QR code by itself.",
  entrust_damaged:
    "That Entrust activation is not complete, or holds something else. Copy all of it, or get a new one from its issuer.",
  entrust_newer: "That Entrust activation is of a later kind than Segl knows. Use the vendor’s app, or a newer Segl.",
  entrust_wrong_password:
    "The activation password does not fit, or the QR code was changed. Type the one that is shown next to the QR code.",
  entrust_code_malformed:
    "That code has another number of digits: the serial number and the registration code have 10, the activation code has 16.",
  entrust_check_digit: "A digit is wrong, or two are swapped. Compare the code and type it again.",
  entrust_serial:
    "That cannot be the serial number: a digit is wrong, missing or swapped. It has 10 digits; compare them and type them again.",
  entrust_activation_code:
    "That cannot be the activation code: a digit is wrong, missing or swapped. It has 16 digits; compare them and type them again.",
} as const;

/** Their screens. */
export const enIssuerScreens = {
  twoStep: {
    title: "Your half of the key",
    text: "This key is made in two steps: the QR code brings one half, and this device has made the other.",
    half: "This device’s half",
    typeIt:
      "Type it at the issuer, where the QR code is shown, or paste it there. The issuer says so when a character is wrong.",
    blanks: "The blanks are only for reading; a copy has none.",
    typed: "I have typed it",
  },
  entrust: {
    entry: "Entrust: serial number and activation code",
    title: "Entrust soft token",
    passwordText: "This QR code is locked. Its password shows whose token it is.",
    password: "Activation password",
    passwordHint: "Shown next to the QR code, often 8 digits",
    careful: "Delete pictures of the QR code when you are done: together with the password they are half the key.",
    opening: "Opening the activation…",
    open: "Open",
    byHandText: "Type what the issuer shows for activation by hand.",
    serial: "Serial number",
    serialHint: "10 digits, such as 12345-67897",
    code: "Activation code",
    codeHint: "16 digits",
    push: "Segl makes codes for this token. Push messages and transactions need the vendor’s app.",
    policy: "Its policy, which Segl does not look after",
    registration: "Registration code",
    registrationHint: "10 digits. The vendor’s app shows them once, when the token is activated in it.",
    length: "Digits of the issuer’s codes",
    trial: "Try this code now",
    trialText: "Type this code at the issuer.",
    trialCareful: "Nothing is stored yet. The activation does not say all about the codes, so one has to work first.",
    worked: "It worked",
    refused: "It was refused",
    refusedText: "Try one thing after the other. The issuer may lock you out after several refusals.",
    same: "The next code",
    sameHint: "If it was mistyped, or too late",
    withSix: "A code with 6 digits",
    withEight: "A code with 8 digits",
    lengthHint: "The activation does not say how many",
    withPolicy: "With the policy in the key",
    withoutPolicy: "Without the policy in the key",
    policyHint: "Not known of any issuer, but possible",
    nothing: "When nothing works",
    nothingText:
      "Check the clock of this computer. If the registration code was not the one of this activation, begin again. Otherwise get a new activation, or use the vendor’s app. Nothing has been stored here.",
    leave: "Stop, and store nothing",
  },
} as const;

/** Det samme på dansk. */
export const daIssuers: Record<keyof typeof enIssuers, string> = {
  key_two_step: "Nøglen laves i to trin, det ene på denne enhed. Læs dens QR-kode for sig selv.",
  entrust_damaged:
    "Entrust-aktiveringen er ikke hel eller rummer noget andet. Kopiér det hele, eller få en ny hos udstederen.",
  entrust_newer:
    "Entrust-aktiveringen er af en nyere slags, end Segl kender. Brug leverandørens app eller en nyere Segl.",
  entrust_wrong_password:
    "Aktiveringsadgangskoden passer ikke, eller QR-koden er ændret. Indtast den, der står ved siden af QR-koden.",
  entrust_code_malformed:
    "Koden har et andet antal cifre: serienummeret og registreringskoden har 10, aktiveringskoden har 16.",
  entrust_check_digit: "Et ciffer er forkert, eller to er byttet om. Sammenlign koden, og indtast den igen.",
  entrust_serial:
    "Det kan ikke være serienummeret: et ciffer er forkert, mangler eller er byttet om. Det har 10 cifre; sammenlign dem, og indtast dem igen.",
  entrust_activation_code:
    "Det kan ikke være aktiveringskoden: et ciffer er forkert, mangler eller er byttet om. Den har 16 cifre; sammenlign dem, og indtast dem igen.",
};

/** Deres skærmbilleder. */
export const daIssuerScreens: Strings<typeof enIssuerScreens> = {
  twoStep: {
    title: "Din halvdel af nøglen",
    text: "Nøglen laves i to trin: QR-koden har den ene halvdel, og denne enhed har lavet den anden.",
    half: "Enhedens halvdel",
    typeIt:
      "Indtast den hos udstederen, dér hvor QR-koden vises, eller indsæt den. Udstederen siger til, hvis et tegn er forkert.",
    blanks: "Mellemrummene er kun til at læse efter; en kopi har ingen.",
    typed: "Jeg har indtastet den",
  },
  entrust: {
    entry: "Entrust: serienummer og aktiveringskode",
    title: "Entrust soft token",
    passwordText: "QR-koden er låst. Adgangskoden viser, hvis token det er.",
    password: "Aktiveringsadgangskode",
    passwordHint: "Står ved siden af QR-koden, ofte 8 cifre",
    careful: "Slet billeder af QR-koden, når du er færdig: sammen med adgangskoden er de den halve nøgle.",
    opening: "Åbner aktiveringen…",
    open: "Åbn",
    byHandText: "Indtast det, udstederen viser til aktivering i hånden.",
    serial: "Serienummer",
    serialHint: "10 cifre, for eksempel 12345-67897",
    code: "Aktiveringskode",
    codeHint: "16 cifre",
    push: "Segl laver koder til dette token. Push-beskeder og transaktioner kræver leverandørens app.",
    policy: "Dens politik, som Segl ikke håndhæver",
    registration: "Registreringskode",
    registrationHint: "10 cifre. Leverandørens app viser dem én gang, når tokenet aktiveres i den.",
    length: "Cifre i udstederens koder",
    trial: "Prøv denne kode nu",
    trialText: "Indtast koden hos udstederen.",
    trialCareful: "Intet er gemt endnu. Aktiveringen siger ikke alt om koderne, så en af dem skal virke først.",
    worked: "Den virkede",
    refused: "Den blev afvist",
    refusedText: "Prøv én ting ad gangen. Udstederen kan lukke dig ude efter flere afslag.",
    same: "Den næste kode",
    sameHint: "Hvis den blev tastet forkert eller for sent",
    withSix: "En kode med 6 cifre",
    withEight: "En kode med 8 cifre",
    lengthHint: "Aktiveringen siger ikke hvor mange",
    withPolicy: "Med politikken i nøglen",
    withoutPolicy: "Uden politikken i nøglen",
    policyHint: "Kendes ikke fra nogen udsteder, men er mulig",
    nothing: "Når intet virker",
    nothingText:
      "Tjek computerens ur. Var registreringskoden ikke den, der hører til denne aktivering, så begynd forfra. Få ellers en ny aktivering, eller brug leverandørens app. Intet er gemt her.",
    leave: "Stop, og gem intet",
  },
};
