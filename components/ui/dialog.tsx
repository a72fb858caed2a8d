"use client";

import { type ReactNode, useEffect, useId, useRef } from "react";
import { Icon } from "./icon";

interface DialogProps {
  readonly title: ReactNode;
  readonly onClose: () => void;
  /** Above the title's line, such as what the dialog will do in one sentence. */
  readonly summary?: ReactNode;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
  readonly width?: number;
  /** A dialog whose work is half done stays until the work is told. */
  readonly isBusy?: boolean;
}

const FOCUSABLE = "a[href], button, input, select, textarea, [tabindex]";

/** Mounted means open. The browser keeps focus inside, which begins at `data-autofocus`; Esc closes; focus goes back. */
export function Dialog({ title, onClose, summary, children, footer, width, isBusy = false }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();

  useEffect(() => {
    const dialog = ref.current;
    const before = document.activeElement;
    dialog?.showModal();
    // The browser would begin with the button that closes.
    dialog?.querySelector<HTMLElement>("[data-autofocus]")?.focus();
    const body = dialog?.querySelector<HTMLElement>(".dialog-body");
    // A text that scrolls, and holds nothing to go to, is gone to itself.
    if (body && body.scrollHeight > body.clientHeight && !body.querySelector(FOCUSABLE)) body.tabIndex = 0;
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);

  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc is the key for what a click on the scrim does
    <dialog
      ref={ref}
      className="dialog"
      aria-labelledby={titleId}
      style={width === undefined ? undefined : { width: `min(${width}px, 100% - 32px)` }}
      onCancel={(event) => {
        event.preventDefault();
        if (!isBusy) onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget && !isBusy) onClose();
      }}
    >
      <div className="dialog-head">
        <div className="row">
          <h2 id={titleId}>{title}</h2>
          <span className="spring" />
          <button
            type="button"
            className="btn ghost icon sm"
            onClick={onClose}
            aria-label="Close"
            disabled={isBusy}
          >
            <Icon name="x" />
          </button>
        </div>
        {summary}
      </div>
      <div className="dialog-body">{children}</div>
      {footer !== undefined && <div className="dialog-foot">{footer}</div>}
    </dialog>
  );
}
