import type { ReactNode } from "react";
import { Doorway } from "@/components/shell/doorway";
import { Icon } from "@/components/ui/icon";

interface SetUpFrameProps {
  readonly isProtected: boolean;
  /** Null for whoever has no valid link: they learn no names. */
  readonly machine: string | null;
  readonly title: string;
  readonly lead?: string;
  readonly children: ReactNode;
}

export function SetUpFrame({ isProtected, machine, title, lead, children }: SetUpFrameProps) {
  const aside =
    machine === null ? null : (
      <span className="meta">
        Set-up of <span className="mono">{machine}</span>
      </span>
    );
  return (
    <Doorway isProtected={isProtected} aside={aside}>
      <div className="set-up">
        <h1>{title}</h1>
        {lead !== undefined && <p className="lead">{lead}</p>}
        {children}
      </div>
    </Doorway>
  );
}

interface SetUpStepProps {
  readonly number: number;
  readonly title?: string;
  readonly note?: string;
  readonly isWaiting?: boolean;
  readonly isDone?: boolean;
  readonly children: ReactNode;
}

export function SetUpStep({
  number,
  title,
  note,
  isWaiting = false,
  isDone = false,
  children,
}: SetUpStepProps) {
  return (
    <section className={isWaiting ? "stp wait" : "stp"}>
      <span className="no">{isDone ? <Icon name="check" small /> : number}</span>
      <div>
        {title !== undefined && (
          <h2>
            {title}
            {note !== undefined && <span className="meta">{note}</span>}
          </h2>
        )}
        {children}
      </div>
    </section>
  );
}
