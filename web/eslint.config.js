import js from "@eslint/js";
import boundaries from "eslint-plugin-boundaries";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import globals from "globals";
import tseslint from "typescript-eslint";

/** shared → features → app; features never import each other. */
const layers = {
  plugins: { boundaries },
  settings: {
    "import/resolver": { typescript: { alwaysTryTypes: true } },
    "boundaries/elements": [
      { type: "shared", pattern: "src/(api|components|i18n|lib|theme)", mode: "folder" },
      { type: "feature", pattern: "src/features/*", mode: "folder", capture: ["feature"] },
      { type: "app", pattern: "src/app", mode: "folder" },
    ],
  },
  rules: {
    "boundaries/no-unknown-files": "error",
    "boundaries/element-types": [
      "error",
      {
        default: "disallow",
        rules: [
          { from: "shared", allow: ["shared"] },
          { from: "feature", allow: ["shared", ["feature", { feature: "${from.feature}" }]] },
          { from: "app", allow: ["shared", "feature", "app"] },
        ],
      },
    ],
  },
};

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
      "no-restricted-imports": ["error", { patterns: ["./*", "../*"] }],
      "max-lines": ["error", 250],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
  { files: ["src/**/*.{ts,tsx}"], ...layers },
  { files: ["src/**/*.tsx"], ...jsxA11y.flatConfigs.strict },
  { files: ["src/**/*.{ts,tsx}"], ...reactHooks.configs.flat.recommended },
  { rules: { "react-hooks/incompatible-library": "off" } },
  { files: ["src/i18n/*.ts"], rules: { "max-lines": "off" } },
  { files: ["src/**/*.test.ts"], rules: { "@typescript-eslint/require-await": "off" } },
  { files: ["*.js"], languageOptions: { globals: globals.node } },
);
