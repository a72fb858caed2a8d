"use client";

import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from "react";
import { Icon } from "./icon";

export interface MenuItem {
  readonly label: string;
  readonly note?: string;
  /** Given for a choice among several: whether this is the chosen one. */
  readonly isChosen?: boolean;
  readonly isDanger?: boolean;
  /** Present when the item cannot be used now; shown as its title. */
  readonly disabledBecause?: string;
  readonly onSelect: () => void;
}

interface MenuProps {
  readonly label: string;
  readonly trigger: ReactNode;
  readonly className: string;
  readonly title?: string;
  readonly heading?: ReactNode;
  readonly items: readonly MenuItem[];
  readonly placement?: "below" | "above";
}

const GAP_PX = 4;

/** A button with a menu in the top layer: arrows move, Enter chooses, Esc and a click elsewhere close. */
export function Menu({ label, trigger, className, title, heading, items, placement = "below" }: MenuProps) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);

  const place = () => {
    if (!button.current || !menu.current) return;
    const at = button.current.getBoundingClientRect();
    const { offsetWidth, offsetHeight } = menu.current;
    const left = Math.max(GAP_PX, Math.min(at.left, innerWidth - offsetWidth - 2 * GAP_PX));
    // Where there is no room below, it opens above.
    const isBelow = placement === "below" && at.bottom + GAP_PX + offsetHeight <= innerHeight;
    const top = isBelow ? at.bottom + GAP_PX : at.top - offsetHeight - GAP_PX;
    menu.current.style.left = `${left}px`;
    menu.current.style.top = `${Math.max(GAP_PX, top)}px`;
  };
  const choices = () => [...(menu.current?.querySelectorAll<HTMLButtonElement>("[role^=menuitem]") ?? [])];
  const onToggle = (opened: boolean) => {
    setOpen(opened);
    if (!opened) return;
    place();
    const all = choices();
    (all.find((item) => item.ariaChecked === "true") ?? all[0])?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const all = choices();
    const now = all.indexOf(document.activeElement as HTMLButtonElement);
    const next = nextIndex(event.key, now, all.length);
    if (event.key === "Tab") menu.current?.hidePopover();
    if (next === null) return;
    event.preventDefault();
    all[next]?.focus();
  };

  return (
    <>
      <button
        ref={button}
        type="button"
        className={className}
        title={title}
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        popoverTarget={id}
      >
        {trigger}
      </button>
      <div
        ref={menu}
        id={id}
        popover="auto"
        role="menu"
        tabIndex={-1}
        aria-label={label}
        className="menu"
        onKeyDown={onKeyDown}
        onToggle={(event) => onToggle(event.newState === "open")}
      >
        {heading !== undefined && <div className="menu-head">{heading}</div>}
        {items.map((item) => (
          <button
            key={item.label}
            type="button"
            {...(item.isChosen === undefined
              ? { role: "menuitem" }
              : { role: "menuitemradio", "aria-checked": item.isChosen })}
            aria-disabled={item.disabledBecause !== undefined}
            title={item.disabledBecause}
            tabIndex={-1}
            className={item.isDanger ? "danger" : undefined}
            onClick={() => {
              if (item.disabledBecause !== undefined) return;
              menu.current?.hidePopover();
              item.onSelect();
            }}
          >
            {item.isChosen !== undefined && (
              <span className="mark">{item.isChosen && <Icon name="check" small />}</span>
            )}
            <span>{item.label}</span>
            {item.note !== undefined && <span className="note-end">{item.note}</span>}
          </button>
        ))}
      </div>
    </>
  );
}

function nextIndex(key: string, now: number, length: number): number | null {
  switch (key) {
    case "ArrowDown":
      return (now + 1) % length;
    case "ArrowUp":
      return (now - 1 + length) % length;
    case "Home":
      return 0;
    case "End":
      return length - 1;
    default:
      return null;
  }
}
