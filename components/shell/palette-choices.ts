import type { IconName } from "@/components/ui/icon-shapes";
import type { PlaceMatch } from "@/lib/domain/place-match";
import { parseSessionQuery } from "@/lib/domain/session-query";
import { visibleText } from "@/lib/format/count";
import { CONSOLE_PAGES } from "./pages";

export interface Choice {
  readonly key: string;
  readonly group: "Found" | "Actions" | "Go to";
  readonly label: string;
  readonly note: string;
  readonly icon: IconName;
  readonly act: { readonly href: string } | { readonly run: () => void };
}

/** Something that the frame can do on any page. */
export interface FrameAction {
  readonly label: string;
  readonly note: string;
  readonly icon: IconName;
  readonly run: () => void;
}

const MATCH_ICON = {
  order: "orders",
  host: "hosts",
  associate: "associates",
  session: "sessions",
} as const satisfies Record<PlaceMatch["kind"], IconName>;

/** What the text leads to: what is found first, then what can be done, then pages. */
export function paletteChoices(
  text: string,
  allowed: readonly string[],
  actions: readonly FrameAction[],
  matches: readonly PlaceMatch[],
): readonly Choice[] {
  const wanted = text.trim();
  const fits = (label: string) => label.toLowerCase().includes(wanted.toLowerCase());
  const found = matches.map(
    ({ kind, href, label, about }): Choice => ({
      key: href,
      group: "Found",
      label: visibleText(label),
      note: visibleText(about),
      icon: MATCH_ICON[kind],
      act: { href },
    }),
  );
  const doable = actions
    .filter(({ label }) => fits(label))
    .map(({ run, ...action }): Choice => ({ ...action, key: action.label, group: "Actions", act: { run } }));
  const pages = CONSOLE_PAGES.filter(({ href, label }) => allowed.includes(href) && fits(label)).map(
    ({ href, label, icon, key }): Choice => ({
      key: href,
      group: "Go to",
      label,
      note: `g ${key}`,
      icon,
      act: { href },
    }),
  );
  if (wanted === "") return [...pages, ...doable];
  // A page that is called so stays first: what is found comes a moment later, and moves nothing under the hand.
  const isNamed = ({ label }: Choice) => label.toLowerCase().startsWith(wanted.toLowerCase());
  const named = pages.filter(isNamed);
  return [...named, ...found, ...doable, ...pages.filter((page) => !isNamed(page)), ...rest(wanted)];
}

/** A query is filtered by; anything else is looked for everywhere, which also answers whoever is quicker than the list. */
function rest(wanted: string): readonly Choice[] {
  const q = encodeURIComponent(wanted);
  const { terms } = parseSessionQuery(wanted);
  const isQuery = terms.some(({ kind }) => kind !== "word" && kind !== "unknown");
  const sessions: Choice = {
    key: "filter",
    group: "Go to",
    label: `Sessions that match “${visibleText(wanted)}”`,
    note: "filter",
    icon: "sessions",
    act: { href: `/sessions?q=${q}` },
  };
  const find: Choice = {
    key: "find",
    group: "Go to",
    label: `Find “${visibleText(wanted)}”`,
    note: "order, host, associate or SID",
    icon: "search",
    act: { href: `/find?q=${q}` },
  };
  return isQuery ? [sessions] : [find, sessions];
}
