/** The languages people may be spoken to in, each in its own words. */
export const LANGUAGES = [
  { value: "zh", label: "中文" },
  { value: "en", label: "English" },
];
