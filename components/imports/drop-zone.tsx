"use client";

import { type DragEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { fromDrop, fromInput, type PickedFile } from "./picked-files";

const KINDS = [
  ".evtx",
  "Event XML",
  "NDJSON",
  "Winlogbeat",
  "NXLog",
  "Velociraptor",
  "Wazuh",
  "wtmp",
  "wtmp.db",
  ".zip",
  ".gz",
];

interface DropZoneProps {
  /** The first thing on the page, or a line above the files that are there already. */
  readonly isFirst: boolean;
  readonly onFiles: (files: readonly PickedFile[]) => Promise<void>;
}

/** Files or a folder, dropped or chosen; the buttons are the way by keyboard. */
export function DropZone({ isFirst, onFiles }: DropZoneProps) {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const [depth, setDepth] = useState(0);
  const [isBusy, setBusy] = useState(false);

  const give = async (picked: readonly PickedFile[]) => {
    setBusy(true);
    await onFiles(picked).finally(() => setBusy(false));
  };
  const onDrop = async (event: DragEvent) => {
    event.preventDefault();
    setDepth(0);
    await give(await fromDrop(event.dataTransfer));
  };
  const pickFrom = (input: HTMLInputElement) => {
    const picked = fromInput(input.files);
    // The same file chosen again is a change again.
    input.value = "";
    void give(picked);
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a place to drop on; the buttons in it are the way by keyboard
    <div
      className={`drop${isFirst ? " first" : ""}${depth > 0 ? " over" : ""}`}
      onDragEnter={(event) => {
        event.preventDefault();
        setDepth((n) => n + 1);
      }}
      onDragLeave={() => setDepth((n) => Math.max(0, n - 1))}
      onDragOver={(event) => event.preventDefault()}
      onDrop={onDrop}
    >
      <Icon name="import" />
      <span className="says">
        <b>{isFirst ? "Drop logs or a whole folder here" : "Drop more files, or the rest of one"}</b>
        <span className="meta">
          Recognised by content, never by name. An upload that breaks off goes on where it stopped.
        </span>
      </span>
      <span className="row">
        <Button
          look={isFirst ? "primary" : "plain"}
          isPending={isBusy}
          onClick={() => files.current?.click()}
        >
          Choose files
        </Button>
        <Button isPending={isBusy} onClick={() => folder.current?.click()}>
          Choose a folder
        </Button>
      </span>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        aria-label="Files"
        onChange={(event) => pickFrom(event.currentTarget)}
      />
      <input
        ref={folder}
        type="file"
        multiple
        hidden
        aria-label="Folder"
        // React knows the attribute by no name of its own.
        {...{ webkitdirectory: "" }}
        onChange={(event) => pickFrom(event.currentTarget)}
      />
      {isFirst && (
        <>
          <span className="kinds">
            {KINDS.map((kind) => (
              <span key={kind} className="badge">
                {kind}
              </span>
            ))}
          </span>
          <span className="meta">
            You see sessions and rejects before anything is stored. On the server’s command line:{" "}
            <span className="mono">curfew import FILE…</span>
          </span>
        </>
      )}
    </div>
  );
}
