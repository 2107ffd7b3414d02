import { expect, test, vi } from "vitest";
import { api, take } from "@/api/client";
import { problemOf } from "@/api/problem";

test("a server that does not answer is told from a console that is at fault", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  vi.stubGlobal("document", { documentElement: { lang: "en" } });
  const answer = api.GET("/api/v1/account", { baseUrl: "http://localhost" });
  const refused: unknown = await take(answer).catch((error: unknown) => error);
  expect(problemOf(refused)).toMatchObject({ status: 0, code: "unreachable" });
  expect(problemOf(new TypeError("l is not a function"))).toMatchObject({ status: 500, code: "page_failed" });
});
