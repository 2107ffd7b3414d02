import { expect, test } from "vitest";
import { eventReader, partReader, type Frame, type Reader } from "@/lib/frames";

const bytes = (text: string) => new TextEncoder().encode(text);
const TAKEN = "2026-11-22T08:15:30+00:00";
const EVENT = `event: picture\ndata: ${JSON.stringify({ camera_id: "a", taken_at: TAKEN, jpeg: btoa("\xff\xd8one") })}\n\n`;
const PART = (body: string) => `--picture\r\nContent-Type: image/jpeg\r\nContent-Length: ${body.length}\r\nX-Taken-At: ${TAKEN}\r\n\r\n${body}\r\n`;

async function read(reader: Reader, stream: string, size: number): Promise<string[]> {
  const all = bytes(stream);
  const frames: Frame[] = [];
  for (let at = 0; at < all.length; at += size) frames.push(...reader(all.slice(at, at + size)));
  return Promise.all(frames.map(async ({ camera_id, taken_at, jpeg }) => `${camera_id} ${taken_at} ${jpeg.type} ${await jpeg.text()}`));
}

test.each([1, 7, 1000])("events are read whole from chunks of %i bytes", async (size) => {
  const found = await read(eventReader(), `: keep-alive\n\n${EVENT}event: other\ndata: {}\n\n${EVENT}event: picture\nda`, size);
  expect(found).toHaveLength(2);
  expect(found[0]).toMatch(`a ${TAKEN} image/jpeg`);
  expect(found[0]).toMatch(/one$/);
});

test.each([1, 7, 1000])("parts are read whole from chunks of %i bytes", async (size) => {
  const found = await read(partReader("a"), PART("first\r\n\r\nstill") + PART("second") + PART("third").slice(0, -4), size);
  expect(found).toEqual([`a ${TAKEN} image/jpeg first\r\n\r\nstill`, `a ${TAKEN} image/jpeg second`]);
});

test("a part without a length ends the stream loudly", () => {
  expect(() => partReader("a")(bytes("--picture\r\nContent-Type: image/jpeg\r\n\r\nx"))).toThrow("length");
});
