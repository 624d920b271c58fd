import type { Strings } from "./shape";

/** The change of a PIN: a part of `en.ts`. */
export const enPins = {
  pinChange: {
    title: "Change PIN",
    opening: "Asking the portal…",
    old: "Type your PIN",
    checking: "Checking your PIN…",
    oldAgain: "Type it once more",
    oldAgainText: "Nobody can check this PIN for you. Typed twice, a slip cannot cost you your codes.",
    choose: "Choose a new PIN",
    changing: "Changing your PIN…",
    notChanged: "Not changed yet",
    notChangedText: "Your old PIN still works. You can try again.",
    done: "Your PIN is changed",
    doneText: "From now on only your new PIN works.",
    unsettled: "Almost changed",
    unsettledText:
      "Your new PIN is stored, but the portal did not answer. As soon as it does, Segl tells you which PIN counts. Keep both in mind until then.",
  },
  settled: {
    new: "Your PIN change was finished: your new PIN counts.",
    old: "Your PIN change did not come about: your old PIN counts.",
    unknown: "Your PIN change is not finished. When the portal can be reached, you see here which PIN counts.",
  },
} as const;

export const daPins: Strings<typeof enPins> = {
  pinChange: {
    title: "Skift pinkode",
    opening: "Spørger portalen…",
    old: "Indtast din pinkode",
    checking: "Kontrollerer din pinkode…",
    oldAgain: "Indtast den en gang til",
    oldAgainText:
      "Ingen kan kontrollere denne pinkode for dig. Indtastet to gange kan en fejl ikke koste dig dine koder.",
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
    old: "Dit skift af pinkode blev ikke til noget: din gamle pinkode gælder.",
    unknown:
      "Dit skift af pinkode er ikke færdigt. Når der er forbindelse til portalen, ser du her, hvilken pinkode der gælder.",
  },
};
