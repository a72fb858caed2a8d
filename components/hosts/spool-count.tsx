import { count } from "@/lib/format/count";
import { HELD_BACK_WORDS, type Spool } from "./agent-words";

/** How many events wait on the host, and whether it still reads its log. */
export function SpoolCount({ spool }: { readonly spool: Spool }) {
  const { events, bytes, heldBack } = spool;
  if (heldBack) {
    const [words, meaning] = HELD_BACK_WORDS[heldBack.why];
    return (
      <span className="text-danger" title={`${meaning} Since ${new Date(heldBack.since).toISOString()}.`}>
        {words}
      </span>
    );
  }
  return (
    <span
      className={events === 0 ? "mono quiet" : "mono strong"}
      title={`${count(bytes)} bytes wait on the host`}
    >
      {count(events)}
    </span>
  );
}
