import Link from "next/link";
import { type Column, TableHead } from "@/components/ui/table-head";
import { type AlertFacts, alertWords, MOST_ATTEMPTS } from "@/lib/domain/alert";
import { clockOrDay } from "@/lib/format/clock";
import { visibleText } from "@/lib/format/count";
import { took } from "@/lib/format/duration";
import { alertKindWord } from "./alert-kind-words";
import { SendAgain, type SendAgainAction } from "./send-again";

export interface DeliveryRow {
  readonly id: bigint;
  readonly at: Date;
  readonly facts: AlertFacts;
  readonly channel: string;
  readonly state: string;
  readonly attempts: number;
  readonly dueAt: Date;
  readonly tookMs: number | null;
  readonly answer: string;
}

interface DeliveryTableProps {
  readonly deliveries: readonly DeliveryRow[];
  readonly now: number;
  readonly timeZone: string;
  readonly sendAgain: SendAgainAction;
}

const COLUMNS: readonly Column[] = ["When", "About", "What", "Channel", "Outcome", ["Actions", "vh"]];

/** What was told, to whom, and what came back. */
export function DeliveryTable({ deliveries, now, timeZone, sendAgain }: DeliveryTableProps) {
  return (
    <table className="tbl alert-tbl" aria-label="Deliveries">
      <colgroup>
        <col className="c-at" />
        <col className="c-kind" />
        <col />
        <col className="c-name" />
        <col className="c-outcome" />
        <col className="c-again" />
      </colgroup>
      <TableHead columns={COLUMNS} />
      <tbody>
        {deliveries.map((delivery) => {
          const words = alertWords(delivery.facts);
          return (
            <tr key={delivery.id.toString()}>
              <td>
                <time className="mono" dateTime={delivery.at.toISOString()}>
                  {clockOrDay(delivery.at.getTime(), now, timeZone)}
                </time>
              </td>
              <td>{visibleText(aboutWord(delivery.facts))}</td>
              <td title={visibleText(words.text)}>
                <Link href={words.path}>{visibleText(words.title)}</Link>
              </td>
              <td>{visibleText(delivery.channel)}</td>
              <td title={visibleText(delivery.answer)}>
                <Outcome delivery={delivery} now={now} timeZone={timeZone} />
              </td>
              <td className="num">
                {delivery.state === "failed" && (
                  <SendAgain
                    deliveryId={delivery.id.toString()}
                    what={visibleText(words.title)}
                    sendAgain={sendAgain}
                  />
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function aboutWord(facts: AlertFacts): string {
  return alertKindWord(facts.kind === "unreadable" ? facts.about : facts.kind);
}

interface OutcomeProps {
  readonly delivery: DeliveryRow;
  readonly now: number;
  readonly timeZone: string;
}

function Outcome({ delivery, now, timeZone }: OutcomeProps) {
  const { state, attempts, answer, tookMs, dueAt } = delivery;
  const said = answer === "" ? "" : ` · ${visibleText(answer)}`;
  if (state === "sent") {
    return (
      <>
        Sent{tookMs !== null && ` in ${took(tookMs)}`}
        <span className="meta">{said}</span>
      </>
    );
  }
  if (state === "failed") {
    return (
      <>
        <span className="err">Given up</span>
        <span className="meta">{said}</span>
      </>
    );
  }
  if (attempts === 0) return <span className="quiet">Waits</span>;
  return (
    <>
      Attempt {attempts} of {MOST_ATTEMPTS} failed, next{" "}
      <span className="mono">{clockOrDay(dueAt.getTime(), now, timeZone)}</span>
      <span className="meta">{said}</span>
    </>
  );
}
