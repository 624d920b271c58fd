import type { Strings } from "../../lib/i18n/shape";
import type { en } from "./words.en";

export const da: Strings<typeof en> = {
  presence: {
    name: "Fingeraftryk",
    on: "Til",
    off: "Fra",
    onText: "Viser koder i stedet for pinkoden. Login godkendes med pinkoden.",
    onTextApproves: "Viser koder og godkender login i stedet for pinkoden.",
    offText: "Kan vise koder i stedet for pinkoden.",
    offer: "Vil du bruge fingeraftryk i stedet for pinkode?",
    offerText: "En finger på læseren viser dine koder. Du kan slå det til og fra senere, under identitetens detaljer.",
    later: "Ikke nu",
    turnOnShort: "Slå til",
    turnOn: "Slå fingeraftryk til",
    turnOnText:
      "Indtast din pinkode, og læg så en finger på læseren. Alle, hvis finger computeren kender, kan derefter vise dine koder; en gang om ugen beder Segl om pinkoden.",
    touch: "Læg en finger på fingeraftrykslæseren",
    use: "Brug fingeraftryk",
    usePin: "Brug pinkoden i stedet",
    done: "Fingeraftryk er slået til",
    doneText: "Fra nu af viser en finger dine koder.",
    reason: "Vis dine koder",
    reasonApprove: "Godkend login",
    reasonOn: "Slå fingeraftryk til for dine koder",
  },
};
