import type { Strings } from "../lib/i18n/shape";
import type { en } from "./words.en";

export const da: Strings<typeof en> = {
  opening: {
    noService:
      "Segl gemmer sin nøgle i computerens nøglering, og den kører ikke. Log ud af computeren og ind igen. Hjælper det ikke, så kontakt servicedesken.",
    entryMissing: "Er nøgleringen bare låst, så lås den op, og prøv igen. Er den skiftet ud, så start forfra.",
    lost: "Din konto i portalen er der stadig: Start forfra her, og tilføj dine identiteter med nye QR-koder.",
    anew: "Start forfra",
  },
  welcome: {
    text: "Segl bekræfter, at det er dig, når du logger ind på arbejdet.",
    add: "Tilføj identitet",
    bring: "Du skal bruge QR-koden fra din organisations portal.",
    import: "Hent koder fra en anden app",
  },
};
