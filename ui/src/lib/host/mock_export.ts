/** The mock's export: what is a portal's stays, and the file is written nowhere. */
import type { CommandError, Host, IdentityView } from "./index";

type Hands = {
  pause: () => Promise<void>;
  error: (code: CommandError["code"]) => CommandError;
  checkPin: () => void;
  identities: () => IdentityView[];
};

type ExportHost = Pick<
  Host,
  "exportClose" | "exportConfirm" | "exportJudge" | "exportList" | "exportOpen" | "exportQr" | "exportSave"
>;

export function exportHost({ pause, error, checkPin, identities }: Hands): ExportHost {
  let open: IdentityView[] = [];
  return {
    exportList: async () => {
      await pause();
      return identities().map(({ tokenId, name, account, kind }) => ({
        tokenId,
        name,
        account,
        kind,
        stays: kind === "portal" ? ("portal" as const) : null,
      }));
    },
    exportOpen: async (tokenIds) => {
      await pause();
      checkPin();
      open = identities().filter(({ tokenId }) => tokenIds.includes(tokenId));
      return { samples: null };
    },
    exportConfirm: async () => {
      checkPin();
      return null;
    },
    exportJudge: async (password) => {
      if ([...password].length < 12) throw error("export_password_short");
      return password.length < 16 ? "fair" : "strong";
    },
    exportSave: async (password, again) => {
      await pause();
      if (password !== again) throw error("export_passwords_differ");
      if (open.length === 0) throw error("nothing_to_export");
      return { file: "segl-codes.json", count: open.length };
    },
    exportQr: async (place) => {
      const one = open[place];
      if (!one) throw error("nothing_to_export");
      return {
        address: `data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' id='${place}'/>`,
        place,
        count: open.length,
        name: one.name,
        account: one.account,
        counts: one.kind === "hotp",
      };
    },
    exportClose: async () => {
      open = [];
      return null;
    },
  };
}
