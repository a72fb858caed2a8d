"use client";

import type { HourMeans } from "./hour-means";

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** Mean active minutes of each hour of the week; hatched where no day of that kind was seen. Two lists of numbers draw all of its cells. */
export function UsualHours({ minutes, seen }: HourMeans) {
  return (
    <section>
      <h3>Usual hours</h3>
      <div className="meta">active minutes an hour, on average</div>
      <div className="heat" role="img" aria-label={busiest(minutes)}>
        <span />
        {WEEKDAYS.map((day) => (
          <span key={day} className="wd">
            {day}
          </span>
        ))}
        {HOURS.map((hour) => [
          <span key={hour} className="hh">
            {hour % 3 === 0 ? String(hour).padStart(2, "0") : ""}
          </span>,
          ...WEEKDAYS.map((day, i) => (
            <HeatCell
              key={day}
              minutes={minutes[i * 24 + hour] ?? 0}
              seen={seen[i * 24 + hour] ?? 0}
              name={`${day} ${hour}:00`}
            />
          )),
        ])}
      </div>
      <div className="scale" aria-hidden="true">
        0{" "}
        {[0, 26, 48, 72, 96].map((share) => (
          <i key={share} style={{ "--v": share } as React.CSSProperties} />
        ))}{" "}
        60 min
      </div>
    </section>
  );
}

interface HeatCellProps {
  readonly minutes: number;
  readonly seen: number;
  readonly name: string;
}

function HeatCell({ minutes, seen, name }: HeatCellProps) {
  if (seen === 0) return <i className="nd" title={`${name}, no data`} />;
  const share = minutes < 0.4 ? 0 : Math.round(8 + (minutes / 60) * 88);
  return (
    <i
      style={{ "--v": share } as React.CSSProperties}
      title={`${name}, active ${Math.round(minutes)} min on average of ${seen}`}
    />
  );
}

function busiest(minutes: readonly number[]): string {
  const most = Math.max(...minutes);
  if (most === 0) return "No active hour in these days";
  const cell = minutes.indexOf(most);
  return `Most active on ${WEEKDAYS[Math.floor(cell / 24)]} at ${cell % 24}:00, ${Math.round(most)} min on average`;
}
