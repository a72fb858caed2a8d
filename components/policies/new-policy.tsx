"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { PolicyForm, type SavePolicy } from "./policy-form";

export function NewPolicy({ savePolicy }: { readonly savePolicy: SavePolicy }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        New policy…
      </Button>
      {isOpen && <PolicyForm policy={null} savePolicy={savePolicy} onClose={() => setOpen(false)} />}
    </>
  );
}
