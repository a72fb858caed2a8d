"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { Icon } from "@/components/ui/icon";
import { BrandMark } from "./brand";
import { OperatorMenu, type OperatorMenuProps } from "./operator-menu";
import { CONSOLE_PAGES, type PageEntry } from "./pages";

interface NavProps {
  /** Hrefs that this operator may open: the others are not drawn. */
  readonly allowed: readonly string[];
  /** What waits on a page for this operator, by its href. */
  readonly waiting: Readonly<Record<string, { readonly count: number; readonly what: string }>>;
  readonly isCollapsed: boolean;
  readonly onToggle: () => void;
  readonly operator: OperatorMenuProps;
  readonly live: ReactNode;
}

export function Nav({ allowed, waiting, isCollapsed, onToggle, operator, live }: NavProps) {
  const pathname = usePathname();
  const groups = ["", "Record", "Setup"] as const;
  const said = isCollapsed ? "Expand navigation" : "Collapse navigation";
  return (
    <nav className="nav" aria-label="Curfew">
      <div className="nav-brand">
        <BrandMark />
        <span>Curfew</span>
        <button
          type="button"
          className="btn ghost icon sm"
          onClick={onToggle}
          aria-label={said}
          aria-expanded={!isCollapsed}
          title={`${said}  [`}
        >
          <Icon name="sidebar" />
        </button>
      </div>
      {groups.map((group) => (
        <NavGroup
          key={group}
          group={group}
          pages={CONSOLE_PAGES.filter((page) => page.group === group && allowed.includes(page.href))}
          pathname={pathname}
          waiting={waiting}
        />
      ))}
      <div className="nav-foot">
        {live}
        <OperatorMenu {...operator} />
      </div>
    </nav>
  );
}

interface NavGroupProps {
  readonly group: string;
  readonly pages: readonly PageEntry[];
  readonly pathname: string;
  readonly waiting: NavProps["waiting"];
}

function NavGroup({ group, pages, pathname, waiting }: NavGroupProps) {
  if (pages.length === 0) return null;
  return (
    <div className="nav-group">
      {group !== "" && <div className="nav-label">{group}</div>}
      {pages.map(({ href, label, icon }) => (
        <Link
          key={href}
          className="nav-item"
          href={href}
          title={label}
          aria-current={pathname === href || pathname.startsWith(`${href}/`) ? "page" : undefined}
        >
          <Icon name={icon} />
          <span>{label}</span>
          {(waiting[href]?.count ?? 0) > 0 && (
            <span className="n" title={`${waiting[href]?.count} ${waiting[href]?.what}`}>
              {waiting[href]?.count}
              <span className="vh"> {waiting[href]?.what}</span>
            </span>
          )}
        </Link>
      ))}
    </div>
  );
}
