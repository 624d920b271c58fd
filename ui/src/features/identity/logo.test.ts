import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { render } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import { DRAWN, logo } from "./logo";
import Tile from "./Tile.svelte";

/** What the set's own list says of a drawing. */
type Entry = { slug: string; license?: { type: string } };
const main = createRequire(import.meta.url).resolve("simple-icons");
const entries = JSON.parse(readFileSync(main.replace("index.js", "data/simple-icons.json"), "utf8")) as Entry[];

describe("logo", () => {
  it.each([
    "GitHub",
    "github",
    "GitHub.com",
    "Battle.net",
    "Booking.com",
    "GOG",
    "Twitter",
    "npmjs",
    "npmjs.com",
    "Google Cloud",
  ])("is_drawn_for_%s", (name) => {
    expect(logo(name)).toMatch(/^[Mm]/);
  });

  it.each(["", "Nordhavn Energi", "GitHub support", "my GitHub", "Githυb", ".com", "constructor"])(
    "is_not_drawn_for_%s",
    (name) => {
      expect(logo(name)).toBeUndefined();
    },
  );

  it("is_one_for_every_name", () => {
    expect(DRAWN.length).toBeGreaterThan(100);
    expect(new Set(DRAWN.map((icon) => logo(icon.title))).size).toBe(DRAWN.length);
  });

  it("comes_under_a_licence_that_fits", () => {
    const bound = entries.filter((entry) => DRAWN.some((icon) => icon.slug === entry.slug) && entry.license);
    expect(bound.filter((entry) => !["CC0-1.0", "MIT", "Apache-2.0"].includes(entry.license?.type ?? ""))).toEqual([]);
  });
});

describe("tile", () => {
  it("draws_a_known_issuer_and_writes_the_initials_of_others", () => {
    const known = render(Tile, { name: "GitHub", known: true }).container;
    expect(known.querySelector("path")?.getAttribute("d")).toBe(logo("GitHub"));
    expect(known.textContent).toBe("");
    const other = render(Tile, { name: "Nordhavn Energi", known: true }).container;
    expect(other.querySelector("path")).toBeNull();
    expect(other.textContent).toBe("NE");
  });

  it("writes_the_initials_of_a_portal_whatever_it_is_called", () => {
    expect(render(Tile, { name: "GitHub", known: false }).container.textContent).toBe("G");
  });
});
