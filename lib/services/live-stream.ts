import "server-only";
import { eventBytes, type LiveFeed } from "./live-feed";

export interface LiveStreamRequest {
  readonly feed: LiveFeed;
  readonly operatorId: number | null;
  /** Aborted when the reader goes away. */
  readonly signal: AbortSignal;
  /** Throws where that cannot be told now. */
  readonly stillMay: () => Promise<boolean>;
  readonly now: () => number;
}

export const BEAT_MS = 15_000;
/** A permission is believed for at most this long. */
const BELIEVED_MS = 1_000;
/** What a slow reader may leave unread before events are skipped and told as a gap. */
export const MAX_UNREAD_BYTES = 512 * 1024;
/** So many events may wait for the answer to one permission check. */
const MAX_WAITING = 1_000;

const encoder = new TextEncoder();
const BEAT = encoder.encode("event: beat\ndata: 1\n\n");
const HELLO = encoder.encode("retry: 2000\nevent: beat\ndata: 1\n\n");
const SIGNED_OUT = encoder.encode("event: end\ndata: signed-out\n\n");
const GAP = eventBytes({ kind: "gap" });

/** A stream of events for one reader, ended by the reader, or by the loss of the right to read it. */
export function liveStream(request: LiveStreamRequest): ReadableStream<Uint8Array> {
  let end: () => void = () => {};
  let refill: () => void = () => {};
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let isOpen = true;
        let hasGap = false;
        let waiting = 0;
        let rechecks = 0;
        let believedUntil = 0;
        let line: Promise<void> = Promise.resolve();

        const write = (bytes: Uint8Array) => {
          if (!isOpen) return;
          if ((controller.desiredSize ?? 0) <= 0) hasGap = true;
          else controller.enqueue(bytes);
        };
        const may = async () => {
          if (request.now() < believedUntil) return true;
          const asked = rechecks;
          const answer = await request.stillMay();
          // An answer may be older than the revocation that was heard meanwhile.
          believedUntil = answer && asked === rechecks ? request.now() + BELIEVED_MS : 0;
          return answer;
        };
        // One after the other: an event never overtakes the check of the one before it.
        const inTurn = (step: () => void) => {
          line = line.then(async () => {
            waiting--;
            if (!isOpen) return;
            try {
              const isAllowed = await may();
              if (!isOpen) return;
              if (isAllowed) return step();
              controller.enqueue(SIGNED_OUT);
              end();
            } catch {
              // Nobody was signed out: without that word the reader comes back by itself.
              end();
            }
          });
          waiting++;
        };
        const send = (bytes: Uint8Array) => {
          if (!isOpen) return;
          if (waiting >= MAX_WAITING) hasGap = true;
          else inTurn(() => write(bytes));
        };
        const recheck = () => {
          rechecks++;
          believedUntil = 0;
          inTurn(() => {});
        };
        const beat = setInterval(() => send(BEAT), BEAT_MS);
        const unsubscribe = request.feed.subscribe({
          operatorId: request.operatorId,
          send,
          recheck,
        });
        end = () => {
          if (!isOpen) return;
          isOpen = false;
          clearInterval(beat);
          unsubscribe();
          request.signal.removeEventListener("abort", end);
          try {
            controller.close();
          } catch {
            // Closed by the reader already.
          }
        };
        refill = () => {
          if (!hasGap || !isOpen) return;
          hasGap = false;
          controller.enqueue(GAP);
        };
        request.signal.addEventListener("abort", end);
        controller.enqueue(HELLO);
        // Between the request's own check and the subscription nobody listened.
        recheck();
        if (request.signal.aborted) end();
      },
      pull() {
        refill();
      },
      cancel() {
        end();
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: MAX_UNREAD_BYTES }),
  );
}
