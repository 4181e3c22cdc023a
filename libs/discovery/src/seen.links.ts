import { isOwnMac, macOf } from './hardware.address.js';
import { isSamePort, type NetworkMatch, type ObservedDevice, type SeenEnd, type SeenLink } from './observed.network.js';
import { portForm, portLabel } from './port.names.js';

/** One device that another one has told of, on one of its ports. */
interface Sighting {
  readonly from: SeenEnd;
  readonly to: SeenEnd;
  readonly isShared: boolean;
}

/** All links that the devices tell of, each once, in an order of its own: the same readings in any order give the same links. */
export function seenLinks(match: NetworkMatch): SeenLink[] {
  const told = match.observation.devices.flatMap((device) => neighboursOf(match, device));
  const links = pair(told);
  const bridged = match.observation.devices.flatMap((device) => bridgedOf(match, device));
  // Whoever speaks for itself is believed before a bridge that merely heard it.
  const spoken = new Set(told.flatMap(({ from, to }) => [from.device, to.device]));
  const silent = bridged.filter(({ to }) => !spoken.has(to.device));
  const hangs = new Map<string, number>();
  for (const { to } of silent) hangs.set(to.device, (hangs.get(to.device) ?? 0) + 1);
  for (const { from, to } of silent) {
    // Heard on access ports of two bridges: one of them is no access port.
    if (hangs.get(to.device) === 1) links.push({ ...ordered(from, to), by: 'bridge', isShared: false });
  }
  return links.sort((x, y) => compare(keyOf(x), keyOf(y)));
}

function neighboursOf(match: NetworkMatch, observed: ObservedDevice): Sighting[] {
  const from = match.nameOf.get(observed.key) ?? observed.key;
  const byPort = new Map<string, Map<string, Sighting>>();
  for (const neighbour of observed.reading.neighbours) {
    const port = observed.reading.ports.find(({ ifIndex }) => ifIndex === neighbour.localIfIndex);
    const local = port ? portLabel(port) : neighbour.localIfName;
    const host = neighbour.remoteHostname;
    const whose = match.whose({ mac: neighbour.remoteChassisId ?? macOf(host), address: neighbour.remoteMgmtAddr ?? host, host });
    const to = whose ?? `unknown ${neighbour.remoteChassisId ?? host}`;
    if (to === from) continue;
    const remote = whose === null ? neighbour.remotePort : remotePortOf(match, whose, neighbour.remotePort, neighbour.remotePortDescr);
    const sightings = byPort.get(local ?? '') ?? new Map<string, Sighting>();
    // LLDP and CDP tell of the same neighbour twice; the better name of the port stays.
    if (!sightings.get(to)?.to.port) sightings.set(to, { from: end(match, from, local), to: end(match, to, remote), isShared: false });
    byPort.set(local ?? '', sightings);
  }
  return [...byPort.values()].flatMap((sightings) => [...sightings.values()].map((each) => ({ ...each, isShared: sightings.size > 1 })));
}

/** The name that the neighbour itself has for the port; a number or MAC address that leads to none says nothing. */
function remotePortOf(match: NetworkMatch, device: string, port: string, descr: string | null): string | null {
  const ports = match.readingOf(device)?.ports;
  if (!ports) return macOf(port) !== null ? descr || null : port || descr || null;
  for (const name of [port, descr]) {
    const own = name ? match.portOf(device, name) : null;
    if (own !== null && ports.some((each) => portLabel(each) === own)) return own;
  }
  const number = /^\d+$/.test(port) ? ports.find(({ ifIndex }) => ifIndex === Number(port)) : undefined;
  return number ? portLabel(number) : null;
}

/** Two sightings that tell of one another are one link. */
function pair(sightings: readonly Sighting[]): SeenLink[] {
  const open = [...sightings].sort((x, y) => compare(sightingKey(x), sightingKey(y)));
  const links: SeenLink[] = [];
  const used = new Set<Sighting>();
  const isBack = (one: Sighting, other: Sighting, exact: boolean) => {
    if (one.from.device !== other.to.device || one.to.device !== other.from.device) return false;
    const fits = (a: string | null, b: string | null) => isSamePort(a, b) || (!exact && (a === null || b === null));
    return fits(one.from.port, other.to.port) && fits(one.to.port, other.from.port);
  };
  for (const exact of [true, false]) {
    for (const one of open) {
      if (used.has(one)) continue;
      const back = open.find((other) => other !== one && !used.has(other) && isBack(one, other, exact));
      if (!back) continue;
      used.add(one).add(back);
      const ends = ordered(one.from, back.from);
      links.push({ ...ends, by: 'both-ends', isShared: one.isShared || back.isShared });
    }
  }
  for (const one of open) if (!used.has(one)) links.push({ ...ordered(one.from, one.to), by: 'one-end', isShared: one.isShared });
  return links;
}

/** Who hangs on which access port: a port without a neighbour that speaks, on which one known device alone was heard. */
function bridgedOf(match: NetworkMatch, observed: ObservedDevice): Sighting[] {
  const from = match.nameOf.get(observed.key) ?? observed.key;
  const { reading } = observed;
  const uplinks = new Set(reading.neighbours.map(({ localIfIndex }) => localIfIndex));
  const heard = new Map<number, Set<string>>();
  const strangers = new Set<number>();
  for (const { mac, ifIndex } of reading.tables.forwarding) {
    if (uplinks.has(ifIndex) || !isOwnMac(mac)) continue;
    const whose = match.whose({ mac });
    if (whose === null) strangers.add(ifIndex);
    else heard.set(ifIndex, (heard.get(ifIndex) ?? new Set()).add(whose));
  }
  return [...heard].flatMap(([ifIndex, devices]) => {
    const port = reading.ports.find((each) => each.ifIndex === ifIndex);
    const [only] = devices;
    if (!port || devices.size !== 1 || strangers.has(ifIndex) || only === undefined || only === from) return [];
    return [{ from: end(match, from, portLabel(port)), to: end(match, only, null), isShared: false }];
  });
}

function end(match: NetworkMatch, device: string, port: string | null): SeenEnd {
  return { device, isDeclared: match.isDeclared(device), port };
}

function ordered(one: SeenEnd, other: SeenEnd): { a: SeenEnd; z: SeenEnd } {
  const [a, z] = compare(endKey(one), endKey(other)) <= 0 ? [one, other] : [other, one];
  return { a, z };
}

function endKey({ device, port }: SeenEnd): string {
  return `${device} ${port === null ? '' : portForm(port)}`;
}

function keyOf({ a, z, by }: SeenLink): string {
  return `${endKey(a)} | ${endKey(z)} | ${by}`;
}

function sightingKey({ from, to }: Sighting): string {
  return `${endKey(from)} > ${endKey(to)}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
