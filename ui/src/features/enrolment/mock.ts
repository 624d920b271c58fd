/** The mock's invitation, and the identity that comes of it. */
import type { Host, InvitationView } from "../../lib/host";
import { mockError, unixNow, type Hands } from "../../lib/host/hands";
import { MOCK_PIN } from "../pin/mock";

export const MOCK_ACTIVATION_PASSWORD = "K7MF-2Q9X";
const WHO = { issuerName: "Nordhavn Energi", account: "freja.holm" };

type EnrolmentHost = Pick<
  Host,
  | "enrolmentActivate"
  | "enrolmentCancel"
  | "enrolmentChoosePin"
  | "enrolmentConfirmPin"
  | "enrolmentFinish"
  | "enrolmentKeyFile"
>;

export function mockInvitation(): InvitationView {
  return { host: "login.nordhavn.example", origin: "https://login.nordhavn.example", expires: unixNow() + 540 };
}

/** `enrolled` puts the new identity into the list. */
export function enrolmentHost({ scene, pause, pad }: Hands, enrolled: () => void): EnrolmentHost {
  let keyFile = false;
  let tries = 5;
  return {
    enrolmentActivate: async (password) => {
      await pause();
      if (scene.startsWith("keyless") && !keyFile) throw mockError("keyring_no_service");
      if (scene === "keyless-forbidden") throw mockError("key_file_not_allowed");
      if (password === MOCK_ACTIVATION_PASSWORD) return { ...WHO, pinMinimum: 6, sharesPin: scene === "foreign" };
      tries -= 1;
      throw tries > 0 ? mockError("wrong_activation_password", { triesLeft: tries }) : mockError("invitation_void");
    },
    enrolmentKeyFile: async (wanted) => {
      keyFile = wanted;
      return null;
    },
    enrolmentChoosePin: async () => pad.choose(),
    enrolmentConfirmPin: async () => pad.confirm(),
    enrolmentFinish: async () => {
      await pause();
      if (scene === "full") throw mockError("disk_full");
      if (scene === "foreign" && pad.chosen() !== MOCK_PIN) throw mockError("pin_not_shared");
      enrolled();
      return { ...WHO, fingerprint: "x3Kq 9vTz" };
    },
    enrolmentCancel: async () => pad.forget(),
  };
}
