"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useEffect, useRef } from "react";
import { Icon } from "@/components/ui/icon";

interface DrawerFrameProps {
  readonly label: string;
  readonly heading: ReactNode;
  readonly closeHref: string;
  readonly children: ReactNode;
}

/** Beside the page, not over it: Esc and the cross close it, and the address says whether it is open. */
export function DrawerFrame({ label, heading, closeHref, children }: DrawerFrameProps) {
  const router = useRouter();
  const close = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    close.current?.focus({ preventScroll: true });
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      router.push(closeHref, { scroll: false });
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [router, closeHref]);
  return (
    <aside className="drawer over-drawer" aria-label={label}>
      <div className="drawer-head row">
        <div className="min-w-0">{heading}</div>
        <span className="spring" />
        <button
          ref={close}
          type="button"
          className="btn ghost icon"
          aria-label="Close the details"
          title="Close  Esc"
          onClick={() => router.push(closeHref, { scroll: false })}
        >
          <Icon name="x" />
        </button>
      </div>
      <div className="drawer-body">{children}</div>
    </aside>
  );
}
