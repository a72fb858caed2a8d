import type { CSSProperties } from "react";

export interface HourCell {
  /** 1 is Monday. */
  readonly weekday: number;
  readonly hour: number;
  readonly mean: number;
}

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** Weekdays by hours; the darker, the more were on. A table, so that every cell can be read. */
export function HourMap({ cells }: { readonly cells: readonly HourCell[] }) {
  const means = new Map(cells.map(({ weekday, hour, mean }) => [`${weekday} ${hour}`, mean]));
  const most = Math.max(0, ...means.values());
  return (
    <div className="hours-wrap">
      <table className="hours">
        <caption className="sr-only">Sessions on at the full hour, mean of the period</caption>
        <thead>
          <tr>
            <td />
            {HOURS.map((hour) => (
              <th key={hour} scope="col">
                {hour % 3 === 0 ? String(hour).padStart(2, "0") : <span className="sr-only">{hour}</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {WEEKDAYS.map((name, i) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {HOURS.map((hour) => {
                const mean = means.get(`${i + 1} ${hour}`);
                return (
                  <td
                    key={hour}
                    title={`${name} ${String(hour).padStart(2, "0")}:00, ${words(mean)}`}
                    style={{ "--share": mean === undefined || most === 0 ? 0 : mean / most } as CSSProperties}
                    data-none={mean === undefined || undefined}
                  >
                    <span className="sr-only">{words(mean)}</span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="meta">
        {most === 0
          ? "Nobody was on."
          : `Strongest: ${words(most)}. Crossed out: no such hour in the period.`}
      </p>
    </div>
  );
}

function words(mean: number | undefined): string {
  if (mean === undefined) return "not in the period";
  return `${mean < 10 ? mean.toFixed(1) : Math.round(mean)} on`;
}
