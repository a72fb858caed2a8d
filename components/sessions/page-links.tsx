import Link from "next/link";
import { type SessionsPlace, sessionsHref } from "./sessions-address";

interface PageLinksProps {
  readonly place: SessionsPlace;
  readonly next: string | null;
  readonly isFirstPage: boolean;
}

export function PageLinks({ place, next, isFirstPage }: PageLinksProps) {
  if (next === null && isFirstPage) return null;
  return (
    <nav className="more-rows" aria-label="Pages">
      {!isFirstPage && (
        <Link className="btn" href={sessionsHref({ ...place, after: "", s: "" })}>
          First page
        </Link>
      )}
      {next !== null && (
        <Link className="btn" href={sessionsHref({ ...place, after: next, s: "" })}>
          Next page
        </Link>
      )}
    </nav>
  );
}
