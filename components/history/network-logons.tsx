import Link from "next/link";
import { EmptyState } from "@/components/ui/empty-state";
import { clockTime, dayName } from "@/lib/format/clock";
import { count, counted, visibleText } from "@/lib/format/count";

interface NetworkLogon {
  readonly hostId: number;
  readonly hostName: string;
  readonly accountId: number;
  readonly accountName: string;
  readonly associateId: number | null;
  readonly day: string;
  readonly count: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly addresses: readonly string[];
}

interface NetworkLogonsProps {
  readonly rows: readonly NetworkLogon[];
  readonly isCut: boolean;
  /** What the page does not say already. */
  readonly names: "host" | "person";
  readonly timeZone: string;
}

const ADDRESSES = 3;

/** Network logons, not sessions: how often, when first and last, from where. */
export function NetworkLogons({ rows, isCut, names, timeZone }: NetworkLogonsProps) {
  if (rows.length === 0) {
    return (
      <EmptyState title="No network logon in this time">
        Shares, printers and services leave them; none of the logs that were read has one.
      </EmptyState>
    );
  }
  return (
    <div className="twin">
      <p className="meta net-note">
        Network logons, not sessions: nobody sat there. Counted per day of UTC, {names} and source.
      </p>
      <div className="tbl-wrap">
        <table className="tbl" aria-label="Network logons, not sessions">
          <colgroup>
            <col className="c-day" />
            <col className="c-who" />
            <col className="c-count" />
            <col className="c-first" />
            <col className="c-first" />
            <col />
          </colgroup>
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">{names === "host" ? "Host" : "Account"}</th>
              <th scope="col" className="num">
                Logons
              </th>
              <th scope="col">First</th>
              <th scope="col">Last</th>
              <th scope="col">From</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.day} ${row.hostId} ${row.accountId}`}>
                <td>{dayName(Date.parse(`${row.day}T12:00:00Z`), "UTC")}</td>
                <td className="mono">
                  {names === "host" ? <HostLink row={row} /> : <AccountLink row={row} />}
                </td>
                <td className="num">{count(row.count)}</td>
                <td className="mono">{clockTime(row.firstAt, timeZone)}</td>
                <td className="mono">{clockTime(row.lastAt, timeZone)}</td>
                <td className="mono" title={row.addresses.map(visibleText).join(", ")}>
                  {row.addresses.length === 0 ? (
                    <span className="quiet">not recorded</span>
                  ) : (
                    row.addresses.slice(0, ADDRESSES).map(visibleText).join(", ")
                  )}
                  {row.addresses.length > ADDRESSES && ` +${row.addresses.length - ADDRESSES}`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {isCut && <p className="meta">Only the latest {counted(rows.length, "row")} are listed.</p>}
    </div>
  );
}

function HostLink({ row }: { readonly row: NetworkLogon }) {
  return (
    <Link className="go" href={`/hosts/${row.hostId}`}>
      {visibleText(row.hostName)}
    </Link>
  );
}

function AccountLink({ row }: { readonly row: NetworkLogon }) {
  if (row.associateId === null) return visibleText(row.accountName);
  return (
    <Link className="go" href={`/associates/${row.associateId}`}>
      {visibleText(row.accountName)}
    </Link>
  );
}
