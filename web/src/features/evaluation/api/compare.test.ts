import { expect, test } from "vitest";
import { askedFor, compareAddress } from "@/features/evaluation/api/compare";

test("an address names the event and both versions, and is read back as it was", () => {
  const address = compareAddress("fire.flame", "a", "b");
  expect(address).toBe("/compare?event=fire.flame&left=a&right=b");
  expect(askedFor(new URLSearchParams(address.split("?")[1]))).toEqual({ event_type: "fire.flame", left: "a", right: "b" });
});

test("the second version may be left open", () => {
  expect(compareAddress(null, "a")).toBe("/compare?left=a");
  expect(askedFor(new URLSearchParams("left=a")).right).toBeNull();
});
