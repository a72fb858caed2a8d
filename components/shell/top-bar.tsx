"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { Fragment } from "react";
import { Icon } from "@/components/ui/icon";
import { Kbd } from "@/components/ui/kbd";
import { visibleText } from "@/lib/format/count";
import { useShell } from "./shell-context";
import { ThemeToggle } from "./theme-toggle";
import { ZoneMenu } from "./zone-menu";

export interface Crumb {
  readonly label: string;
  readonly href: string;
}

interface TopBarProps {
  readonly title: string;
  readonly crumbs: readonly Crumb[];
  readonly extra?: ReactNode;
}

/** Where one is, and what is the same everywhere: search, zone, theme, keys. */
export function TopBar({ title, crumbs, extra }: TopBarProps) {
  const { isProtected, openPalette, openHelp } = useShell();
  return (
    <header className="top">
      <div className="crumb">
        {crumbs.length > 0 && (
          <nav className="crumb" aria-label="Where">
            {crumbs.map((crumb) => (
              <Fragment key={crumb.href}>
                <Link href={crumb.href}>{crumb.label}</Link>
                <i aria-hidden="true">/</i>
              </Fragment>
            ))}
          </nav>
        )}
        <h1 className="top-title" title={visibleText(title)}>
          {visibleText(title)}
        </h1>
      </div>
      {extra !== undefined && <div className="row">{extra}</div>}
      <span className="spring" />
      {!isProtected && (
        <span className="unprotected" title="Plain http: fine on this machine, not beyond it.">
          <Icon name="warn" small />
          <span>Connection is not protected</span>
        </span>
      )}
      <button type="button" className="palette" onClick={openPalette} aria-keyshortcuts="Control+K">
        <Icon name="search" />
        <span>Search, jump, paste an id</span>
        <Kbd>Ctrl K</Kbd>
      </button>
      <ZoneMenu />
      <ThemeToggle />
      <button type="button" className="btn ghost icon" onClick={openHelp} aria-label="Keys" title="Keys  ?">
        <Icon name="help" />
      </button>
    </header>
  );
}
