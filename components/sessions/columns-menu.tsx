"use client";

import { useId, useRef } from "react";
import { Icon } from "@/components/ui/icon";
import {
  COLUMNS,
  type ColumnKey,
  DEFAULT_COLUMNS,
  type Density,
  isDefault,
  movedColumn,
  NARROWEST,
  WIDEST,
  withColumn,
  withinWidths,
} from "./columns";
import { useTableLook } from "./sessions-frame";

const DENSITIES: readonly (readonly [Density, string])[] = [
  ["compact", "Compact"],
  ["comfortable", "Comfortable"],
];

/** Which columns there are, in which order and how wide, and how close the rows stand. */
export function ColumnsMenu({ hasColumns }: { readonly hasColumns: boolean }) {
  const { density, setDensity } = useTableLook();
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const place = () => {
    if (!button.current || !panel.current) return;
    const at = button.current.getBoundingClientRect();
    panel.current.style.left = `${Math.max(4, at.right - panel.current.offsetWidth)}px`;
    panel.current.style.top = `${at.bottom + 4}px`;
    panel.current.style.maxHeight = `${innerHeight - at.bottom - 12}px`;
  };
  return (
    <>
      <button ref={button} type="button" className="btn look" popoverTarget={id} title="Columns and density">
        <Icon name="columns" small />
        <span>{hasColumns ? "Columns" : "Rows"}</span>
      </button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        role="dialog"
        aria-label="Columns and density"
        className="menu look-panel"
        onToggle={(event) => {
          if (event.newState !== "open") return;
          place();
          panel.current?.querySelector<HTMLElement>("input, button")?.focus();
        }}
      >
        {hasColumns && <ColumnList />}
        <fieldset className="look-density">
          <legend className="label">Rows</legend>
          <div className="row">
            {DENSITIES.map(([value, label]) => (
              <label key={value} className="choice">
                <input
                  type="radio"
                  className="radio"
                  name={`${id}-density`}
                  checked={density === value}
                  onChange={() => setDensity(value)}
                />
                {label}
              </label>
            ))}
          </div>
        </fieldset>
        <p className="hint">Kept in this browser.</p>
      </div>
    </>
  );
}

function ColumnList() {
  const { columns, setColumns } = useTableLook();
  const list = useRef<HTMLUListElement>(null);
  const move = (key: ColumnKey, step: 1 | -1) => setColumns(movedColumn(columns, key, step));
  return (
    <fieldset>
      <legend className="label">
        Columns
        <button
          type="button"
          className="btn ghost sm"
          aria-disabled={isDefault(columns)}
          onClick={() => setColumns(DEFAULT_COLUMNS)}
        >
          Reset
        </button>
      </legend>
      <ul ref={list} className="look-columns">
        {columns.map(({ key, isShown, width }, i) => {
          const { label } = COLUMNS[key];
          return (
            <li key={key}>
              <label className="choice">
                <input
                  type="checkbox"
                  className="check"
                  checked={isShown}
                  disabled={key === "who"}
                  onChange={(event) =>
                    setColumns(withColumn(columns, key, { isShown: event.target.checked }))
                  }
                />
                {label}
              </label>
              <input
                type="number"
                className="input"
                aria-label={`Width of ${label} in pixels`}
                placeholder="auto"
                step={8}
                min={NARROWEST}
                max={WIDEST}
                key={width}
                defaultValue={width ?? ""}
                onBlur={(event) => {
                  const chosen = event.target.valueAsNumber;
                  setColumns(
                    withColumn(columns, key, { width: Number.isNaN(chosen) ? null : withinWidths(chosen) }),
                  );
                }}
                onKeyDown={(event) => {
                  if (event.key === "Enter") event.currentTarget.blur();
                }}
              />
              {([-1, 1] as const).map((step) => (
                <button
                  key={step}
                  type="button"
                  className="btn ghost sm icon"
                  aria-label={`Move ${label} ${step < 0 ? "left" : "right"}`}
                  aria-disabled={i + step < 0 || i + step >= columns.length}
                  onClick={() => move(key, step)}
                >
                  <Icon name={step < 0 ? "up" : "down"} small />
                </button>
              ))}
            </li>
          );
        })}
      </ul>
    </fieldset>
  );
}
