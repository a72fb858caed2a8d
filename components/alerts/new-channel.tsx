"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ChannelDialog, type SaveChannel } from "./channel-dialog";

export function NewChannel({ saveChannel }: { readonly saveChannel: SaveChannel }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        New channel…
      </Button>
      {isOpen && <ChannelDialog channel={null} saveChannel={saveChannel} onClose={() => setOpen(false)} />}
    </>
  );
}
