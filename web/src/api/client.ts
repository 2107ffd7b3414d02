/** The one typed door to the API. */
import createClient, { type Middleware } from "openapi-fetch";
import { Problem } from "@/api/problem";
import type { paths } from "@/api/schema";
import { noteServerDate } from "@/lib/clock";
import { randomId } from "@/lib/random-id";

const manners: Middleware = {
  onRequest({ request }) {
    request.headers.set("Accept-Language", document.documentElement.lang);
    if (request.method === "POST") request.headers.set("Idempotency-Key", randomId());
    return request;
  },
  onResponse({ response }) {
    noteServerDate(response.headers.get("date"));
  },
  onError({ error }) {
    return isAbort(error) ? undefined : new Problem(0, null);
  },
};

export const api = createClient<paths>({ baseUrl: "/" });
api.use(manners);

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

type Answer<T> = { data?: T; error?: unknown; response: Response };

/** Return the data of an answer, or throw its problem. */
export async function take<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await answer;
  if (!response.ok) throw new Problem(response.status, error);
  return data as T;
}

/** The precondition header that a change of a revisioned object carries. */
export function ifMatch(row: { revision: number }): { "If-Match": string } {
  return { "If-Match": `"${row.revision}"` };
}
