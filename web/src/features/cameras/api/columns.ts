/** Which column of a file is which field of a camera. */
export type Mapping = Readonly<Record<string, number>>;
export type FileColumn = { number: number; title: string; samples: string[]; field: string | null };
export type Lack = "key" | "position" | null;

const KEYS = ["gb_id", "source_id", "url"];
const SAMPLES = 3;

/** The file's columns with their first contents that say something. */
export function columnsOf(header: readonly string[], rows: readonly (readonly string[])[], mapping: Mapping): FileColumn[] {
  const width = Math.max(header.length, ...rows.map((row) => row.length));
  return Array.from({ length: width }, (_, number) => ({
    number,
    title: header[number] ?? "",
    samples: [...new Set(rows.map((row) => row[number]?.trim() ?? "").filter((cell) => cell !== ""))].slice(0, SAMPLES),
    field: fieldAt(mapping, number),
  }));
}

/** Give a column a field, or none; the column that had the field before has none then. */
export function assigned(mapping: Mapping, number: number, field: string | null): Mapping {
  const others = Object.entries(mapping).filter(([name, column]) => column !== number && name !== field);
  return Object.fromEntries(field === null ? others : [...others, [field, number]]);
}

/** What a file cannot be read without. */
export function lackOf(mapping: Mapping): Lack {
  if (!KEYS.some((key) => key in mapping)) return "key";
  return "longitude" in mapping === "latitude" in mapping ? null : "position";
}

/** Whether the file's positions are read, so that it must be said what they are given in. */
export function hasPositions(mapping: Mapping): boolean {
  return "longitude" in mapping && "latitude" in mapping;
}

function fieldAt(mapping: Mapping, number: number): string | null {
  return Object.entries(mapping).find(([, column]) => column === number)?.[0] ?? null;
}
