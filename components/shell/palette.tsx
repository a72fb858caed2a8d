"use client";

import { useRouter } from "next/navigation";
import { type KeyboardEvent, useId, useState } from "react";
import { Dialog } from "@/components/ui/dialog";
import { Icon } from "@/components/ui/icon";
import type { IconName } from "@/components/ui/icon-shapes";
import { CONSOLE_PAGES } from "./pages";

interface PaletteProps {
  readonly allowed: readonly string[];
  readonly onClose: () => void;
}

interface Choice {
  readonly href: string;
  readonly label: string;
  readonly note: string;
  readonly icon: IconName;
}

/** Pages by name, and whatever else was typed or pasted by asking /find, which knows. */
export function Palette({ allowed, onClose }: PaletteProps) {
  const router = useRouter();
  const listId = useId();
  const [text, setText] = useState("");
  const [current, setCurrent] = useState(0);
  const choices = choicesFor(text, allowed);
  const chosen = Math.min(current, choices.length - 1);

  const go = (choice: Choice | undefined) => {
    if (!choice) return;
    onClose();
    router.push(choice.href);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") setCurrent((chosen + 1) % choices.length);
    else if (event.key === "ArrowUp") setCurrent((chosen - 1 + choices.length) % choices.length);
    else if (event.key === "Enter") go(choices[chosen]);
    else return;
    event.preventDefault();
  };

  return (
    <Dialog title="Search and jump" onClose={onClose} width={560}>
      <div className="finder">
        <label className="query">
          <Icon name="search" />
          <span className="vh">A page, an order, a host, an associate, a SID</span>
          <input
            data-autofocus
            role="combobox"
            aria-expanded="true"
            aria-controls={listId}
            aria-activedescendant={`${listId}-${chosen}`}
            value={text}
            placeholder="A page, an order, a host, an associate, a SID"
            onChange={(event) => {
              setText(event.target.value);
              setCurrent(0);
            }}
            onKeyDown={onKeyDown}
          />
        </label>
        <div role="listbox" id={listId} aria-label="Where to" className="finder-list">
          {choices.map((choice, index) => (
            <button
              key={choice.href}
              type="button"
              role="option"
              id={`${listId}-${index}`}
              aria-selected={index === chosen}
              tabIndex={-1}
              onPointerMove={() => setCurrent(index)}
              onClick={() => go(choice)}
            >
              <Icon name={choice.icon} />
              <span className="trunc">{choice.label}</span>
              <span className="note-end">{choice.note}</span>
            </button>
          ))}
        </div>
      </div>
    </Dialog>
  );
}

function choicesFor(text: string, allowed: readonly string[]): readonly Choice[] {
  const wanted = text.trim();
  const pages = CONSOLE_PAGES.filter(
    ({ href, label }) => allowed.includes(href) && label.toLowerCase().includes(wanted.toLowerCase()),
  ).map(({ href, label, icon, key }) => ({ href, label, icon, note: `g ${key}` }));
  if (wanted === "") return pages;
  const found: Choice = {
    href: `/find?q=${encodeURIComponent(wanted)}`,
    label: `Find “${wanted}”`,
    note: "order, host, associate or SID",
    icon: "search",
  };
  return [...pages, found];
}
