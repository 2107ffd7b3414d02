import { readdirSync } from "node:fs";

import js from "@eslint/js";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import globals from "globals";
import tseslint from "typescript-eslint";

const features = readdirSync("src/features");
const relative = ["./*", "../*"];

/** shared → features → app; features never import each other. Imports are absolute, so a pattern says it all. */
const layers = [
  { files: ["src/{api,components,i18n,lib,theme}/**"], forbidden: ["@/app/*", "@/features/*"] },
  ...features.map((name) => ({
    files: [`src/features/${name}/**`],
    forbidden: ["@/app/*", ...features.filter((other) => other !== name).map((other) => `@/features/${other}/*`)],
  })),
].map(({ files, forbidden }) => ({
  files,
  rules: { "no-restricted-imports": ["error", { patterns: [...relative, ...forbidden] }] },
}));

export default tseslint.config(
  { ignores: ["dist/", "node_modules/", "src/api/schema.d.ts"] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ["**/*.{ts,tsx}"] })),
  {
    files: ["**/*.{ts,tsx}"],
    languageOptions: {
      globals: globals.browser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "no-restricted-imports": ["error", { patterns: relative }],
      "max-lines": ["error", 250],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
  ...layers,
  { files: ["src/**/*.tsx"], ...jsxA11y.flatConfigs.strict },
  { files: ["src/**/*.{ts,tsx}"], ...reactHooks.configs.flat.recommended },
  { rules: { "react-hooks/incompatible-library": "off" } },
  { files: ["src/i18n/*.ts"], rules: { "max-lines": "off" } },
  { files: ["src/**/*.test.ts"], rules: { "@typescript-eslint/require-await": "off" } },
  { files: ["*.js"], languageOptions: { globals: globals.node } },
);
