/** The mock's export of another app. */
import type { FoundView, Host, ImportView } from "../../lib/host";
import { mockError, type Hands } from "../../lib/host/hands";

/** The password of the mock's encrypted export. */
export const MOCK_EXPORT_PASSWORD = "blåbær";

type ImportHost = Pick<Host, "importFinishEarly" | "importFromFiles" | "importOpen">;

export function mockList(extra: Partial<ImportView> = {}): ImportView {
  return {
    rows: [
      { issuer: "GitHub", account: "freja.holm", kind: "totp", double: null },
      { issuer: "Havnekontoret", account: "lager 3", kind: "hotp", double: null },
      { issuer: "Kystbanken", account: "freja", kind: "totp", double: "here" },
      { issuer: "GitHub", account: "freja.holm", kind: "totp", double: "export" },
    ],
    rejected: [{ position: 5, name: "Yandex (freja)", reason: "unknown_kind" }],
    encodingGuessed: false,
    newPin: false,
    ...extra,
  };
}

/** `listed` is what the export holds. */
export function importHost({ scene, pause }: Hands, listed: () => FoundView): ImportHost {
  return {
    importFromFiles: async () => {
      await pause();
      if (scene === "cancelled") return null;
      if (scene === "sealed") return { found: "sealed" };
      if (scene === "strange") throw mockError("import_unknown_format");
      return listed();
    },
    importOpen: async (password) => {
      await pause();
      if (password !== MOCK_EXPORT_PASSWORD) throw mockError("import_wrong_password");
      return listed();
    },
    importFinishEarly: async () => listed(),
  };
}
