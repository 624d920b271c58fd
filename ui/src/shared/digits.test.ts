import { describe, expect, it } from "vitest";
import { grouped, groupedSoFar, spelled } from "./digits";

describe("digits", () => {
  it("are_grouped_in_halves_when_there_are_six_or_eight", () => {
    expect(grouped("483920")).toBe("483\u00a0920");
    expect(grouped("12345678")).toBe("1234\u00a05678");
    expect(grouped("1234")).toBe("1234");
  });

  it("are_grouped_in_the_same_way_while_they_are_typed", () => {
    const typed = ["4", "483", "4839", "483920"].map((digits) => groupedSoFar(digits, 6));
    expect(typed).toEqual(["4", "483", "483\u00a09", "483\u00a0920"]);
    expect(groupedSoFar("12", 2)).toBe("12");
  });

  it("are_spelled_one_by_one_for_screen_readers", () => {
    expect(spelled("483")).toBe("4 8 3");
  });
});
