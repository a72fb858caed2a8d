import { expect, test } from "vitest";
import { placesOf } from "./associate";
import { listHosts } from "./fleet-host";
import { makeAssociates } from "./make-associates";
import { handleOf } from "./names";

const associates = makeAssociates(7);

test("250 associates on 60 hosts, each known by one handle, name and number", () => {
  const hosts = new Set(listHosts().map(({ name }) => name));
  expect(hosts.size).toBe(60);
  expect(associates).toHaveLength(250);
  expect(new Set(associates.map(({ name }) => name)).size).toBe(250);
  expect(new Set(associates.map(({ rid }) => rid)).size).toBe(250);
  expect(associates.flatMap(placesOf).filter(({ host }) => !hosts.has(host))).toEqual([]);
  const empty = [...hosts].filter(
    (host) => !associates.some((a) => placesOf(a).some((p) => p.host === host)),
  );
  expect(empty).toEqual([]);
});

test("the directory is the same each time, and another seed is another company", () => {
  expect(makeAssociates(7)).toEqual(associates);
  expect(makeAssociates(8)).not.toEqual(associates);
});

test("handles are plain letters, and only the lead and the programs are protected", () => {
  const people = associates.filter(({ pattern }) => pattern.kind !== "service");
  expect(people.filter(({ name }) => !/^[a-z]+\.[a-z]+\d*$/.test(name))).toEqual([]);
  expect(people.filter(({ isProtected }) => isProtected).map(({ group }) => group)).toEqual(["IT"]);
  expect(associates.filter(({ isProtected }) => isProtected)).toHaveLength(7);
  const groups = new Set(associates.map(({ group }) => group));
  for (const group of ["Customer Care", "Finance", "Nordics", "Helpdesk", "Warehouse", "Engineering"])
    expect(groups).toContain(group);
});

test("a taken handle grows", () => {
  const taken = new Set<string>();
  const names = ["Maryam Okafor", "Malik Okafor", "Maryam Okafor", "Åse Sørensen", "Kofi O'Brien"];
  const handles = names.map((name) => {
    const handle = handleOf(name, taken);
    taken.add(handle);
    return handle;
  });
  expect(handles).toEqual(["m.okafor", "ma.okafor", "mar.okafor", "a.sorensen", "k.obrien"]);
});
