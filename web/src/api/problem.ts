/** A refusal of the server: an RFC 9457 problem in the reader's language. */
export type FieldFault = { field: string; code: string; message: string };

export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly faults: readonly FieldFault[];

  constructor(status: number, body: unknown) {
    const told = isRecord(body) ? body : {};
    super(text(told.detail) ?? text(told.title) ?? "");
    this.name = "Problem";
    this.status = status;
    this.code = text(told.code) ?? "unreachable";
    this.title = text(told.title) ?? "";
    this.faults = Array.isArray(told.errors) ? told.errors.filter(isFault) : [];
  }
}

/** The problem behind any error: status 0 means that no answer came, `page_failed` that the console itself is at fault. */
export function problemOf(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem(500, { code: "page_failed" });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isFault(value: unknown): value is FieldFault {
  return isRecord(value) && typeof value.field === "string" && typeof value.message === "string";
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
