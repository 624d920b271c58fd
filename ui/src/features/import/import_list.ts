import type { ImportView, RowView } from "../../lib/host";

/** The rows of an export: those that will be added, and those that exist already. */
export type ImportList = { comes: RowView[]; doubles: RowView[] };

export function importList(list: ImportView): ImportList {
  return {
    comes: list.rows.filter((row) => row.double === null),
    doubles: list.rows.filter((row) => row.double !== null),
  };
}

/** Issuer and account in the order in which they are read; either may be missing. */
export function rowNames(row: Pick<RowView, "issuer" | "account">): [string, string] {
  return row.issuer === "" ? [row.account, ""] : [row.issuer, row.account];
}
