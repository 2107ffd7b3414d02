/** Sending a file in parts that goes on by itself after a broken connection. */
import { Problem } from "@/api/problem";
import { upload } from "@/lib/upload";

const PART = 8 << 20;
/** Pauses after a broken connection, in milliseconds; after the last the reader is asked. */
const PAUSES = [1000, 2000, 4000, 8000, 16000, 30000];

/** How far an upload is, as the server tells. */
export type Sent = { id: string; filename: string; size: number; received: number; state: string };
export type Sending = { file: File; onShare: (share: number) => void; signal: AbortSignal };

/** The same file by name and size, of which not everything has arrived. */
export function resumable<S extends Sent>(rows: readonly S[], file: Pick<File, "name" | "size">): S | undefined {
  return rows.find((row) => row.state === "receiving" && row.filename === file.name && row.size === file.size);
}

/** Send what is missing to `{address}/{id}/content`; `read` tells how far it is. */
export async function sendRest(address: string, begun: Sent, { file, onShare, signal }: Sending, read: (id: string) => Promise<Sent>) {
  let failures = 0;
  for (let { received, state } = begun; state === "receiving"; ) {
    const part = file.slice(received, received + PART);
    const from = received;
    onShare(from / file.size);
    try {
      await upload(`${address}/${begun.id}/content?offset=${from}`, part, (share) => onShare((from + share * part.size) / file.size), signal);
      failures = 0;
    } catch (error) {
      if (!bearable(error) || failures >= PAUSES.length) throw error;
      await pause(PAUSES[failures++] ?? 0, signal);
    }
    ({ received, state } = await read(begun.id));
  }
}

/** A broken connection, a server that restarts or is ahead of us; any other refusal is final. */
function bearable(error: unknown): boolean {
  if (!(error instanceof Problem)) return false;
  return error.status === 0 || error.status >= 500 || error.code === "upload_busy" || error.code === "upload_out_of_step";
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(new DOMException("aborted", "AbortError"));
    });
  });
}
