import type { CSSProperties } from "react";
import { count } from "@/lib/format/count";

export interface HourCell {
  /** 1 is Monday. */
  readonly weekday: number;
  readonly hour: number;
  readonly mean: number;
}

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const SHADES = [0, 0.25, 0.5, 0.75, 1];

/** Weekdays by hours; the darker, the more were on. A table, so that every cell can be read. */
export function HourMap({ cells }: { readonly cells: readonly HourCell[] }) {
  const means = new Map(cells.map(({ weekday, hour, mean }) => [`${weekday} ${hour}`, mean]));
  const most = Math.max(0, ...means.values());
  const isWhole = means.size === WEEKDAYS.length * HOURS.length;
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
                    style={shade(mean === undefined || most === 0 ? 0 : mean / most)}
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
      {most === 0 ? (
        <p className="meta">Nobody was on.</p>
      ) : (
        <p className="hours-key meta">
          <span>0</span>
          {SHADES.map((share) => (
            <i key={share} style={shade(share)} />
          ))}
          <span>{words(most)}, mean at the full hour</span>
          {!isWhole && (
            <>
              <i className="none" />
              <span>no such hour in the period</span>
            </>
          )}
        </p>
      )}
    </div>
  );
}

function shade(share: number): CSSProperties {
  return { "--share": share } as CSSProperties;
}

function words(mean: number | undefined): string {
  if (mean === undefined) return "not in the period";
  return `${mean < 10 ? mean.toFixed(1) : count(Math.round(mean))} on`;
}
