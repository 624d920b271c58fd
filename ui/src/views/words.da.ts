import type { Strings } from "../lib/i18n/shape";
import type { en } from "./words.en";

export const da: Strings<typeof en> = {
  opening: {
    noService:
      "Segl gemmer sin nøgle i computerens nøglering. Log ud af skrivebordet og ind igen; hjælper det ikke, så installer GNOME Keyring eller KWallet, eller spørg din servicedesk.",
    entryMissing:
      "Var nøgleringen bare låst eller skiftet ud, så lås den op, der var før, og prøv igen. Ellers begynd forfra.",
    lost: "Intet er tabt i portalen: du begynder forfra her og tilføjer dine identiteter med nye QR-koder.",
    anew: "Begynd forfra",
  },
  welcome: {
    text: "Segl bekræfter, at det er dig, når du logger ind på arbejdet.",
    add: "Tilføj identitet",
    bring: "Du skal bruge QR-koden fra din organisations portal.",
    import: "Tag koder med fra en anden app",
  },
};
