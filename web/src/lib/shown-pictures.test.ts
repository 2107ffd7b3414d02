import { expect, test } from "vitest";
import { shownPictures } from "@/lib/shown-pictures";

function kept() {
  const alive = new Set<string>();
  let made = 0;
  const pictures = shownPictures({
    createObjectURL: () => {
      alive.add(`blob:${++made}`);
      return `blob:${made}`;
    },
    revokeObjectURL: (url) => void alive.delete(url),
  });
  const take = (camera_id: string) => pictures.take({ camera_id, taken_at: "2026-11-22T08:15:30Z", jpeg: new Blob() });
  return { alive, pictures, take };
}

test("however many pictures come, two of a camera are in memory", () => {
  const { alive, pictures, take } = kept();
  for (let count = 0; count < 100; count++) take("a");
  expect(pictures.of("a")?.url).toBe("blob:100");
  expect([...alive]).toEqual(["blob:99", "blob:100"]);
});

test("cameras that are not kept are forgotten and told", () => {
  const { alive, pictures, take } = kept();
  const heard: string[] = [];
  pictures.listen("a", () => heard.push("a"));
  const leave = pictures.listen("b", () => heard.push("b"));
  ["a", "a", "b"].forEach(take);
  pictures.keep(["b"]);
  expect(pictures.of("a")).toBeUndefined();
  expect([...alive]).toEqual(["blob:3"]);
  leave();
  pictures.keep([]);
  expect(heard).toEqual(["a", "a", "b", "a"]);
  expect(alive.size).toBe(0);
});
