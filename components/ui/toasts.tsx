"use client";

import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from "react";
import { Icon } from "./icon";

const SHOWN_MS = 6_000;

interface Toast {
  readonly id: number;
  readonly text: string;
}

const ToastContext = createContext<(text: string) => void>(() => {});

/** Says a short thing in the corner, and aloud. Outcomes that matter are on the page itself. */
export function useToast(): (text: string) => void {
  return useContext(ToastContext);
}

export function Toasts({ children }: { readonly children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const nextId = useRef(1);
  const drop = useCallback((id: number) => setToasts((now) => now.filter((toast) => toast.id !== id)), []);
  const add = useCallback((text: string) => {
    const toast = { id: nextId.current++, text };
    setToasts((now) => [...now.slice(-2), toast]);
  }, []);
  return (
    <ToastContext value={add}>
      {children}
      <div className="toasts" aria-live="polite">
        {toasts.map((toast) => (
          <ToastCard key={toast.id} toast={toast} drop={drop} />
        ))}
      </div>
    </ToastContext>
  );
}

function ToastCard({ toast, drop }: { readonly toast: Toast; readonly drop: (id: number) => void }) {
  useEffect(() => {
    const timer = setTimeout(() => drop(toast.id), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [toast.id, drop]);
  return (
    <div className="toast">
      <span>{toast.text}</span>
      <button type="button" className="btn ghost icon sm" onClick={() => drop(toast.id)} aria-label="Dismiss">
        <Icon name="x" />
      </button>
    </div>
  );
}
