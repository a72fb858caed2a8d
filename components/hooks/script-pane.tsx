import type { ReactNode } from "react";
import { shortHash } from "@/components/orders/short-hash";
import { Badge } from "@/components/ui/badge";
import { CopyId } from "@/components/ui/copy-id";
import { Icon } from "@/components/ui/icon";
import type { HookEvent } from "@/lib/domain/hook-event";
import { clockOrDay } from "@/lib/format/clock";
import { visibleLines, visibleText } from "@/lib/format/count";
import { EVENT_WORDS } from "./hook-words";

interface ScriptPaneProps {
  readonly script: {
    readonly name: string;
    readonly sha256: string;
    readonly source: string;
    readonly events: readonly HookEvent[];
    readonly fault: string;
    readonly changedAt: Date;
    readonly stoppedAt: Date | null;
    readonly stoppedWhy: string;
  };
  readonly now: number;
  readonly timeZone: string;
  /** The dry run. */
  readonly children: ReactNode;
}

export function ScriptPane({ script, now, timeZone, children }: ScriptPaneProps) {
  const { name, sha256, source, events, fault, changedAt, stoppedAt, stoppedWhy } = script;
  const at = (instant: Date) => clockOrDay(instant.getTime(), now, timeZone);
  return (
    <aside className="pane" aria-label={`Script ${name}`}>
      <header>
        <h2 className="trunc">{visibleText(name)}</h2>
        {events.map((event) => (
          <Badge key={event}>{EVENT_WORDS[event]}</Badge>
        ))}
        <span className="spring" />
        <span className="meta">changed {at(changedAt)}</span>
      </header>
      <section>
        {fault !== "" && (
          <div className="note danger">
            <Icon name="warn" />
            <span>It does not load, and calls go on without it: {visibleLines(fault)}</span>
          </div>
        )}
        {stoppedAt && (
          <div className="note danger">
            <Icon name="warn" />
            <span>
              Stopped at {at(stoppedAt)}: {stoppedWhy} Calls go on without it. Switch it on to run it again.
            </span>
          </div>
        )}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <section className="code" tabIndex={0} aria-label="Source">
          {source
            .trimEnd()
            .split("\n")
            .map((line, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
              <span className="l" key={i}>
                {visibleLines(line)}
              </span>
            ))}
        </section>
        <p className="row meta">
          <span>hooks/{visibleText(name)}</span>
          <CopyId value={sha256} shown={shortHash(sha256)} what="the SHA-256 of the script" />
          <span className="spring" />
          <span>own process, 128 MB</span>
        </p>
      </section>
      {events.length > 0 && (
        <section className="dry">
          <h3>
            Dry run <span className="meta">nobody is logged off, nothing is sent</span>
          </h3>
          {children}
        </section>
      )}
    </aside>
  );
}
