import type { Strings } from "../../lib/i18n/shape";
import type { en } from "./words.en";

export const da: Strings<typeof en> = {
  pin: {
    choose: "Vælg en pinkode",
    chooseText: "Vælg en pinkode, du kan huske. Den skal have mindst {{minimum}} cifre.",
    confirm: "Indtast den igen",
    saving: "Gemmer din identitet…",
    notSaved: "Ikke gemt endnu",
    notSavedText: "Din pinkode er valgt. Identiteten mangler kun at blive gemt.",
    enter: "Indtast din pinkode",
    pad: "Taltastatur til pinkode",
    digit: "Ciffer {{digit}}",
    erase: "Slet det sidste ciffer",
    entered_one: "{{count}} ciffer indtastet",
    entered_other: "{{count}} cifre indtastet",
    differs: "De to pinkoder var ikke ens. Indtast din pinkode igen.",
    pauseLeft: "Næste forsøg om {{time}}",
    pauseOver: "Du kan prøve igen nu.",
  },
};
