import Link from "next/link";
import { type Column, TableHead } from "@/components/ui/table-head";
import type { PreviewHost } from "@/lib/domain/import-facts";
import { clockTime, isoDay } from "@/lib/format/clock";
import { count, visibleText } from "@/lib/format/count";
import { ScrollRegion } from "./scroll-region";

interface PreviewHostsProps {
  readonly hosts: readonly PreviewHost[];
  readonly timeZone: string;
}

const COLUMNS: readonly Column[] = [
  "Host",
  "In the history",
  ["Events", "num"],
  ["Sessions", "num"],
  "First event",
  "Last event",
];

/** Whose logs these are: hosts that the history knows, and those it would come to know. */
export function PreviewHosts({ hosts, timeZone }: PreviewHostsProps) {
  return (
    <ScrollRegion label="Hosts in this import">
      <table className="tbl pv-hosts" aria-label="Hosts in this import">
        <colgroup>
          <col />
          <col className="c-known" />
          <col className="c-count" />
          <col className="c-count" />
          <col className="c-time" />
          <col className="c-time" />
        </colgroup>
        <TableHead columns={COLUMNS} />
        <tbody>
          {hosts.map((host) => (
            <tr key={host.name}>
              <td className="mono strong">{host.name === "" ? "to be named" : visibleText(host.name)}</td>
              <td>
                {host.hostId === null ? (
                  <span className="quiet">new</span>
                ) : (
                  <Link className="link" href={`/hosts/${host.hostId}`}>
                    known
                  </Link>
                )}
              </td>
              <td className="num">{count(host.events)}</td>
              <td className="num">{count(host.sessions)}</td>
              <td className="mono quiet">{moment(host.firstAt, timeZone)}</td>
              <td className="mono quiet">{moment(host.lastAt, timeZone)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function moment(at: number, timeZone: string): string {
  return `${isoDay(at, timeZone)} ${clockTime(at, timeZone)}`;
}
