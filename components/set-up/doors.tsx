import Link from "next/link";
import type { ReactNode } from "react";
import { DemoPicture, EnrolPicture, ImportPicture } from "./door-pictures";

/** The three ways to the first sessions. */
export function Doors({ isWaiting = false }: { readonly isWaiting?: boolean }) {
  const height = isWaiting ? 84 : 132;
  return (
    <div className={isWaiting ? "doors waiting" : "doors"}>
      <Door
        picture={<EnrolPicture height={height} />}
        title="Enrol a host"
        href={isWaiting ? null : "/enrolment"}
        because={isWaiting ? "After the administrator exists" : null}
        note="Two commands, about 2 minutes"
      >
        An agent lists who is on, live, and can log them off. Windows or Linux.
      </Door>
      <Door
        picture={<ImportPicture height={height} />}
        title="Import a log"
        href={null}
        because={
          isWaiting
            ? "After the administrator exists"
            : "Not in this version: curfew sessions FILE pairs a log on the command line"
        }
        note="Not in this version: curfew sessions FILE pairs one on the command line"
      >
        A Security.evtx or a wtmp: sessions with their endings, out of what the machine wrote down.
      </Door>
      <Door
        picture={<DemoPicture height={height} />}
        title="Explore a demo fleet"
        href={null}
        because={isWaiting ? "After the administrator exists" : null}
        note={
          <>
            Restart with <code>npm start -- --demo</code>
          </>
        }
      >
        Invented hosts that log on, crash and misbehave. Orders work; nobody is real.
      </Door>
    </div>
  );
}

interface DoorProps {
  readonly picture: ReactNode;
  readonly title: string;
  readonly href: string | null;
  /** Why it cannot be opened now. */
  readonly because: string | null;
  readonly note: ReactNode;
  readonly children: ReactNode;
}

function Door({ picture, title, href, because, note, children }: DoorProps) {
  const inside = (
    <>
      <span className="pic">{picture}</span>
      <b>{title}</b>
      <p>{children}</p>
      <span className="go meta">{note}</span>
    </>
  );
  if (href !== null) {
    return (
      <Link className="door" href={href}>
        {inside}
      </Link>
    );
  }
  return (
    <div className="door" data-closed={because !== null || undefined} title={because ?? undefined}>
      {inside}
    </div>
  );
}
