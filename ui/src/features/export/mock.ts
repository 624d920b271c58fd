/** The mock's export: what is a portal's stays, and the file is written nowhere. */
import type { Host, IdentityView } from "../../lib/host";
import { mockError, type Hands } from "../../lib/host/hands";

type ExportHost = Pick<
  Host,
  "exportClose" | "exportConfirm" | "exportJudge" | "exportList" | "exportOpen" | "exportQr" | "exportSave"
>;

export function exportHost({ pause, pad, identities }: Hands): ExportHost {
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
      pad.check();
      open = identities().filter(({ tokenId }) => tokenIds.includes(tokenId));
      return { samples: null };
    },
    exportConfirm: async () => {
      pad.check();
      return null;
    },
    exportJudge: async (password) => {
      if ([...password].length < 12) throw mockError("export_password_short");
      return password.length < 16 ? "fair" : "strong";
    },
    exportSave: async (password, again) => {
      await pause();
      if (password !== again) throw mockError("export_passwords_differ");
      if (open.length === 0) throw mockError("nothing_to_export");
      return { file: "segl-codes.json", count: open.length };
    },
    exportQr: async (place) => {
      const one = open[place];
      if (!one) throw mockError("nothing_to_export");
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
