import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import features from "../../features/features.json";
import { da } from "./da";
import { en } from "./en";

type Tree = { readonly [key: string]: string | Tree };

function leaves(tree: Tree, path = ""): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [[path + key, value] as [string, string]] : leaves(value, `${path}${key}.`),
  );
}

const english = new Map(leaves(en));
const danish = new Map(leaves(da));
const placeholders = (sentence: string) => [...sentence.matchAll(/{{(\w+)}}/g)].map((found) => found[1]).sort();

describe("translations", () => {
  it("danish_has_every_sentence", () => {
    expect([...danish.keys()].sort()).toEqual([...english.keys()].sort());
  });

  it("sentences_are_not_empty", () => {
    for (const [key, sentence] of [...english, ...danish]) expect(sentence.trim(), key).not.toBe("");
  });

  it("danish_sentences_name_the_same_values", () => {
    for (const [key, sentence] of english)
      expect(placeholders(danish.get(key) ?? ""), key).toEqual(placeholders(sentence));
  });

  it("sentences_have_no_exclamation_mark", () => {
    for (const [key, sentence] of [...english, ...danish]) expect(sentence, key).not.toContain("!");
  });

  it("sentences_are_all_used", () => {
    const source = sources("src")
      .map((file) => readFileSync(file, "utf8"))
      .join("\n");
    const unused = [...english.keys()]
      .map((key) => key.replace(/_(one|other)$/, ""))
      .filter((key) => !isUsed(key, source));
    expect(unused).toEqual([]);
  });
});

/** Whose sentences these are, by the first part of their keys; those in `common.en.ts` and of failures are everybody's. */
const owners = new Map(
  Object.entries(import.meta.glob<{ en: Tree }>("../../features/*/words.en.ts", { eager: true })).flatMap(
    ([file, { en }]) => Object.keys(en).map((group) => [group, file.split("/").at(-2) ?? ""] as const),
  ),
);

describe("words", () => {
  it("stand_in_the_feature_that_says_them_or_in_one_that_it_may_import", () => {
    const wrong: string[] = [];
    for (const [feature, allowed] of Object.entries(features)) {
      for (const file of sources(`src/features/${feature}`)) {
        for (const [, group] of readFileSync(file, "utf8").matchAll(/\bt\(\s*["`](\w+)\./g)) {
          const owner = owners.get(group ?? "");
          if (owner && owner !== feature && !(allowed as string[]).includes(owner))
            wrong.push(`${file}: ${group} is said by ${owner}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it("have_one_feature_each", () => {
    const groups = Object.keys(en).filter((group) => !owners.has(group));
    expect(groups.sort()).toEqual([
      "account",
      "app",
      "assumed",
      "code",
      "failure",
      "opening",
      "reason",
      "wait",
      "welcome",
    ]);
  });
});

/** As a literal key, or as the end of a key whose beginning is literal and whose last part is computed. */
function isUsed(key: string, source: string): boolean {
  const group = key.split(".")[0] ?? "";
  if (source.includes(`"${key}"`)) return true;
  if (["failure", "state", "check", "needed", "assumed", "reason"].includes(group))
    return source.includes(`\`${group}.\${`);
  return (
    group === "approval" && source.includes("`approval.${outcome}`") && source.includes("`approval.${outcome}Text`")
  );
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.(ts|svelte)$/.test(entry.name) && !/\.test\.ts$/.test(entry.name) ? [path] : [];
  });
}
