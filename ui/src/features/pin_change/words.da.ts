import type { Strings } from "../../lib/i18n/shape";
import type { en } from "./words.en";

export const da: Strings<typeof en> = {
  pinChange: {
    title: "Skift pinkode",
    opening: "Spørger portalen…",
    old: "Indtast din nuværende pinkode",
    checking: "Kontrollerer din pinkode…",
    oldAgain: "Indtast den en gang til",
    oldAgainText:
      "Ingen kan kontrollere denne pinkode for dig. Indtast den to gange, så en tastefejl ikke koster dig dine koder.",
    choose: "Vælg en ny pinkode",
    changing: "Skifter din pinkode…",
    notChanged: "Ikke skiftet endnu",
    notChangedText: "Din gamle pinkode virker stadig. Du kan prøve igen.",
    done: "Din pinkode er skiftet",
    doneText: "Fra nu af virker kun din nye pinkode.",
    unsettled: "Næsten skiftet",
    unsettledText:
      "Din nye pinkode er gemt, men portalen svarede ikke. Så snart den gør det, siger Segl, hvilken pinkode der gælder. Husk begge indtil da.",
  },
  settled: {
    new: "Dit skift af pinkode er fuldført: din nye pinkode gælder.",
    old: "Skiftet af pinkode blev ikke gennemført: din gamle pinkode gælder stadig.",
    unknown:
      "Dit skift af pinkode er ikke færdigt. Når der er forbindelse til portalen, ser du her, hvilken pinkode der gælder.",
  },
};
