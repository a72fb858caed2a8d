import Link from "next/link";
import { Icon } from "@/components/ui/icon";
import { clockOrDay } from "@/lib/format/clock";
import { count } from "@/lib/format/count";

interface VerifiedNoteProps {
  /** The entries that were asked about; empty where there is no bound. */
  readonly range: { readonly from: string; readonly until: string };
  readonly checked: number;
  readonly total: number;
  readonly broken: { readonly seq: string; readonly fault: keyof typeof FAULT } | null;
  /** How far the gateway has signed what holds. */
  readonly signed: { readonly seq: string; readonly at: Date; readonly isOwnKey: boolean } | null;
  /** The entry that does not hold. */
  readonly brokenHref: string;
  readonly now: number;
  readonly timeZone: string;
}

const FAULT = {
  changed: "its text no longer gives its hash",
  unlinked: "it does not name the hash of the entry before it",
  missing: "the entry before it is missing",
  rewritten: "it is not the entry that the gateway signed",
  forged: "the checkpoint at it does not bear the gateway’s signature",
  truncated: "the gateway signed it, and it is no longer there",
} as const;

/** What recomputing the chain gave. */
export function VerifiedNote(props: VerifiedNoteProps) {
  const { checked, total, broken, brokenHref } = props;
  if (!broken) {
    return (
      <div className="note verified" role="status">
        <Icon name="check" />
        <span>
          <b>
            {count(checked)} of {count(total)} links{rangeWords(props.range)} hold.
          </b>{" "}
          Every entry gives its hash, and names the one before it. <Signature {...props} />
        </span>
      </div>
    );
  }
  return (
    <div className="note danger verified" role="alert">
      <Icon name="warn" />
      <span>
        <b>
          {count(checked)} of {count(total)} links{rangeWords(props.range)} hold, then entry{" "}
          <Link className="link" href={brokenHref}>
            {broken.seq}
          </Link>{" "}
          does not:
        </b>{" "}
        {FAULT[broken.fault]}. What stands from there on is not proved.
      </span>
    </div>
  );
}

/** ` from entry 12 to entry 40` */
function rangeWords({ from, until }: VerifiedNoteProps["range"]): string {
  return `${from && ` from entry ${from}`}${until && ` to entry ${until}`}`;
}

function Signature({ signed, now, timeZone }: Pick<VerifiedNoteProps, "signed" | "now" | "timeZone">) {
  if (!signed) return "The gateway has not signed any of it yet: it does so within a minute.";
  return (
    <>
      Signed by the gateway up to entry <span className="mono">{signed.seq}</span> at{" "}
      <time className="mono" dateTime={signed.at.toISOString()}>
        {clockOrDay(signed.at.getTime(), now, timeZone)}
      </time>
      {signed.isOwnKey ? "." : ", by a key that this server cannot compare with the gateway’s own."}
    </>
  );
}
