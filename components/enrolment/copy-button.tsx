"use client";

import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { useToast } from "@/components/ui/toasts";

interface CopyButtonProps {
  readonly text: string;
  readonly what: string;
  /** The word beside the icon; the icon alone without it. */
  readonly word?: string;
}

export function CopyButton({ text, what, word }: CopyButtonProps) {
  const toast = useToast();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      toast(`Copied ${what}`);
    } catch {
      // Browsers keep the clipboard from pages on plain http.
      toast("The browser does not let this page copy: select the text instead.");
    }
  };
  return (
    <Button
      isSmall
      look={word ? "primary" : "plain"}
      className={word ? "" : "icon"}
      aria-label={`Copy ${what}`}
      onClick={copy}
    >
      <Icon name="copy" small />
      {word}
    </Button>
  );
}
