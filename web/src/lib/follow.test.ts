import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { follow } from "@/lib/follow";
import type { Reader } from "@/lib/frames";

/** One frame a chunk, its bytes as the camera's name. */
const reader = (): Reader => (chunk) => [{ camera_id: new TextDecoder().decode(chunk), taken_at: "", jpeg: new Blob() }];
const stream = (...chunks: string[]) => new Response(new Blob(chunks).stream());
const refusal = (status: number, code: string) => new Response(JSON.stringify({ code, detail: "no" }), { status });

function told(...answers: (Response | Error)[]) {
  const said: string[] = [];
  const control = new AbortController();
  vi.stubGlobal("fetch", async () => {
    const answer = answers.shift();
    if (answer instanceof Response) return answer;
    if (answer === undefined) control.abort();
    throw answer ?? new Error("nobody follows");
  });
  const hear = {
    onFrame: ({ camera_id }: { camera_id: string }) => said.push(camera_id),
    onLine: (line: string) => said.push(line),
    onRefused: ({ code }: { code: string }) => said.push(`refused ${code}`),
  };
  return { said, done: follow("/live", reader, hear, control.signal) };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("document", { documentElement: { lang: "zh-CN" } });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("a stream that ends is followed again, until it is refused", async () => {
  const { said, done } = told(stream("a"), stream("b"), refusal(403, "viewing_required"));
  await vi.runAllTimersAsync();
  await done;
  expect(said).toEqual(["live", "a", "connecting", "live", "b", "connecting", "refused viewing_required"]);
});

test("a full wall is a refusal", async () => {
  const { said, done } = told(refusal(409, "live_full"));
  await done;
  expect(said).toEqual(["refused live_full"]);
});

test("a lost network and a server in trouble are tried again", async () => {
  const { said, done } = told(new Error("network"), refusal(503, "unavailable"), refusal(429, "too_many"), stream("a"));
  await vi.runAllTimersAsync();
  await done;
  expect(said).toEqual(["lost", "lost", "lost", "live", "a", "connecting"]);
});
