import { expect, test } from "vitest";
import type { RemoteEndpoint } from "@/api/types";
import { changedEndpoint, CREDENTIAL, moves, NAME, newEndpoint, URL_BEGINS } from "@/features/remote-endpoints/api/form";

const one = { url: "https://models.vendor.test/vision", header: "authorization", has_credential: true } as RemoteEndpoint;
const same = { name: "main", url: one.url, header: one.header };

test("an endpoint without a credential is registered without one", () => {
  expect(newEndpoint({ ...same, url: ` ${one.url} `, credential: " " })).toEqual({ ...same, credential: null });
});

test("only what differs is changed, and a credential that was not typed stays", () => {
  expect(changedEndpoint(one, { ...same, credential: "" })).toEqual({});
  expect(changedEndpoint(one, { ...same, header: "x-api-key", credential: " new " })).toEqual({ header: "x-api-key", credential: "new" });
});

test("a credential is taken away by an empty one, whatever was typed", () => {
  expect(changedEndpoint(one, { ...same, credential: "typed", forget: true })).toEqual({ credential: "" });
});

test("a slash at its end is no other address", () => {
  expect(moves(one, `${one.url}/`)).toBe(false);
  expect(moves(one, "https://models.vendor.test")).toBe(true);
});

test("what the server would refuse is said before", () => {
  expect([NAME.test("main_2"), NAME.test("Main"), NAME.test("2nd")]).toEqual([true, false, false]);
  expect([URL_BEGINS.test("https://a.test"), URL_BEGINS.test("http://a.test"), URL_BEGINS.test("a.test")]).toEqual([true, false, false]);
  expect([CREDENTIAL.test("sk-1234"), CREDENTIAL.test("two words"), CREDENTIAL.test("密钥")]).toEqual([true, false, false]);
});
