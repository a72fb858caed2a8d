import { CopyButton } from "./copy-button";

interface CommandProps {
  readonly label: string;
  readonly text: string;
  /** Its number among several. */
  readonly n?: number;
  /** What a shell shows before it. */
  readonly prompt?: string;
}

/** A command as it is typed, to be copied. */
export function Command({ label, text, n, prompt = "#" }: CommandProps) {
  return (
    <div className="field">
      <span className="label">
        {n !== undefined && `${n} `}
        {label}
      </span>
      <div className="cmd">
        <pre>
          {prompt !== "" && <span className="p">{prompt} </span>}
          {text}
        </pre>
        <CopyButton text={text} what="command" />
      </div>
    </div>
  );
}
