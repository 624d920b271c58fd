/** What foreign enrolments can go wrong with: a part of `trouble` in `en.ts`. */
export const enIssuers = {
  key_two_step: "That key is made in two steps, one of them on this device. Add it with the command segl add.",
  entrust_damaged: "That Entrust activation is not complete, or holds something else. Copy all of it, or get a new one from its issuer.",
  entrust_newer: "That Entrust activation is of a later kind than Segl knows. Use the vendor’s app, or a newer Segl.",
  entrust_wrong_password: "The activation password does not fit, or the QR code was changed. Type the one that is shown next to the QR code.",
  entrust_code_malformed: "That code has another number of digits: the serial number and the registration code have 10, the activation code has 16.",
  entrust_check_digit: "A digit is wrong, or two are swapped. Compare the code and type it again.",
} as const;

/** Det samme på dansk. */
export const daIssuers: Record<keyof typeof enIssuers, string> = {
  key_two_step: "Nøglen laves i to trin, det ene på denne enhed. Tilføj den med kommandoen segl add.",
  entrust_damaged: "Entrust-aktiveringen er ikke hel eller rummer noget andet. Kopiér det hele, eller få en ny hos udstederen.",
  entrust_newer: "Entrust-aktiveringen er af en nyere slags, end Segl kender. Brug leverandørens app eller en nyere Segl.",
  entrust_wrong_password: "Aktiveringsadgangskoden passer ikke, eller QR-koden er ændret. Indtast den, der står ved siden af QR-koden.",
  entrust_code_malformed: "Koden har et andet antal cifre: serienummeret og registreringskoden har 10, aktiveringskoden har 16.",
  entrust_check_digit: "Et ciffer er forkert, eller to er byttet om. Sammenlign koden, og indtast den igen.",
};
