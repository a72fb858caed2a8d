import Link from "next/link";
import { Icon } from "@/components/ui/icon";
import type { Stretch } from "@/lib/domain/coverage";
import { counted, visibleText } from "@/lib/format/count";
import { stretchWords } from "./coverage-words";

export interface TrustedHost {
  readonly hostId: number;
  readonly hostName: string;
  readonly inWindow: readonly Stretch[];
}

interface TrustNoteProps {
  readonly hosts: readonly TrustedHost[];
  /** Hosts that the answer rests on and that were not looked at. */
  readonly leftOut: number;
  readonly timeZone: string;
  /** A host's own page does not name the host. */
  readonly isOneHost?: boolean;
}

const SHOWN = 3;
const MOST = 40;
const RANK = { blind: 0, partial: 1, note: 2 } as const;

/** How far the answer above can be trusted: whatever its hosts' logs do not cover in the asked time, with what follows from it. */
export function TrustNote({ hosts, leftOut, timeZone, isOneHost = false }: TrustNoteProps) {
  const all = hosts
    .flatMap((host) => host.inWindow.map((stretch) => ({ host, stretch })))
    .sort((a, b) => RANK[a.stretch.weight] - RANK[b.stretch.weight]);
  const missing = all.filter(({ stretch }) => stretch.weight !== "note").length;
  if (hosts.length === 0) return null;
  const items = all
    .slice(0, MOST)
    .map(({ host, stretch }) => (
      <TrustItem
        key={`${host.hostId} ${stretch.kind} ${stretch.log} ${stretch.from}`}
        host={isOneHost ? null : host}
        stretch={stretch}
        timeZone={timeZone}
      />
    ));
  return (
    <section
      className="trust"
      aria-label="How far this answer can be trusted"
      data-missing={missing > 0 || undefined}
    >
      <h3>
        <Icon name={missing > 0 ? "warn" : "check"} small />
        {missing > 0
          ? "How far this answer can be trusted"
          : isOneHost
            ? "The log covers all of this time"
            : `The logs of ${hosts[1] ? counted(hosts.length, "host") : visibleText(hosts[0]?.hostName ?? "")} cover all of this time`}
      </h3>
      {items.length > 0 && <ul>{items.slice(0, SHOWN)}</ul>}
      {items.length > SHOWN && (
        <details>
          <summary>{counted(all.length - SHOWN, "more stretch", "more stretches")}</summary>
          <ul>{items.slice(SHOWN)}</ul>
        </details>
      )}
      {(leftOut > 0 || all.length > MOST) && (
        <p className="meta">
          {leftOut > 0 && `${counted(leftOut, "more host was", "more hosts were")} not looked at. `}
          {all.length > MOST && `Only the first ${MOST} are listed.`}
        </p>
      )}
    </section>
  );
}

interface TrustItemProps {
  readonly host: TrustedHost | null;
  readonly stretch: Stretch;
  readonly timeZone: string;
}

export function TrustItem({ host, stretch, timeZone }: TrustItemProps) {
  const words = stretchWords(stretch, timeZone);
  return (
    <li data-weight={stretch.weight}>
      <i className="covdot" aria-hidden="true" />
      <span>
        {host && (
          <>
            <Link className="link mono" href={`/hosts/${host.hostId}`}>
              {visibleText(host.hostName)}
            </Link>
            {": "}
          </>
        )}
        {words.because} <span className="quiet">{words.consequence}</span>
      </span>
    </li>
  );
}
