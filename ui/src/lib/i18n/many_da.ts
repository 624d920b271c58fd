import type { manyEn, manyTroubleEn } from "./many_en";
import type { Strings } from "./shape";

/** At leve med mange identiteter: en del af `da.ts`. */
export const manyDa: Strings<typeof manyEn> = {
  many: {
    search: "Søg",
    searchHint: "Navn, konto, gruppe eller note",
    found_one: "{{count}} identitet fundet",
    found_other: "{{count}} identiteter fundet",
    nothing: "Intet passer til “{{text}}”",
    nothingText: "Prøv med en del af navnet, kontoen, gruppen eller noten.",
    clear: "Ryd søgningen",
    onTop: "Øverst",
    others: "Øvrige",
    more_one: "Vis {{count}} mere",
    more_other: "Vis {{count}} flere",
    next: "Vis næste kode",
  },
  order: {
    open: "Skift rækkefølge",
    title: "Rækkefølge",
    text: "Træk i håndtaget, eller brug pilene. Identiteter bliver i deres gruppe.",
    up: "Flyt {{name}} op",
    down: "Flyt {{name}} ned",
    grip: "Træk {{name}}",
    place: "{{name}}: {{place}} af {{count}}",
    undone: "Rækkefølgen kunne ikke gemmes og er derfor, som den var.",
  },
  marks: {
    open: "Gruppe og note",
    group: "Gruppe",
    groupHint: "Identiteter med samme gruppe står sammen, f.eks. Arbejde eller Privat.",
    note: "Note",
    noteHint: "Hvad du vil huske. Intet hemmeligt: pinkoden beskytter den ikke.",
    left_one: "{{count}} tegn tilbage",
    left_other: "{{count}} tegn tilbage",
    onTop: "Hold øverst",
    onTopHint: "Står over alle andre",
    save: "Gem",
    saving: "Gemmer…",
  },
  removal: {
    text: "Udstederen kan ikke give dig nøglen igen. Uden den kan du ikke logge ind dér med koder.",
    here: "Nøgle og koder slettes fra computeren. I 10 sekunder kan du stadig få dem tilbage.",
    done: "{{name}} er slettet.",
    undo: "Fortryd",
    now: "Slet {{name}} med det samme",
    failed: "{{name}} kunne ikke slettes og er her stadig.",
    tooLate: "Det var for sent: {{name}} er slettet.",
    back: "{{name}} er her igen.",
  },
};

/** Hvad der kan gå galt: en del af `trouble`. */
export const manyTroubleDa: Strings<typeof manyTroubleEn> = {
  note_too_long: "Noten er for lang. Brug højst 500 tegn.",
  group_too_long: "Gruppens navn er for langt. Brug højst 40 tegn.",
};
