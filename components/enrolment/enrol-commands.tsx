"use client";

import { useState } from "react";
import { CopyButton } from "./copy-button";

const SYSTEMS = [
  ["linux", "Linux"],
  ["windows", "Windows"],
] as const;

/** The commands as they are typed. The token is asked for, so it is in none of them. */
export function EnrolCommands({ serverUrl }: { readonly serverUrl: string }) {
  const [system, setSystem] = useState<"linux" | "windows">("linux");
  return (
    <>
      <div className="row">
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would bring a legend for two buttons */}
        <div className="seg" role="group" aria-label="System">
          {SYSTEMS.map(([key, word]) => (
            <button key={key} type="button" aria-pressed={system === key} onClick={() => setSystem(key)}>
              {word}
            </button>
          ))}
        </div>
        <span className="meta">
          The token is asked for, so it stays out of shell history and process lists
        </span>
      </div>
      {system === "linux" ? (
        <>
          <Command
            n={1}
            label="Enrol the host, as root; it asks for the token"
            text={`curfew agent enrol --server ${serverUrl}`}
          />
          <Command n={2} label="Run the agent" text="curfew agent run" />
          <p className="meta">
            Node 20.19 or newer and systemd-logind. The agent is one file,{" "}
            <span className="mono">dist/agent.cjs</span> of a built Curfew: copied alone to a host,{" "}
            <span className="mono">node agent.cjs enrol …</span> does the same.
          </p>
        </>
      ) : (
        <p className="note">
          <span>
            <b>Not packaged for Windows yet.</b> There is no Windows agent to install in this version, so no
            command is shown here. Windows hosts can be known from imported event logs.
          </span>
        </p>
      )}
    </>
  );
}

function Command({ n, label, text }: { readonly n: number; readonly label: string; readonly text: string }) {
  return (
    <div className="field">
      <span className="label">
        {n} {label}
      </span>
      <div className="cmd">
        <pre>
          <span className="p"># </span>
          {text}
        </pre>
        <CopyButton text={text} what="command" />
      </div>
    </div>
  );
}
