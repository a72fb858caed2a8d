"use client";

import { type KeyboardEvent, useId, useState } from "react";
import { visibleText } from "@/lib/format/count";
import { Field } from "./field";
import { Icon } from "./icon";

interface WordsFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly error: string | null;
  readonly words: readonly string[];
  readonly onChange: (words: readonly string[]) => void;
  readonly suggestions?: readonly string[];
  /** A host's name has no blanks: a blank ends it. */
  readonly endsAtBlank?: boolean;
  readonly placeholder?: string;
}

/** A few words, each a chip that can be taken away. Enter and a comma add what is typed; so does leaving the field. */
export function WordsField(props: WordsFieldProps) {
  const { label, hint, error, words, onChange, suggestions = [], endsAtBlank = false, placeholder } = props;
  const [typed, setTyped] = useState("");
  const listId = useId();
  const ends = endsAtBlank ? /[,;\s]+/ : /[,;]+/;

  const add = (text: string) => {
    const fresh = text.split(ends).map((word) => word.trim());
    const known = new Set(words.map((word) => word.toLowerCase()));
    const added = fresh.filter((word) => word !== "" && !known.has(word.toLowerCase()));
    if (added.length > 0) onChange([...words, ...added]);
    setTyped("");
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Enter" && typed.trim() !== "") {
      event.preventDefault();
      add(typed);
    } else if (event.key === "Backspace" && typed === "" && words.length > 0) {
      onChange(words.slice(0, -1));
    }
  };

  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <div className="words">
          {words.map((word) => (
            <span key={word} className="chip">
              <span className="v one">{visibleText(word)}</span>
              <button
                type="button"
                className="x"
                aria-label={`Remove ${visibleText(word)}`}
                onClick={() => onChange(words.filter((one) => one !== word))}
              >
                <Icon name="x" />
              </button>
            </span>
          ))}
          <input
            {...control}
            value={typed}
            list={suggestions.length > 0 ? listId : undefined}
            placeholder={words.length === 0 ? placeholder : undefined}
            maxLength={255}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            onKeyDown={onKeyDown}
            onBlur={() => add(typed)}
            onChange={({ target }) => (ends.test(target.value) ? add(target.value) : setTyped(target.value))}
          />
          {suggestions.length > 0 && (
            <datalist id={listId}>
              {suggestions
                .filter((one) => !words.includes(one))
                .map((one) => (
                  <option key={one} value={one} />
                ))}
            </datalist>
          )}
        </div>
      )}
    </Field>
  );
}
