import type { Strings } from "../../lib/i18n/shape";
import type { en } from "./words.en";

export const da: Strings<typeof en> = {
  reconnect: {
    title: "Brugt to steder",
    what: "Portalen har set identiteten på to computere. Derfor er den spærret, indtil du siger, hvilken computer du bliver ved med at bruge.",
    mine: "Var det dig selv?",
    mineText:
      "Du har gendannet en sikkerhedskopi, skiftet computer eller kopieret en virtuel maskine. Så forbind denne computer igen; den anden kopi holder op med at virke.",
    step1: "Log ind på portalen hos {{issuer}}, og åbn Godkendelsestyper.",
    step2: "Vælg Genforbind ved denne enhed, og bekræft.",
    step3: "Kom tilbage inden for 15 minutter, og indtast din pinkode.",
    notMine: "Var det ikke dig?",
    notMineText: "Så har nogen måske en kopi af din computer. Forbind den ikke igen. Kontakt servicedesken.",
    notYet: "Portalen ved endnu ikke, at det er denne computer, der skal fortsætte. Bekræft det først i portalen.",
    proceed: "Jeg har bekræftet det",
    pinText: "Din pinkode er den samme som før.",
    working: "Forbinder igen…",
    done: "Forbundet igen",
    doneText: "Alle andre kopier af identiteten er holdt op med at virke.",
  },
};
