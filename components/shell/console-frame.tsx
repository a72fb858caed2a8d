"use client";

import { type ComponentProps, type ReactNode, useCallback, useMemo, useState } from "react";
import { WatchHands } from "@/components/live/watch-hands";
import { Toasts } from "@/components/ui/toasts";
import { Activity } from "./activity";
import { HelpSheet } from "./help-sheet";
import { KeepFocus } from "./keep-focus";
import { Keyboard } from "./keyboard";
import { Nav } from "./nav";
import type { OperatorMenuProps } from "./operator-menu";
import { Palette } from "./palette";
import { keepPreference } from "./preferences";
import { PrintedBy } from "./printed-by";
import { ShellContext, type ShellFacts } from "./shell-context";
import { useFrameActions } from "./use-frame-actions";

interface ConsoleFrameProps {
  readonly facts: ShellFacts;
  readonly allowed: readonly string[];
  readonly waiting: ComponentProps<typeof Nav>["waiting"];
  readonly isNavCollapsed: boolean;
  readonly operator: OperatorMenuProps;
  readonly noteActivity: () => Promise<unknown>;
  readonly live: ReactNode;
  /** Above the page, when what it shows is not live. */
  readonly banner: ReactNode;
  readonly children: ReactNode;
}

/** What stands around every page of the console. */
export function ConsoleFrame(props: ConsoleFrameProps) {
  const { facts, allowed, operator, noteActivity, live, banner, children } = props;
  const [isCollapsed, setCollapsed] = useState(props.isNavCollapsed);
  const [overlay, setOverlay] = useState<"palette" | "help" | null>(null);
  const openPalette = useCallback(() => setOverlay("palette"), []);
  const openHelp = useCallback(() => setOverlay("help"), []);
  const close = useCallback(() => setOverlay(null), []);
  const [hasSingleKeys, setHasSingleKeys] = useState(facts.hasSingleKeys);
  const setSingleKeys = useCallback((isOn: boolean) => {
    keepPreference("keys", isOn ? "on" : "off");
    setHasSingleKeys(isOn);
  }, []);
  const toggleNav = useCallback(() => {
    setCollapsed((was) => {
      keepPreference("nav", was ? "open" : "collapsed");
      return !was;
    });
  }, []);
  const shell = useMemo(
    () => ({ ...facts, hasSingleKeys, setSingleKeys, openPalette, openHelp }),
    [facts, hasSingleKeys, setSingleKeys, openPalette, openHelp],
  );

  return (
    <ShellContext value={shell}>
      <Toasts>
        <a className="skip" href="#content">
          Skip to the content
        </a>
        <div className="app" data-nav={isCollapsed ? "collapsed" : undefined}>
          <Nav
            allowed={allowed}
            waiting={props.waiting}
            isCollapsed={isCollapsed}
            onToggle={toggleNav}
            operator={operator}
            live={live}
          />
          <div className="content">
            {banner}
            {children}
            <PrintedBy name={operator.name} />
          </div>
        </div>
        <Keyboard allowed={allowed} onPalette={openPalette} onHelp={openHelp} onToggleNav={toggleNav} />
        <Activity note={noteActivity} />
        <WatchHands />
        <KeepFocus />
        {overlay === "palette" && <FramePalette allowed={allowed} toggleNav={toggleNav} onClose={close} />}
        {overlay === "help" && <HelpSheet onClose={close} />}
      </Toasts>
    </ShellContext>
  );
}

interface FramePaletteProps {
  readonly allowed: readonly string[];
  readonly toggleNav: () => void;
  readonly onClose: () => void;
}

function FramePalette({ toggleNav, ...props }: FramePaletteProps) {
  return <Palette {...props} actions={useFrameActions(toggleNav)} />;
}
