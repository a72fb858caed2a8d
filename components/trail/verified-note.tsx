import Link from "next/link";
import { Icon } from "@/components/ui/icon";
import { count } from "@/lib/format/count";

interface VerifiedNoteProps {
  readonly checked: number;
  readonly total: number;
  readonly broken: { readonly seq: string; readonly fault: "changed" | "unlinked" | "missing" } | null;
  /** The entry that does not hold. */
  readonly brokenHref: string;
}

const FAULT = {
  changed: "its text no longer gives its hash",
  unlinked: "it does not name the hash of the entry before it",
  missing: "the entry before it is missing",
};

/** What recomputing the chain gave. */
export function VerifiedNote({ checked, total, broken, brokenHref }: VerifiedNoteProps) {
  if (!broken) {
    return (
      <div className="note verified" role="status">
        <Icon name="check" />
        <span>
          <b>
            {count(checked)} of {count(total)} links hold.
          </b>{" "}
          Every entry gives its hash, and names the one before it.
        </span>
      </div>
    );
  }
  return (
    <div className="note danger verified" role="alert">
      <Icon name="warn" />
      <span>
        <b>
          {count(checked)} of {count(total)} links hold, then entry{" "}
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
