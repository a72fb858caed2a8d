"use client";

import { Icon } from "./icon";
import { useToast } from "./toasts";

interface CopyIdProps {
  /** What is copied. */
  readonly value: string;
  /** What is shown: the value itself, cut in its middle when long. */
  readonly shown?: string;
  /** `SID`, `logon id`: for the button's name. */
  readonly what: string;
}

const LONGEST = 24;

export function CopyId({ value, shown = middleTruncated(value), what }: CopyIdProps) {
  const toast = useToast();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      toast(`Copied ${what}`);
    } catch {
      // Browsers keep the clipboard from pages on plain http.
      toast(`The browser does not let this page copy. ${what}: ${value}`);
    }
  };
  return (
    <button type="button" className="id" onClick={copy} title={value} aria-label={`Copy ${what} ${shown}`}>
      {shown} <Icon name="copy" small />
    </button>
  );
}

function middleTruncated(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 7)}…${text.slice(-6)}`;
}
