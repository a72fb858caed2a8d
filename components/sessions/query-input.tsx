"use client";

import { type KeyboardEvent, useId, useRef, useState } from "react";
import { type Suggestion, suggestChips, typedFault, typedPiece } from "@/lib/domain/chip-suggestions";
import { visibleText } from "@/lib/format/count";
import { useChipValues } from "./use-chip-values";

interface QueryInputProps {
  readonly hasTerms: boolean;
  /** What was typed, as far as it goes. */
  readonly onSubmit: (typed: string) => void;
  readonly onEraseBefore: () => void;
}

/** Where chips are typed: the list says what can come next, and what is wrong is said before it is sent. */
export function QueryInput({ hasTerms, onSubmit, onEraseBefore }: QueryInputProps) {
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [isOpen, setOpen] = useState(false);
  const [current, setCurrent] = useState(-1);
  const piece = isOpen ? typedPiece(text) : null;
  const values = useChipValues(piece);
  const choices = piece ? suggestChips(piece, values) : [];
  const fault = isOpen && text.trim() !== "" ? typedFault(text) : null;
  const isShown = isOpen && (choices.length > 0 || fault !== null);
  const chosen = current < choices.length ? current : -1;

  const begin = (next: string) => {
    setText(next);
    setOpen(true);
    setCurrent(-1);
  };
  const finish = (typed: string) => {
    setText("");
    setOpen(false);
    setCurrent(-1);
    onSubmit(typed);
  };
  const take = (choice: Suggestion) => {
    const typed = `${piece?.before ?? ""}${choice.text}`;
    if (choice.isWhole) finish(typed);
    else begin(typed);
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp": {
        if (!isOpen) setOpen(true);
        if (choices.length === 0) return;
        const step = event.key === "ArrowDown" ? 1 : -1;
        // Past either end stands what was typed.
        const next = chosen + step;
        setCurrent(next < -1 ? choices.length - 1 : next >= choices.length ? -1 : next);
        break;
      }
      case "Enter": {
        const choice = choices[chosen];
        if (choice) take(choice);
        else finish(text);
        break;
      }
      case "Escape":
        if (isShown) setOpen(false);
        else event.currentTarget.blur();
        break;
      case "Backspace":
        if (text !== "" || !hasTerms) return;
        onEraseBefore();
        break;
      default:
        return;
    }
    event.preventDefault();
  };

  return (
    <span className="query-input">
      <input
        ref={input}
        name="q"
        data-filter
        role="combobox"
        aria-label="Filter"
        aria-autocomplete="list"
        aria-expanded={isShown}
        aria-controls={listId}
        aria-activedescendant={chosen >= 0 ? `${listId}-${chosen}` : undefined}
        aria-describedby={fault === null ? undefined : `${listId}-fault`}
        autoComplete="off"
        spellCheck={false}
        maxLength={500}
        value={text}
        placeholder={hasTerms ? "and…" : "Filter by name or host, state:idle, host:TS-*, idle:>2h, on:<24h"}
        onChange={(event) => begin(event.target.value)}
        onFocus={() => setOpen(text !== "")}
        onClick={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      <span className="query-list" hidden={!isShown}>
        <span role="listbox" id={listId} aria-label="What may come next">
          {choices.map((choice, i) => (
            <span
              key={choice.text}
              role="option"
              id={`${listId}-${i}`}
              aria-selected={i === chosen}
              tabIndex={-1}
              // The field keeps the focus.
              onPointerDown={(event) => event.preventDefault()}
              onPointerMove={() => setCurrent(i)}
              onClick={() => take(choice)}
              onKeyDown={() => {}}
            >
              <span className="mono trunc">{visibleText(choice.text)}</span>
              <span className="note-end trunc">{visibleText(choice.about)}</span>
            </span>
          ))}
        </span>
        {fault !== null && (
          <span className="query-fault" id={`${listId}-fault`} role="status">
            {fault}
          </span>
        )}
      </span>
    </span>
  );
}
