"use client";

import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";
import { keepPreference } from "@/components/shell/preferences";
import { type Columns, columnsText, type Density, parseColumns, parseDensity } from "./columns";

interface TableLook {
  readonly columns: Columns;
  readonly density: Density;
  setColumns(columns: Columns): void;
  setDensity(density: Density): void;
}

const LookContext = createContext<TableLook | null>(null);

interface SessionsFrameProps {
  /** As this browser keeps them: the server draws with them, so nothing moves when the page runs. */
  readonly kept: { readonly columns: string; readonly density: string };
  readonly children: ReactNode;
}

/** The page's own room: how its tables look is chosen in one place and seen in another. */
export function SessionsFrame({ kept, children }: SessionsFrameProps) {
  const [columns, setShown] = useState(() => parseColumns(kept.columns));
  const [density, setDense] = useState(() => parseDensity(kept.density));
  const setColumns = useCallback((next: Columns) => {
    keepPreference("columns", columnsText(next));
    setShown(next);
  }, []);
  const setDensity = useCallback((next: Density) => {
    keepPreference("density", next);
    setDense(next);
  }, []);
  const look = useMemo(
    () => ({ columns, density, setColumns, setDensity }),
    [columns, density, setColumns, setDensity],
  );
  return (
    <LookContext value={look}>
      <div className="sessions" data-density={density}>
        {children}
      </div>
    </LookContext>
  );
}

export function useTableLook(): TableLook {
  const look = useContext(LookContext);
  if (!look) throw new Error("This table stands outside of the Sessions page.");
  return look;
}
