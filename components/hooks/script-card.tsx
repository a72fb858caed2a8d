import Link from "next/link";
import type { HookEvent } from "@/lib/domain/hook-event";
import { visibleText } from "@/lib/format/count";
import { took } from "@/lib/format/duration";
import { StrikePips } from "./strike-pips";
import { type SwitchAction, SwitchScript } from "./switch-script";

export interface ScriptFacts {
  readonly name: string;
  readonly events: readonly HookEvent[];
  readonly fault: string;
  readonly isEnabled: boolean;
  readonly strikes: number;
  readonly stoppedAt: Date | null;
  readonly p95Ms: number | null;
}

interface ScriptCardProps {
  readonly script: ScriptFacts;
  readonly event: HookEvent | null;
  readonly isSelected: boolean;
  readonly href: string;
  /** Null where the operator may only look. */
  readonly switchScript: SwitchAction | null;
}

export function ScriptCard({ script, event, isSelected, href, switchScript }: ScriptCardProps) {
  const { name, fault, isEnabled, strikes, stoppedAt, p95Ms } = script;
  const isOn = isEnabled && stoppedAt === null;
  const words =
    fault !== ""
      ? "Does not load"
      : stoppedAt
        ? "Stopped"
        : !isEnabled
          ? "Switched off"
          : p95Ms === null
            ? "Has not run"
            : `p95 ${took(p95Ms)}`;
  return (
    <div className={isOn && fault === "" ? "sc" : "sc off"} data-selected={isSelected || undefined}>
      <Link className="mono trunc cover" href={href} aria-current={isSelected || undefined} scroll={false}>
        {visibleText(name)}
      </Link>
      {switchScript && <SwitchScript script={name} isOn={isOn} switchScript={switchScript} />}
      <span className="meta">
        {words}
        {event !== "after_async" && fault === "" && <StrikePips strikes={strikes} />}
      </span>
    </div>
  );
}
