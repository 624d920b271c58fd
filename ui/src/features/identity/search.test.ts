import { describe, expect, it } from "vitest";
import { mockIdentity } from "../../lib/host/mock";
import { fits, isQuery } from "./search";

const identity = mockIdentity({
  name: "Arbejde",
  issuerName: "Søndersø Kommune",
  account: "jose.muñoz",
  group: "Ærlig Århus",
  note: "Kontoret,\n2. sal",
});

describe("search", () => {
  it.each(["arbejde", "KOMMUNE", "munoz", "José", "ærlig", "2. sal", "kontoret kommune", "  sal  "])(
    "finds_%s",
    (query) => {
      expect(fits(identity, query)).toBe(true);
    },
  );

  it.each(["søndersø", "sonderso", "soendersoe", "aerlig", "aarhus", "arhus", "århus"])(
    "finds_danish_letters_as_%s",
    (query) => {
      expect(fits(identity, query)).toBe(true);
    },
  );

  it("finds_aarhus_for_who_types_å", () => {
    expect(fits(mockIdentity({ name: "Aarhus" }), "århus")).toBe(true);
  });

  it("does_not_take_a_danish_letter_for_another", () => {
    expect(fits(mockIdentity({ name: "Sony" }), "sø")).toBe(false);
    expect(fits(mockIdentity({ name: "Bank" }), "bånk")).toBe(false);
  });

  it.each(["kommunen", "arbejde nordhavn"])("does_not_find_%s", (query) => {
    expect(fits(identity, query)).toBe(false);
  });

  it("is_none_when_there_is_nothing_but_blanks", () => {
    expect(isQuery(" \t")).toBe(false);
    expect(isQuery(" a")).toBe(true);
  });
});
