import type { Strings } from "../../lib/i18n/shape";
import type { en } from "./words.en";

export const da: Strings<typeof en> = {
  presence: {
    name: "Fingeraftryk",
    on: "Til",
    off: "Fra",
    onText: "Bruges i stedet for pinkoden, når du vil se koder. Logins godkender du med pinkoden.",
    onTextApproves: "Bruges i stedet for pinkoden, når du vil se koder og godkende logins.",
    offText: "Kan bruges i stedet for pinkoden, når du vil se koder.",
    offer: "Vil du bruge fingeraftryk i stedet for pinkode?",
    offerText: "Læg en finger på læseren for at se dine koder. Du kan slå det til og fra under identitetens detaljer.",
    later: "Ikke nu",
    turnOnShort: "Slå til",
    turnOn: "Slå fingeraftryk til",
    turnOnText:
      "Indtast din pinkode, og læg så en finger på læseren. Alle med et fingeraftryk på denne computer kan derefter se dine koder. Én gang om ugen beder Segl om pinkoden.",
    touch: "Læg en finger på fingeraftrykslæseren",
    use: "Brug fingeraftryk",
    usePin: "Brug pinkoden i stedet",
    done: "Fingeraftryk er slået til",
    doneText: "Fra nu af kan du se dine koder med fingeraftryk.",
    reason: "Vis dine koder",
    reasonApprove: "Godkend login",
    reasonOn: "Slå fingeraftryk til for dine koder",
  },
};
