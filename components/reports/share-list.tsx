import { count } from "@/lib/format/count";

export interface Share {
  readonly key: string;
  readonly label: string;
  readonly note: string;
  readonly value: number;
  /** Nobody recorded it: drawn hatched, as on every timeline. */
  readonly isInferred?: boolean;
}

/** Parts of a whole, largest first, each with its count and its share. */
export function ShareList({ shares, label }: { readonly shares: readonly Share[]; readonly label: string }) {
  const total = shares.reduce((sum, { value }) => sum + value, 0);
  return (
    <table className="shares">
      <caption className="sr-only">{label}</caption>
      <tbody>
        {shares.map((share) => (
          <tr key={share.key}>
            <th scope="row">
              {share.label} <span className="meta">{share.note}</span>
            </th>
            <td className="track" aria-hidden="true">
              <i
                className={share.isInferred ? "inferred" : undefined}
                style={{ width: `${(share.value / total) * 100}%` }}
              />
            </td>
            <td className="num">{count(share.value)}</td>
            <td className="num meta">{percent(share.value / total)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function percent(share: number): string {
  const points = share * 100;
  return points > 0 && points < 1 ? "< 1 %" : `${Math.round(points)} %`;
}
