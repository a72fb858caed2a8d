"use client";

import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { Menu } from "@/components/ui/menu";
import { useToast } from "@/components/ui/toasts";
import type { ActionResult } from "@/lib/domain/action-result";
import { visibleText } from "@/lib/format/count";

export interface OperatorMenuProps {
  readonly name: string;
  readonly displayName: string;
  readonly role: string;
  readonly signOut: () => Promise<ActionResult<null>>;
}

/** Who is signed in, as what, and the way out. */
export function OperatorMenu({ name, displayName, role, signOut }: OperatorMenuProps) {
  const [isPending, startTransition] = useTransition();
  const toast = useToast();
  const router = useRouter();
  const leave = () =>
    startTransition(async () => {
      const result = await signOut();
      if (!result.ok && result.error !== "unauthenticated") return toast(result.message);
      // A full load: nothing of the signed-in pages stays in the browser's memory.
      location.assign("/sign-in");
    });
  const shownRole = isPending ? "Signing out…" : role;
  return (
    <Menu
      label={visibleText(`${name} ${shownRole}, signed in`)}
      className="me"
      placement="above"
      trigger={
        <>
          <span className="avatar" aria-hidden="true" data-initials={initials(displayName)} />
          <span>
            <b>{visibleText(name)}</b> <small>{shownRole}</small>
          </span>
        </>
      }
      heading={
        <>
          <b>{visibleText(displayName)}</b>
          <small>{role}</small>
        </>
      }
      items={[
        { label: "Your account", onSelect: () => router.push("/settings/account") },
        { label: "Sign out", onSelect: leave },
      ]}
    />
  );
}

function initials(displayName: string): string {
  const words = displayName.trim().split(/\s+/);
  const first = words[0]?.[0] ?? "?";
  const last = words.length > 1 ? (words.at(-1)?.[0] ?? "") : "";
  return (first + last).toUpperCase();
}
