"use client";

import { useRouter } from "next/navigation";
import { Icon } from "@/components/ui/icon";
import { Menu } from "@/components/ui/menu";
import { useToast } from "@/components/ui/toasts";
import { visibleText } from "@/lib/format/count";
import { HOME, sessionsHref } from "./sessions-address";
import type { SavedView, ViewActions } from "./views-bar";

interface ViewMenuProps extends Pick<ViewActions, "deleteView"> {
  readonly view: SavedView;
}

/** What can be done with the view that is shown. */
export function ViewMenu({ view, deleteView }: ViewMenuProps) {
  const router = useRouter();
  const say = useToast();
  const remove = async () => {
    const answer = await deleteView({ viewId: view.id }).catch(() => null);
    if (!answer?.ok) return say(answer?.message ?? "Curfew does not answer. Nothing was changed.");
    say(`“${view.name}” is deleted. The query is still here to be saved again.`);
    router.replace(sessionsHref({ ...HOME, q: view.q, sort: view.sort, by: view.by }), { scroll: false });
    router.refresh();
  };
  return (
    <Menu
      label={visibleText(`The view ${view.name}`)}
      className="btn ghost icon sm save"
      trigger={<Icon name="more" />}
      items={[
        {
          label: view.isShared ? "Delete for everybody" : "Delete view",
          isDanger: true,
          ...(view.mayDelete
            ? {}
            : { disabledBecause: "Only its owner and administrators delete a shared view" }),
          onSelect: () => void remove(),
        },
      ]}
    />
  );
}
