import { type Fields, fieldsIn, isFields, written } from "../fields";
import { type JsonRecord, type JsonReject, jsonRecord, type Names } from "../json-record";
import { timeIn } from "../zoned-time";

const NAMES: Names = {
  channel: "win.system.channel",
  eventId: "win.system.eventID",
  recordId: "win.system.eventRecordID",
  time: "win.system.systemTime",
};

/** Wazuh's alerts and archives: data.win.system and data.win.eventdata, all strings, names with a small first letter. */
export function wazuhRecord(source: Fields, win: Fields, system: Fields): JsonRecord | JsonReject {
  const sections = sectionsOf(win);
  return jsonRecord(
    {
      dialect: "wazuh",
      channel: system.channel,
      provider: system.providerName,
      computer: system.computer,
      eventId: system.eventID,
      recordId: system.eventRecordID,
      time: timeIn(written(system.systemTime), 0),
      text: (name) => textOf(sections, name),
      source,
    },
    NAMES,
  );
}

/** Data stands under eventdata; UserData under the name of its element, or one deeper. */
function sectionsOf(win: Fields): readonly Fields[] {
  const sections: Fields[] = [];
  for (const name in win) {
    const section = name === "system" ? null : fieldsIn(win[name]);
    if (section === null) continue;
    sections.push(section);
    for (const inner in section) if (isFields(section[inner])) sections.push(section[inner]);
  }
  return sections;
}

function textOf(sections: readonly Fields[], name: string): string | null {
  const own = name.charAt(0).toLowerCase() + name.slice(1);
  for (const section of sections) {
    const text = written(section[own]);
    if (text !== null) return text;
  }
  const place = /^param([1-9]\d?)$/.exec(name);
  const unnamed = place === null ? null : written(sections[0]?.data);
  return unnamed?.split(", ")[Number(place?.[1]) - 1] || null;
}
