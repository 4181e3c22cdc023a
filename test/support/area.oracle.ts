import type { TopologyDocument } from '@app/topology';

/** Who may see what, found apart from the product: from the document alone, by the words of its README. */
export interface AreaWords {
  /** Codes and names that may be told. */
  readonly mine: ReadonlySet<string>;
  /** Codes, names and addresses that must not be told, in no field, count or error. */
  readonly others: ReadonlySet<string>;
  readonly counts: Readonly<Record<'stations' | 'buildings' | 'devices' | 'cameras' | 'links' | 'spans', number>>;
}

export function areaWords(document: TopologyDocument, stationCodes: readonly string[], ownerCodes: readonly string[]): AreaWords {
  const { stations, buildings = [], accessPoints = [], devices, links, spans = [], conduits = [], owners = [] } = document;
  const area = new Set(stations.map(({ code }) => code).filter((code) => stationCodes.includes(code)));
  for (let before = -1; before < area.size;) {
    before = area.size;
    for (const { code, parent } of stations) if (parent && area.has(parent)) area.add(code);
  }
  const mine = {
    stations: stations.filter(({ code }) => area.has(code)),
    buildings: buildings.filter(({ station, owner }) => area.has(station) || (owner && ownerCodes.includes(owner))),
  };
  const places = new Set([...mine.stations, ...mine.buildings].map(({ code }) => code));
  const myDevices = devices.filter(({ place }) => places.has(place));
  const names = new Set(myDevices.map(({ name }) => name));
  const myLinks = links.filter(({ a, z }) => names.has(a.device) && names.has(z.device));
  const ridden = new Set(myLinks.flatMap((link) => link.spans ?? []));
  const mySpans = spans.filter(({ code, a, z }) => ridden.has(code) || (places.has(a) && places.has(z)));
  const ends = new Set(mySpans.flatMap(({ a, z }) => [a, z]));
  const ducts = new Set(mySpans.flatMap(({ conduit }) => conduit ?? []));
  const known = new Set(mine.buildings.flatMap(({ owner }) => owner ?? []).concat(ownerCodes));
  const all = [
    ...words(stations, places),
    ...words(buildings, places),
    ...words(accessPoints, ends),
    ...words(conduits, ducts),
    ...words(owners, known),
    ...words(spans, new Set(mySpans.map(({ code }) => code))),
    ...words(links, new Set(myLinks.map(({ code }) => code))),
    ...words(devices, names),
  ];
  const told = new Set(all.filter(({ isMine }) => isMine).map(({ word }) => word));
  return {
    mine: told,
    others: new Set(all.filter(({ word }) => !told.has(word)).map(({ word }) => word)),
    counts: {
      stations: mine.stations.length,
      buildings: mine.buildings.length,
      devices: myDevices.length,
      cameras: myDevices.filter(({ role }) => role === 'CAMERA').length,
      links: myLinks.length,
      spans: mySpans.length,
    },
  };
}

type Row = { readonly code?: string; readonly name?: string; readonly address?: string | null; readonly phone?: string | null };

function words(rows: readonly Row[], mine: ReadonlySet<string>) {
  return rows.flatMap((row) => {
    const isMine = mine.has(row.code ?? row.name ?? '');
    return [row.code, row.name, row.address, row.phone].flatMap((word) => (word ? [{ word, isMine }] : []));
  });
}
