/** The mock's Entrust soft token: its passwords and codes, and the code that its issuer takes. */
import type { AccountView, EntrustView, FoundView, Host } from "../../lib/host";
import { mockError, type Hands } from "../../lib/host/hands";

export const MOCK_ENTRUST_PASSWORD = "54998317";
export const MOCK_REGISTRATION_CODE = "12211-49352";

type EntrustHost = Pick<Host, "entrustAccept" | "entrustByHand" | "entrustOpen" | "entrustRegister" | "entrustTrial">;

export function mockActivation(extra: Partial<EntrustView> = {}): EntrustView {
  return { serial: "48244-13456", host: "login.nordhavn.example/igst", policy: '{"allowUnsecured":"false"}', ...extra };
}

/** `review` is what is shown of a token before it is stored. */
export function entrustHost({ pause }: Hands, review: (account: Partial<AccountView>) => FoundView): EntrustHost {
  let activation = mockActivation();
  let digits = 8;
  const opened = (extra: Partial<EntrustView> = {}): FoundView => {
    activation = mockActivation(extra);
    return { found: "entrust_opened", activation };
  };
  const count = (typed: string) => typed.replace(/\D/g, "").length;

  return {
    entrustOpen: async (password) => {
      await pause();
      if (password !== MOCK_ENTRUST_PASSWORD) throw mockError("entrust_wrong_password");
      return opened();
    },
    entrustByHand: async (serial, code) => {
      await pause();
      if (count(serial) !== 10) throw mockError("entrust_serial");
      if (count(code) !== 16) throw mockError("entrust_activation_code");
      return opened({ serial, host: null, policy: null });
    },
    entrustRegister: async (typed) => {
      await pause();
      if (count(typed) !== 10) throw mockError("entrust_code_malformed");
      if (typed !== MOCK_REGISTRATION_CODE) throw mockError("entrust_check_digit");
      return null;
    },
    entrustTrial: async (six, withPolicy) => {
      await pause();
      digits = six ? 6 : 8;
      const now = Math.floor(Date.now() / 1000);
      const from = now - (now % 30);
      const code = (withPolicy ? "69166029" : "61814835").slice(-digits);
      return {
        codes: [
          { digits: code, validFrom: from, validUntil: from + 30 },
          { digits: [...code].reverse().join(""), validFrom: from + 30, validUntil: from + 60 },
        ],
      };
    },
    entrustAccept: async () => {
      await pause();
      return review({
        issuer: activation.host?.split("/")[0] ?? "Entrust",
        account: activation.serial,
        digits,
        algorithm: "SHA256",
      });
    },
  };
}
