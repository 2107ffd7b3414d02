/** The colours of the console. Colour means state and nothing else. */
export type Palette = Record<
  | "page" | "surface" | "sunken" | "hover" | "chosen" | "line" | "line-strong"
  | "text" | "text-2" | "text-3" | "accent" | "accent-text"
  | "act" | "act-soft" | "risk" | "risk-soft" | "good" | "good-soft" | "off" | "off-soft",
  string
>;

export const ACCENT = "#1668dc";

export const LIGHT: Palette = {
  page: "#f4f5f7",
  surface: "#ffffff",
  sunken: "#eceef1",
  hover: "#f4f6f9",
  chosen: "#e6f0fd",
  line: "#e3e6ea",
  "line-strong": "#c9ced6",
  text: "#1b1f24",
  "text-2": "#4d5661",
  "text-3": "#616a76",
  accent: ACCENT,
  "accent-text": "#1260cf",
  act: "#c5221f",
  "act-soft": "#fdecea",
  risk: "#955800",
  "risk-soft": "#fdf3df",
  good: "#1f7a1f",
  "good-soft": "#e9f6e8",
  off: "#5f6875",
  "off-soft": "#eceef1",
};

export const DARK: Palette = {
  page: "#0e1013",
  surface: "#16191d",
  sunken: "#0a0c0e",
  hover: "#1d2126",
  chosen: "#15283f",
  line: "#2a2f36",
  "line-strong": "#444b55",
  text: "#e7e9ec",
  "text-2": "#b0b7c1",
  "text-3": "#8d96a2",
  accent: ACCENT,
  "accent-text": "#69a6f8",
  act: "#ff7b74",
  "act-soft": "#3a1a19",
  risk: "#f2b13c",
  "risk-soft": "#35270c",
  good: "#6cc56a",
  "good-soft": "#15301a",
  off: "#98a1ad",
  "off-soft": "#23282e",
};

/** Box colours by event type: bright enough for night and day pictures. */
const BOXES: Record<string, string> = { fire: "#ff5c38", smoke: "#4cc9f0", debris: "#ffd166", waterlogging: "#5b8cff", muck_truck: "#c77dff" };
const OTHERS = ["#f72585", "#80ed99", "#ff9f1c", "#2ec4b6", "#e0aaff"];

/** The box colour of a label; the same label always gets the same one. */
export function boxColour(label: string): string {
  const sum = Array.from(label).reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  return BOXES[label] ?? OTHERS[sum % OTHERS.length] ?? ACCENT;
}
