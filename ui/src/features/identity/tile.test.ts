import { describe, expect, it } from "vitest";
import { hue, HUES, initials, SHADES } from "./tile";

/** Relative luminance of an HSL colour (WCAG 2.2, from sRGB). */
function luminance(hue: number, [saturation, lightness]: readonly [number, number]): number {
  const [s, l] = [saturation / 100, lightness / 100];
  const channel = (n: number) => {
    const k = (n + hue / 30) % 12;
    const value = l - s * Math.min(l, 1 - l) * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(0) + 0.7152 * channel(8) + 0.0722 * channel(4);
}

function contrast(hue: number, { ground, letters }: (typeof SHADES)["light" | "dark"]): number {
  const [dark, light] = [luminance(hue, ground), luminance(hue, letters)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

describe("tile", () => {
  it.each(Object.keys(SHADES) as (keyof typeof SHADES)[])("can_be_read_at_every_hue_when_%s", (scheme) => {
    for (const tone of HUES) expect(contrast(tone, SHADES[scheme]), `${tone}`).toBeGreaterThanOrEqual(4.5);
  });

  it.each([
    ["GitHub", "G"],
    ["Nordhavn Energi", "NE"],
    ["ærø færgefart", "ÆF"],
    ["Fyr & Flamme", "FF"],
    ["my.bank", "MB"],
    ["𝔖egl", "𝔖"],
    ["", "?"],
  ])("of_%s_says_%s", (name, letters) => {
    expect(initials(name)).toBe(letters);
  });

  it("has_the_same_hue_for_the_same_name_and_differs_among_names", () => {
    expect(hue("GitHub")).toBe(hue("github"));
    expect(hue("\u00c5kirkeby")).toBe(hue("A\u030akirkeby"));
    const hues = new Set(Array.from({ length: 200 }, (_, index) => hue(`Udsteder ${index}`)));
    expect(hues.size).toBe(HUES.length);
  });
});
