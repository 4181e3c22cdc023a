import type { InventorySnapshot } from '@app/inventory';
import type { DeviceId, LinkId } from '@app/kernel';
import type { Unproven } from '@app/outages';

interface Former {
  readonly snapshot: InventorySnapshot;
  readonly declared: NewlyDeclared;
}

/** What was declared while the network was watched, and was never seen to work: it may not be built yet. */
export class NewlyDeclared implements Unproven {
  readonly devices: Uint8Array;
  readonly links: Uint8Array;
  /** Names of devices and codes of links that worked once and were taken out since. */
  readonly formerly: ReadonlySet<string>;

  constructor(snapshot: InventorySnapshot, before: Former | null) {
    this.formerly = formerlyOf(snapshot, before);
    const { devices, links } = unprovenSince(snapshot, before, this.formerly);
    this.devices = devices;
    this.links = links;
  }

  deviceWorks(device: number): void {
    this.devices[device] = 0;
  }

  linkWorks(link: number): void {
    this.links[link] = 0;
  }
}

/** The end on another version that the same interface of the same device told of, or -1. */
export function formerEnd({ graph, deviceIds }: InventorySnapshot, end: number, former: InventorySnapshot): number {
  const link = end >> 1;
  const name = (end & 1 ? graph.linkInterfaces.z : graph.linkInterfaces.a)[link];
  const device = former.indexOfDevice(deviceIds[(end & 1 ? graph.linkZ : graph.linkA)[link]] as DeviceId);
  return name === null || device < 0 ? -1 : former.graph.linkEndIndex(device, name);
}

function formerlyOf({ graph }: InventorySnapshot, before: Former | null): ReadonlySet<string> {
  if (!before) return new Set();
  const { deviceNames, linkCodes } = before.snapshot.graph;
  return new Set([
    ...before.declared.formerly,
    ...deviceNames.filter((name, device) => !before.declared.devices[device] && graph.deviceIndex(name) < 0),
    ...linkCodes.filter((code, link) => !before.declared.links[link] && graph.linkIndex(code) < 0),
  ]);
}

/** A link that is declared anew where one was is the same fibre. */
function unprovenSince(snapshot: InventorySnapshot, before: Former | null, formerly: ReadonlySet<string>): Unproven {
  const { deviceIds, linkIds, graph } = snapshot;
  // The first network may be broken as it is; that is told as it looks.
  const isFirst = !before || before.snapshot.graph.deviceCount === 0;
  if (isFirst) return { devices: new Uint8Array(deviceIds.length), links: new Uint8Array(linkIds.length) };
  const { snapshot: former, declared: unproven } = before;
  const of = (flags: Uint8Array, position: number, name: string) => (position >= 0 ? flags[position] : formerly.has(name) ? 0 : 1);
  return {
    devices: Uint8Array.from(deviceIds, (id, device) =>
      of(unproven.devices, former.indexOfDevice(id as DeviceId), graph.deviceNames[device]),
    ),
    links: Uint8Array.from(linkIds, (id, link) => {
      const ends = [2 * link, 2 * link + 1].map((end) => formerEnd(snapshot, end, former) >> 1);
      return of(unproven.links, Math.max(former.indexOfLink(id as LinkId), ...ends), graph.linkCodes[link]);
    }),
  };
}
