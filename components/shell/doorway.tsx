import type { ReactNode } from "react";
import { Icon } from "@/components/ui/icon";
import { BrandMark } from "./brand";

interface DoorwayProps {
  readonly isProtected: boolean;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of the pages before the console: sign-in and set-up. */
export function Doorway({ isProtected, aside, children }: DoorwayProps) {
  return (
    <div className="doorway">
      <header className="doorway-top">
        <BrandMark />
        <b>Curfew</b>
        <span className="spring" />
        {aside}
      </header>
      <main>{children}</main>
      <footer className="doorway-foot">
        <span>Nothing leaves this machine</span>
        <span className="spring" />
        {!isProtected && (
          <span className="unprotected">
            <Icon name="warn" small />
            Connection is not protected: plain http, fine on this machine, not beyond it
          </span>
        )}
      </footer>
    </div>
  );
}
