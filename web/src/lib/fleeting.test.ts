import { expect, test } from "vitest";
import { isSettling, whileSettling } from "@/lib/fleeting";

test("what is done to one event is done in order, and to another meanwhile", async () => {
  const told: string[] = [];
  let finish = () => {};
  const first = whileSettling("a", () => new Promise<void>((done) => (finish = done)).then(() => void told.push("first")));
  const second = whileSettling("a", async () => void told.push("second"));
  await whileSettling("b", async () => void told.push("other"));
  expect(isSettling("a")).toBe(true);
  finish();
  await Promise.all([first, second]);
  expect(told).toEqual(["other", "first", "second"]);
  expect([isSettling("a"), isSettling("b")]).toEqual([false, false]);
});

test("after something refused the next one is done all the same", async () => {
  const refused = whileSettling("a", () => Promise.reject(new Error("refused")));
  const next = whileSettling("a", async () => "done");
  await expect(refused).rejects.toThrow("refused");
  expect(await next).toBe("done");
});
