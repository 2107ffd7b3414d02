/** Pictures out of a byte stream, however it is cut into chunks: server-sent events, or MJPEG. */
export type Frame = { camera_id: string; taken_at: string; jpeg: Blob };
export type Reader = (chunk: Uint8Array) => Frame[];

const TYPE = "image/jpeg";

/** A reader of `event: picture` messages. */
export function eventReader(): Reader {
  const decoder = new TextDecoder();
  let rest = "";
  return (chunk) => {
    const blocks = (rest + decoder.decode(chunk, { stream: true })).split("\n\n");
    rest = blocks.pop() ?? "";
    return blocks.flatMap(frameOf);
  };
}

function frameOf(block: string): Frame[] {
  const lines = block.split("\n");
  const field = (name: string) => lines.filter((line) => line.startsWith(`${name}: `)).map((line) => line.slice(name.length + 2));
  if (field("event")[0] !== "picture") return [];
  const { camera_id, taken_at, jpeg } = JSON.parse(field("data").join("\n")) as Record<"camera_id" | "taken_at" | "jpeg", string>;
  const bytes = Uint8Array.from(atob(jpeg), (letter) => letter.charCodeAt(0));
  return [{ camera_id, taken_at, jpeg: new Blob([bytes], { type: TYPE }) }];
}

/** A reader of MJPEG parts, each with its `Content-Length` and `X-Taken-At`. */
export function partReader(camera_id: string): Reader {
  let rest = new Uint8Array(0);
  return (chunk) => {
    rest = joined(rest, chunk);
    const frames: Frame[] = [];
    for (let part = firstPart(rest); part !== undefined; part = firstPart(rest)) {
      const jpeg = new Blob([rest.slice(part.begin, part.end)], { type: TYPE });
      frames.push({ camera_id, taken_at: part.taken_at, jpeg });
      rest = rest.slice(part.end);
    }
    return frames;
  };
}

const BLANK = [13, 10, 13, 10];

function firstPart(bytes: Uint8Array): { begin: number; end: number; taken_at: string } | undefined {
  const at = bytes.findIndex((_, index) => BLANK.every((byte, step) => bytes[index + step] === byte));
  if (at < 0) return undefined;
  const head = new TextDecoder().decode(bytes.subarray(0, at));
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, "im").exec(head)?.[1]?.trim();
  const begin = at + BLANK.length;
  const end = begin + Number(field("content-length"));
  if (Number.isNaN(end)) throw new Error("a part of the stream has no length");
  return bytes.length < end ? undefined : { begin, end, taken_at: field("x-taken-at") ?? new Date().toISOString() };
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
