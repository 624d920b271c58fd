import { readdirSync, readFileSync } from "node:fs";
import js from "@eslint/js";
import globals from "globals";
import { createTypeScriptImportResolver } from "eslint-import-resolver-typescript";
import importX from "eslint-plugin-import-x";
import svelte from "eslint-plugin-svelte";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

const doors = [
  { group: ["@tauri-apps/*"], message: "lib/host is the only door to Tauri." },
  { group: ["i18next"], message: "lib/i18n is the only door to the translations." },
];
const restricted = (...extra) => ["error", { patterns: [...doors, ...extra] }];

/**
 * Every feature, and the features it may import: only such as stand above it, so that no two can need each other.
 * `import-x/no-cycle` looks at the files of TypeScript alone; this looks at the components too.
 */
const features = JSON.parse(readFileSync(new URL("src/features/features.json", import.meta.url), "utf8"));
const strangers = readdirSync(new URL("src/features", import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !(entry.name in features))
  .map(({ name }) => name);
if (strangers.length > 0) throw new Error(`features.json does not say what ${strangers} may import`);

/** What keeps the files of one feature to what the table above allows. */
function featureRules([name, allowed], place, all) {
  const above = all.slice(0, place).map(([other]) => other);
  const unknown = allowed.filter((other) => !above.includes(other));
  if (unknown.length > 0) throw new Error(`the feature ${name} may not import ${unknown}: only what stands above it`);
  const others = Object.keys(features).filter((other) => other !== name && !allowed.includes(other));
  return {
    files: [`src/features/${name}/**`],
    rules: {
      "no-restricted-imports": restricted(
        { group: ["**/views/**"], message: "A feature imports no view." },
        {
          group: others.map((other) => `../${other}/*`),
          message: `${name} may import ${allowed.join(", ") || "no feature"}.`,
        },
      ),
    },
  };
}

export default ts.config(
  { ignores: ["dist", "src/lib/host/bindings.ts"] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      globals: globals.browser,
      parserOptions: { parser: ts.parser, extraFileExtensions: [".svelte"], svelteConfig },
    },
    plugins: { "import-x": importX },
    settings: {
      "import-x/extensions": [".ts", ".svelte"],
      "import-x/parsers": { "@typescript-eslint/parser": [".ts"], "svelte-eslint-parser": [".svelte"] },
      "import-x/resolver-next": [createTypeScriptImportResolver()],
    },
    rules: {
      "import-x/no-cycle": "error",
      "import-x/no-unresolved": "error",
      "no-restricted-imports": restricted(),
      "no-restricted-globals": ["error", "localStorage", "sessionStorage", "fetch", "XMLHttpRequest", "eval"],
      "no-console": "error",
      "svelte/no-at-html-tags": "error",
      "svelte/button-has-type": "error",
      // Dates and sets here are made, read and dropped within one function.
      "svelte/prefer-svelte-reactivity": "off",
    },
  },
  // Imports run one way: lib → shared → features → views.
  {
    files: ["src/shared/**"],
    rules: {
      "no-restricted-imports": restricted({
        group: ["**/features/**", "**/views/**"],
        message: "shared imports no feature.",
      }),
    },
  },
  ...Object.entries(features).map(featureRules),
  { files: ["src/lib/host/**", "src/lib/i18n/**"], rules: { "no-restricted-imports": "off" } },
  { files: ["*.config.*"], languageOptions: { globals: globals.node } },
);
