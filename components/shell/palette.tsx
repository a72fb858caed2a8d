"use client";

import { useRouter } from "next/navigation";
import { Fragment, type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { Dialog } from "@/components/ui/dialog";
import { Icon } from "@/components/ui/icon";
import { type Choice, type FrameAction, paletteChoices } from "./palette-choices";
import { usePlaceMatches } from "./use-place-matches";

interface PaletteProps {
  readonly allowed: readonly string[];
  readonly actions: readonly FrameAction[];
  readonly onClose: () => void;
}

const ASKS = "A page, an action, an order, a host, an associate, a SID";

/** One field for everything that has a name or a number: what is pasted into it leads where it belongs. */
export function Palette({ allowed, actions, onClose }: PaletteProps) {
  const router = useRouter();
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  const [text, setText] = useState("");
  const [current, setCurrent] = useState(0);
  const choices = paletteChoices(text, allowed, actions, usePlaceMatches(text));
  const chosen = Math.min(current, choices.length - 1);

  useEffect(() => {
    list.current?.querySelector(`[id="${listId}-${chosen}"]`)?.scrollIntoView({ block: "nearest" });
  }, [listId, chosen]);

  const go = (choice: Choice | undefined) => {
    if (!choice) return;
    onClose();
    if ("href" in choice.act) router.push(choice.act.href);
    else choice.act.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
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
          <span className="vh">{ASKS}</span>
          <input
            data-autofocus
            role="combobox"
            aria-expanded="true"
            aria-controls={listId}
            aria-activedescendant={`${listId}-${chosen}`}
            aria-autocomplete="list"
            autoComplete="off"
            spellCheck={false}
            maxLength={200}
            value={text}
            placeholder={ASKS}
            onChange={(event) => {
              setText(event.target.value);
              setCurrent(0);
            }}
            onKeyDown={onKeyDown}
          />
        </label>
        <div ref={list} role="listbox" id={listId} aria-label="Where to" className="finder-list">
          {choices.map((choice, index) => (
            <Fragment key={choice.key}>
              {choice.group !== choices[index - 1]?.group && (
                <span className="label finder-group" role="presentation">
                  {choice.group}
                </span>
              )}
              <button
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
                <span className="note-end trunc">{choice.note}</span>
              </button>
            </Fragment>
          ))}
        </div>
      </div>
    </Dialog>
  );
}
