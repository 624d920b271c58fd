import { describe, expect, it } from "vitest";
import { isTyped } from "./typed_word";

describe("typed_word", () => {
  it("is_accepted_when_only_case_and_spaces_differ", () => {
    expect(isTyped("  nordhavn  ENERGI ", "Nordhavn Energi")).toBe(true);
    expect(isTyped("søndersø", "Søndersø")).toBe(true);
  });

  it("is_not_accepted_when_it_is_another_or_empty", () => {
    for (const typed of ["", " ", "Nordhavn", "Nordhavn Energi 2"])
      expect(isTyped(typed, "Nordhavn Energi"), typed).toBe(false);
  });
});
