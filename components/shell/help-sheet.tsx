"use client";

import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { CONSOLE_PAGES } from "./pages";
import { useShell } from "./shell-context";

type Keys = readonly (readonly [string, readonly string[]])[];

const EVERYWHERE: Keys = [
  ["Search, jump, paste an id, act", ["Ctrl K"]],
  ["Filter this page", ["/"]],
  ["Collapse the navigation", ["["]],
  ["This list", ["?"]],
];
const SESSIONS: Keys = [
  ["Next, previous row", ["j", "k"]],
  ["A screen down, up", ["PgDn", "PgUp"]],
  ["First, last row", ["Home", "End"]],
  ["Select a row", ["x"]],
  ["Select from the last row to this one", ["Shift", "X"]],
  ["Open, close", ["Enter", "Esc"]],
  ["Log off", ["L"]],
  ["Copy the row", ["C"]],
  ["Log off, in the dialog", ["Ctrl Enter"]],
  ["Show new rows", ["."]],
];
const FILTER: Keys = [
  ["What can come next", ["↓", "↑"]],
  ["Take it, or filter", ["Enter"]],
  ["Take the last chip away", ["Backspace"]],
  ["Close the list, leave the filter", ["Esc"]],
];
const HISTORY: Keys = [
  ["Session before, after", ["←", "→"]],
  ["Lane above, below", ["↑", "↓"]],
  ["Zoom in, out, to fit", ["+", "−", "0"]],
  ["Pan", ["Shift", "←", "→"]],
  ["Mark from here, to here", ["B", "E"]],
  ["Open, close", ["Enter", "Esc"]],
  ["Table and back", ["T"]],
];

export function HelpSheet({ onClose }: { readonly onClose: () => void }) {
  const { hasSingleKeys, setSingleKeys } = useShell();
  return (
    <Dialog
      title="Keys"
      onClose={onClose}
      width={720}
      footer={
        <label className="choice">
          <input
            type="checkbox"
            className="switch"
            role="switch"
            aria-checked={hasSingleKeys}
            checked={hasSingleKeys}
            onChange={(event) => setSingleKeys(event.target.checked)}
          />
          <span>
            Keys without Ctrl
            <small>Off: single keys do nothing outside of what has focus. Kept in this browser.</small>
          </span>
        </label>
      }
    >
      <div className="keys">
        <KeyList title="Everywhere" keys={EVERYWHERE} />
        <KeyList title="Sessions" keys={SESSIONS} />
        <KeyList title="In the filter of sessions" keys={FILTER} />
        <KeyList title="Go to" keys={CONSOLE_PAGES.map(({ label, key }) => [label, ["g", key]])} />
        <KeyList title="History, on the drawing" keys={HISTORY} />
      </div>
    </Dialog>
  );
}

interface KeyListProps {
  readonly title: string;
  readonly keys: Keys;
}

function KeyList({ title, keys }: KeyListProps) {
  return (
    <section>
      <h3 className="label">{title}</h3>
      <dl>
        {keys.map(([what, strokes]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>
              {strokes.map((stroke) => (
                <Kbd key={stroke}>{stroke}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
