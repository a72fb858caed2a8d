import Link from "next/link";
import type { ReactNode } from "react";
import { DemoPicture, EnrolPicture, ImportPicture } from "./door-pictures";

interface DoorsProps {
  /** Before there is an administrator. */
  readonly isWaiting?: boolean;
  /** The invented hosts log on already. */
  readonly isDemo?: boolean;
}

/** The three ways to the first sessions. */
export function Doors({ isWaiting = false, isDemo = false }: DoorsProps) {
  const height = isWaiting ? 84 : 132;
  const because = isWaiting ? "After the administrator exists" : null;
  return (
    <div className={isWaiting ? "doors waiting" : "doors"}>
      <Door
        picture={<EnrolPicture height={height} />}
        title="Enrol a host"
        href={isWaiting ? null : "/enrolment"}
        because={because}
        note="A few commands, about 2 minutes"
      >
        An agent lists who is on, live, and can log them off. Windows or Linux.
      </Door>
      <Door
        picture={<ImportPicture height={height} />}
        title="Import a log"
        href={isWaiting ? null : "/imports"}
        because={because}
        note="Drop the files; you look before anything is kept"
      >
        A Security.evtx or a wtmp: sessions with their endings, out of what the machine wrote down.
      </Door>
      <Door
        picture={<DemoPicture height={height} />}
        title="Explore a demo fleet"
        href={isDemo && !isWaiting ? "/sessions" : null}
        because={because}
        note={
          isDemo ? (
            "It is running: open Sessions"
          ) : (
            <>
              Restart with <code>npm start -- --demo</code>
            </>
          )
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
