import Link from "next/link";
import { Icon } from "@/components/ui/icon";
import { ALARM_WORDS, isAgentAlarm } from "@/lib/domain/agent-alarm";
import { clockOrDay } from "@/lib/format/clock";

interface AlarmNoteProps {
  readonly alarm: string | null;
  readonly at: Date | null;
  readonly now: number;
  readonly timeZone: string;
  /** Where it is settled; null for whoever may not go there. */
  readonly href: string | null;
}

/** Somebody else spoke in this host's name. */
export function AlarmNote({ alarm, at, now, timeZone, href }: AlarmNoteProps) {
  if (!isAgentAlarm(alarm) || !at) return null;
  const { what, cure } = ALARM_WORDS[alarm];
  return (
    <section className="note danger host-alarm" aria-label="Alarm">
      <Icon name="warn" />
      <span>
        <b>Alarm, {clockOrDay(at.getTime(), now, timeZone)}.</b> {what} {cure}{" "}
        {href && <Link href={href}>To its agent</Link>}
      </span>
    </section>
  );
}
