import type { Strings } from "./shape";

/** What keeps codes of other issuers from leaving: a part of `en.ts`. */
export const exportTroubleEn = {
  export_stays: "One of these identities is bound to this device and stays on it. Leave it out, and get a new one from its issuer for the other device.",
  export_nothing: "Nothing is chosen that could be exported. Choose at least one identity.",
  export_password_short: "The password needs at least 12 characters: whoever has the file can try passwords for as long as they like. Choose a longer one, such as four words.",
  export_password_guessable: "That password is a pattern that is guessed at once. Choose another, such as four words that have nothing to do with each other.",
} as const;

export const exportTroubleDa: Strings<typeof exportTroubleEn> = {
  export_stays: "En af identiteterne er bundet til denne enhed og bliver her. Udelad den, og få en ny hos udstederen til den anden enhed.",
  export_nothing: "Der er ikke valgt noget, der kan eksporteres. Vælg mindst én identitet.",
  export_password_short: "Adgangskoden skal have mindst 12 tegn: Den, der har filen, kan prøve adgangskoder, så længe det skal være. Vælg en længere, f.eks. fire ord.",
  export_password_guessable: "Adgangskoden er et mønster, der straks gættes. Vælg en anden, f.eks. fire ord, der ikke har noget med hinanden at gøre.",
};
