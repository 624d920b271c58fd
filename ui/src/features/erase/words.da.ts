import type { Strings } from "../../lib/i18n/shape";
import type { en } from "./words.en";

export const da: Strings<typeof en> = {
  erase: {
    title: "Slet alt?",
    text: "Det sletter alle identiteter fra denne computer. Det kan ikke fortrydes.",
    here: "Nøgler og koder slettes her, også fra nøgleringen.",
    portal: "Portalen får ikke besked. Slet dine soft tokens dér, under Godkendelsestyper.",
    again: "Vil du have dem igen, så lav nye QR-koder i portalen, og vælg Tilføj identitet.",
    word: "slet",
    working: "Sletter alt…",
    yes: "Slet alt fra computeren",
  },
};
