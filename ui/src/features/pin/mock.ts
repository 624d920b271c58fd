/** The mock's PIN pad: its digits never leave it, and ten wrong ones are too many. */
import { mockError, type Pad } from "../../lib/host/hands";

/** The PIN of every mock identity. */
export const MOCK_PIN = "482915";

export function mockPad(): Pad {
  let digits = "";
  let chosen: string | null = null;
  let tries = 10;
  const take = () => {
    const typed = digits;
    digits = "";
    return typed;
  };
  return {
    press: (key) => {
      if (key === "clear") digits = "";
      else if (key === "erase") digits = digits.slice(0, -1);
      else if (digits.length < 12) digits += key;
      return digits.length;
    },
    take,
    check: () => {
      const typed = take();
      if (typed === "") throw mockError("pin_missing");
      if (typed === MOCK_PIN) return null;
      tries -= 1;
      if (tries === 5) throw mockError("pin_paused", { seconds: 900 });
      throw mockError("wrong_pin", { triesLeft: tries });
    },
    choose: () => {
      const typed = take();
      if (typed.length < 6) throw mockError("pin_too_short", { minimum: 6 });
      if (/^(\d)\1+$|^123456|^654321/.test(typed)) throw mockError("pin_guessable");
      chosen = typed;
      return null;
    },
    confirm: () => {
      if (take() !== chosen) throw mockError("pin_mismatch");
      return null;
    },
    chosen: () => chosen,
    forget: () => (chosen = null),
  };
}
