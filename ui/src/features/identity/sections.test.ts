import { describe, expect, it } from "vitest";
import { mockIdentity } from "../../lib/host/mock";
import { AS_IT_IS, firstOf, placed, placeFor, sections } from "./sections";

const one = (tokenId: string, group: string | null = null, onTop = false) => mockIdentity({ tokenId, group, onTop });
const all = [
  one("a"),
  one("b", "Øst"),
  one("c", "Arbejde"),
  one("d", "Øst", true),
  one("e"),
  one("f", "Arbejde"),
  one("g", "Zebra"),
];
const ids = (identities: readonly { tokenId: string }[]) => identities.map(({ tokenId }) => tokenId).join("");

describe("sections", () => {
  it("are_the_top_then_groups_by_danish_alphabet_then_the_rest", () => {
    const parts = sections(all, "da");
    expect(parts.map(({ kind, name }) => [kind, name])).toEqual([
      ["top", ""],
      ["group", "Arbejde"],
      ["group", "Zebra"],
      ["group", "Øst"],
      ["rest", ""],
    ]);
    expect(parts.map(({ identities }) => ids(identities))).toEqual(["d", "cf", "g", "b", "ae"]);
  });

  it("are_cut_to_what_is_shown", () => {
    expect(firstOf(sections(all, "da"), 4).map(({ identities }) => ids(identities))).toEqual(["d", "cf", "g"]);
    expect(firstOf(sections(all, "da"), 100)).toHaveLength(5);
  });

  it.each([
    ["c", 1, "abdefcg"],
    ["f", 0, "abfcdeg"],
  ])("place_%s_as_number_%d_of_its_part", (tokenId, index, order) => {
    const part = sections(all, "da").find(({ name }) => name === "Arbejde")?.identities ?? [];
    const place = placeFor(all, part, tokenId, index);
    const after = placed(all, tokenId, place ?? AS_IT_IS);
    expect(ids(after)).toBe(order);
    expect(ids(sections(after, "da").find(({ name }) => name === "Arbejde")?.identities ?? [])).toBe("fc");
  });

  it("place_the_last_of_all_last", () => {
    const rest = [one("a"), one("b"), one("c")];
    expect(placeFor(rest, rest, "a", 2)).toEqual({ ...AS_IT_IS, last: true });
    expect(ids(placed(rest, "a", { before: null, last: true }))).toBe("bca");
  });

  it("stay_as_they_are_when_the_neighbour_is_gone", () => {
    expect(ids(placed(all, "a", { before: "nobody", last: false }))).toBe("abcdefg");
    expect(placeFor(all, [one("a")], "a", 0)).toBeNull();
  });
});
