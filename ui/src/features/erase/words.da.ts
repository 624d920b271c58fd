import type { Strings } from "../../lib/i18n/shape";
import type { en } from "./words.en";

export const da: Strings<typeof en> = {
  erase: {
    title: "Glem alt?",
    text: "Det sletter alle identiteter fra denne computer. Det kan ikke fortrydes.",
    here: "Nøgler og koder slettes her, også fra nøgleringen.",
    portal: "Portalen får ikke besked. Slet dine soft tokens dér, under Godkendelsestyper.",
    again: "Vil du tilbage, så lav en ny QR-kode i portalen, og vælg Tilføj identitet.",
    word: "glem",
    working: "Glemmer alt…",
    yes: "Glem alt",
  },
};
