import js from "@eslint/js";
import globals from "globals";
import svelte from "eslint-plugin-svelte";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

const doors = [
  { group: ["@tauri-apps/*"], message: "lib/host is the only door to Tauri." },
  { group: ["i18next"], message: "lib/i18n is the only door to the translations." },
];
const restricted = (...extra) => ["error", { patterns: [...doors, ...extra] }];

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
    rules: {
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
  {
    files: ["src/features/**"],
    rules: { "no-restricted-imports": restricted({ group: ["**/views/**"], message: "A feature imports no view." }) },
  },
  { files: ["src/lib/host/**", "src/lib/i18n/**"], rules: { "no-restricted-imports": "off" } },
  { files: ["*.config.*"], languageOptions: { globals: globals.node } },
);
