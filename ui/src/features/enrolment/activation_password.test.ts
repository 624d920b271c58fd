import { describe, expect, it } from "vitest";
import { isWholeActivationPassword, shownActivationPassword } from "./activation_password";

describe("activation_password", () => {
  it.each(["k7mf2q9x", "K7MF-2Q9X", " k7mf 2q9x ", "K7MF–2Q9X", "K7-MF-2Q-9X"])(
    "is_shown_in_two_fours_when_typed_as_%s",
    (typed) => {
      expect(shownActivationPassword(typed)).toBe("K7MF-2Q9X");
    },
  );

  it("reads_letters_that_are_not_in_the_alphabet_as_the_digits_they_look_like", () => {
    expect(shownActivationPassword("oil0-oiL1")).toBe("0110-0111");
  });

  it("has_no_hyphen_before_the_fifth_character", () => {
    expect(shownActivationPassword("k7mf")).toBe("K7MF");
    expect(shownActivationPassword("K7MF-")).toBe("K7MF");
  });

  it("drops_what_comes_after_the_eighth_character", () => {
    expect(shownActivationPassword("K7MF2Q9XZZ")).toBe("K7MF-2Q9X");
  });

  it("is_whole_when_it_has_eight_characters", () => {
    expect(isWholeActivationPassword("K7MF-2Q9X")).toBe(true);
    expect(isWholeActivationPassword("K7MF-2Q9")).toBe(false);
  });
});
