import { Badge } from "@/components/ui/badge";
import { type Column, TableHead } from "@/components/ui/table-head";
import { clockOrDay } from "@/lib/format/clock";
import { visibleText } from "@/lib/format/count";
import { ALERT_KIND_WORDS, alertKindWord } from "./alert-kind-words";
import { ChannelActions, type ChannelActs } from "./channel-actions";
import type { ChannelFacts } from "./channel-dialog";

export interface ChannelRow extends ChannelFacts {
  readonly isOn: boolean;
  readonly lastState: string | null;
  readonly lastTriedAt: Date | null;
  readonly lastAnswer: string;
}

interface ChannelTableProps {
  readonly channels: readonly ChannelRow[];
  readonly now: number;
  readonly timeZone: string;
  readonly acts: ChannelActs;
}

const COLUMNS: readonly Column[] = ["Channel", "To", "Tells about", "Last", ["Actions", "vh"]];

export function ChannelTable({ channels, now, timeZone, acts }: ChannelTableProps) {
  return (
    <table className="tbl alert-tbl" aria-label="Channels">
      <colgroup>
        <col className="c-name" />
        <col />
        <col className="c-told" />
        <col className="c-last" />
        <col className="c-acts" />
      </colgroup>
      <TableHead columns={COLUMNS} />
      <tbody>
        {channels.map((channel) => (
          <tr key={channel.id} className={channel.isOn ? undefined : "is-spent"}>
            <td title={visibleText(channel.name)}>
              <span className="strong">{visibleText(channel.name)}</span>{" "}
              {!channel.isOn && <Badge look="dashed">off</Badge>}
            </td>
            <td className="mono" title={visibleText(channel.address.replaceAll("\n", ", "))}>
              {shownAddress(channel)}
            </td>
            <td className="told-of">{toldWords(channel.events)}</td>
            <td title={visibleText(channel.lastAnswer)}>
              {channel.lastTriedAt ? (
                <>
                  {channel.lastState === "sent" ? "sent" : <span className="err">not sent</span>}{" "}
                  <time className="mono" dateTime={channel.lastTriedAt.toISOString()}>
                    {clockOrDay(channel.lastTriedAt.getTime(), now, timeZone)}
                  </time>
                </>
              ) : (
                <span className="quiet">nothing yet</span>
              )}
            </td>
            <td className="num">
              <ChannelActions channel={channel} {...acts} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function toldWords(events: readonly string[]): string {
  return events.length === ALERT_KIND_WORDS.length ? "Everything" : events.map(alertKindWord).join(", ");
}

/** A webhook's path is often its secret: the page shows where it leads, the title the whole. */
function shownAddress({ kind, address }: ChannelRow): string {
  if (kind === "mail") {
    const [first = "", ...more] = address.split("\n");
    return visibleText(more.length === 0 ? first : `${first} and ${more.length} more`);
  }
  return URL.canParse(address) ? `${new URL(address).origin}/…` : visibleText(address);
}
