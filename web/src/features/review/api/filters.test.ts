import { expect, test } from "vitest";
import { readDesk, wantedOf } from "@/features/review/api/filters";

const read = (address: string) => wantedOf(readDesk(new URLSearchParams(address)));
const ID = "01990000-0000-7000-8000-000000000001";

test("without filters everything that waits is wanted", () => {
  expect(read("")).toEqual({});
});

test("an address gives the same question again", () => {
  expect(read(`mode=check&severity=major&type=fire&algorithm=${ID}&camera=${ID}&owner=${ID}&region=3702&escalated=1`)).toEqual({
    wants: "check",
    severity: "major",
    event_type: "fire",
    algorithm_id: ID,
    camera_id: ID,
    owner_id: ID,
    region: "3702",
    escalated: true,
  });
});

test("nonsense in an address is left out", () => {
  expect(read("mode=idle&severity=mild&algorithm=a&camera=b&owner=c&region=x1&escalated=no")).toEqual({});
});
