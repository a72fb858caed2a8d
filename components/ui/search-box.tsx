import { Icon } from "./icon";
import { Kbd } from "./kbd";

interface SearchBoxProps {
  readonly text: string;
  readonly label: string;
  readonly placeholder: string;
}

/** The free text of a list's filter form, sent as `q`. `/` puts the cursor here. */
export function SearchBox({ text, label, placeholder }: SearchBoxProps) {
  return (
    <div className="query">
      <Icon name="search" />
      <input
        key={text}
        name="q"
        defaultValue={text}
        aria-label={label}
        placeholder={placeholder}
        autoComplete="off"
        spellCheck={false}
        data-filter
      />
      <Kbd>/</Kbd>
    </div>
  );
}
