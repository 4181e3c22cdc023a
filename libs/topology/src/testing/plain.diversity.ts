import type { Broken, PlainNetwork } from './plain.network.js';

export interface PlainFinding {
  readonly links: readonly string[];
  readonly shared: readonly string[];
  readonly devices: number;
  readonly cameras: number;
}

/** False diversity by its definition, with nothing but walks through the whole network. */
export function plainFalseDiversity(plain: PlainNetwork): PlainFinding[] {
  const { document } = plain;
  const placeOf = new Map(document.devices.map(({ name, place }) => [name, place]));
  const pollerPlaces = new Set(document.pollers?.map(({ attachedTo }) => placeOf.get(attachedTo)));
  const everything = plain.reached([]);
  const isRing = (code: string) => {
    const { a, z } = document.links.find((link) => link.code === code)!;
    if (a.device === z.device || !everything.has(a.device)) return false;
    return plain.lost([{ kind: 'LINK', code }]).length === 0;
  };
  const ringLinks = new Set(document.links.map(({ code }) => code).filter(isRing));
  const found = new Map<string, { links: string[]; shared: string[]; parts: string[][] }>();
  for (const thing of plain.components) {
    if (thing.kind === 'LINK' || thing.kind === 'DEVICE' || (thing.kind === 'PLACE' && pollerPlaces.has(thing.code))) continue;
    for (const { links, part } of brokenRings(plain, thing, ringLinks, placeOf)) {
      const key = links.join();
      const known = found.get(key) ?? { links, shared: [], parts: [] };
      found.set(key, known);
      const name = `${thing.kind} ${thing.code}`;
      if (!known.shared.includes(name)) known.shared.push(name);
      known.parts.push(part);
    }
  }
  const cameras = new Set(plain.names(({ role }) => role === 'CAMERA'));
  return [...found.values()].map(({ links, shared, parts }) => {
    const largest = parts.toSorted((a, b) => b.length - a.length)[0];
    return { links, shared, devices: largest.length, cameras: largest.filter((name) => cameras.has(name)).length };
  });
}

function brokenRings(plain: PlainNetwork, thing: Broken, ringLinks: ReadonlySet<string>, placeOf: ReadonlyMap<string, string>) {
  const { links, spans = [], devices } = plain.document;
  const endsThere = ({ a, z }: (typeof links)[number]) => [a, z].some(({ device }) => placeOf.get(device) === thing.code);
  const passes = (link: (typeof links)[number]) =>
    thing.kind === 'PLACE' &&
    !endsThere(link) &&
    spans.some(({ code, a, z }) => link.spans?.includes(code) && (a === thing.code || z === thing.code));
  const isTaken = (link: (typeof links)[number]) => passes(link) || !plain.isLit(link, [thing]);
  const dark = new Set(
    links
      .filter((link) => (ringLinks.has(link.code) && isTaken(link)) || (thing.kind === 'PLACE' && endsThere(link)))
      .map(({ code }) => code),
  );
  const left = plain.reached(thing.kind === 'PLACE' ? [thing] : [], dark);
  const before = plain.reached([]);
  const off = new Set(thing.kind === 'PLACE' ? plain.names(({ place }) => place === thing.code) : []);
  const lost = plain.names(({ name }) => before.has(name) && !left.has(name) && !off.has(name));
  const takenByOne = new Set([...off].flatMap((name) => plain.lost([{ kind: 'DEVICE', code: name }])));
  const rings: { links: string[]; part: string[] }[] = [];
  const seen = new Set<string>();
  for (const start of lost) {
    if (seen.has(start)) continue;
    const part = new Set([start]);
    for (const name of part) {
      for (const { code, a, z } of links) {
        if (dark.has(code)) continue;
        if (a.device === name) part.add(z.device);
        if (z.device === name) part.add(a.device);
      }
    }
    for (const name of part) seen.add(name);
    const around = links.filter(({ code, a, z }) => dark.has(code) && ringLinks.has(code) && part.has(a.device) !== part.has(z.device));
    const inwards = around.filter(({ a, z }) => left.has(a.device) || left.has(z.device));
    const chosen = off.size === 0 && inwards.length >= 2 ? inwards : around;
    if (chosen.length < 2 || takenByOne.has(start)) continue;
    rings.push({ links: chosen.map(({ code }) => code), part: devices.map(({ name }) => name).filter((name) => part.has(name)) });
  }
  return rings;
}
