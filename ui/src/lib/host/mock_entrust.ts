/** The mock's Entrust soft token: its passwords and codes, and the code that its issuer takes. */
import type { AccountView, CommandError, EntrustView, FoundView, Host } from "./index";

export const MOCK_ENTRUST_PASSWORD = "54998317";
export const MOCK_REGISTRATION_CODE = "12211-49352";

type Hands = {
  pause: () => Promise<void>;
  error: (code: CommandError["code"]) => CommandError;
  review: (account: Partial<AccountView>) => FoundView;
};

type EntrustHost = Pick<Host, "entrustAccept" | "entrustByHand" | "entrustOpen" | "entrustRegister" | "entrustTrial">;

export function mockActivation(extra: Partial<EntrustView> = {}): EntrustView {
  return { serial: "48244-13456", host: "login.nordhavn.example/igst", policy: '{"allowUnsecured":"false"}', ...extra };
}

export function entrustHost({ pause, error, review }: Hands): EntrustHost {
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
      if (password !== MOCK_ENTRUST_PASSWORD) throw error("entrust_wrong_password");
      return opened();
    },
    entrustByHand: async (serial, code) => {
      await pause();
      if (count(serial) !== 10) throw error("entrust_serial");
      if (count(code) !== 16) throw error("entrust_activation_code");
      return opened({ serial, host: null, policy: null });
    },
    entrustRegister: async (typed) => {
      await pause();
      if (count(typed ?? "") !== 10) throw error("entrust_code_malformed");
      if (typed !== MOCK_REGISTRATION_CODE) throw error("entrust_check_digit");
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
