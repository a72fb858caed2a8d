import { visibleText } from "@/lib/format/count";

interface GroupSelectProps {
  readonly groups: readonly string[];
  readonly chosen: string | null;
}

/** The group of a list's filter form, sent as `group`. */
export function GroupSelect({ groups, chosen }: GroupSelectProps) {
  return (
    <select key={chosen} className="select" name="group" aria-label="Group" defaultValue={chosen ?? ""}>
      <option value="">Every group</option>
      {groups.map((group) => (
        <option key={group} value={group}>
          {visibleText(group)}
        </option>
      ))}
    </select>
  );
}
