/** The identities that a scene of the mock begins with. */
import type { IdentityView } from "../../lib/host";
import { unixNow } from "../../lib/host/hands";
import { manyIdentities, mockContact, mockIdentity } from "./mock";

export function scenery(scene: string): IdentityView[] {
  const hour = unixNow() - 3600;
  switch (scene) {
    case "empty":
    case "cancelled":
    case "full":
    case "keyless":
    case "keyless-forbidden":
    case "account":
    case "bare":
    case "several":
    case "transfer":
    case "two-step":
    case "entrust":
      return [];
    case "foreign":
      return [mockIdentity({ kind: "totp", name: "GitHub", issuerName: "GitHub", issuerOrigin: "" })];
    case "old-pin":
    case "others":
      return [
        mockIdentity(),
        mockIdentity({ tokenId: "t2", kind: "totp", name: "GitHub", issuerName: "GitHub", issuerOrigin: "" }),
        mockIdentity({
          tokenId: "t3",
          kind: "hotp",
          name: "Havnekontoret",
          issuerName: "Havnekontoret",
          issuerOrigin: "",
          account: "lager 3",
        }),
      ];
    case "many":
      return manyIdentities(24).map(mockIdentity);
    case "waiting":
      return [mockIdentity({ contact: mockContact({ waiting: 1 }) })];
    case "copied":
    case "unconfirmed":
      return [mockIdentity({ contact: mockContact({ state: "copied" }) })];
    case "destroyed":
      return [mockIdentity({ contact: mockContact({ state: "destroyed" }) })];
    case "settled":
      return [mockIdentity({ contact: mockContact({ settled: "new" }) })];
    case "offline":
      return [mockIdentity({ contact: mockContact({ reachable: false, last: hour }) })];
    default:
      return [
        mockIdentity(),
        mockIdentity({
          tokenId: "t2",
          name: "Søndersø Kommune",
          issuerName: "Søndersø Kommune",
          account: "fho@sondersoe.example",
          contact: mockContact({ state: "pending" }),
        }),
      ];
  }
}
