import type { ReactNode } from "react";
import { Icon } from "@/components/ui/icon";

interface FactsProps {
  readonly database: {
    readonly version: string;
    readonly isEmbedded: boolean;
    readonly isDurable: boolean;
    readonly clockSkewMs: number;
  };
  readonly gateway: { readonly port: number; readonly answers: boolean };
  readonly timeZone: string;
  readonly offset: string;
  readonly isProtected: boolean;
}

/** A database on the same machine differs by the time a query takes. */
const TOLERATED_SKEW_MS = 2_000;

/** What the administrator is about to be responsible for, measured now. */
export function Facts({ database, gateway, timeZone, offset, isProtected }: FactsProps) {
  const skewSeconds = Math.round(Math.abs(database.clockSkewMs) / 1000);
  const isInStep = Math.abs(database.clockSkewMs) <= TOLERATED_SKEW_MS;
  return (
    <aside className="here">
      <h2>What runs here</h2>
      <ul>
        <Fact isGood={database.isDurable} title="Database">
          PostgreSQL {database.version}, {database.isEmbedded ? "embedded" : "your own server"},{" "}
          {database.isDurable ? "every commit on disk" : "commits may be lost in a crash: turn fsync on"}
        </Fact>
        <Fact isGood={gateway.answers} title={`Gateway for hosts, port ${gateway.port}`}>
          {gateway.answers
            ? "answers; it alone holds the signing key"
            : "does not answer yet: hosts cannot enrol"}
        </Fact>
        <Fact isGood={isInStep} title="Clock">
          {isInStep ? "in step with the database" : `${skewSeconds} s away from the database's`}, {offset},{" "}
          {timeZone}
        </Fact>
        <Fact
          isGood={isProtected}
          title={isProtected ? "Connection is protected" : "Connection is not protected"}
        >
          {isProtected ? "https, as far as Curfew sees" : "plain http: fine on this machine, not beyond it"}
        </Fact>
      </ul>
    </aside>
  );
}

interface FactProps {
  readonly isGood: boolean;
  readonly title: string;
  readonly children: ReactNode;
}

function Fact({ isGood, title, children }: FactProps) {
  return (
    <li>
      {isGood ? <Icon name="check" small label="In order:" /> : <Icon name="warn" small label="Mind:" />}
      <span>
        {title}
        <small>{children}</small>
      </span>
    </li>
  );
}
