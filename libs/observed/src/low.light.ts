import type { InventorySnapshot } from '@app/inventory';
import { nameOf } from './apply.interfaces.js';
import { isReceiver, sensitivityOf, type SensorPolicy } from './apply.sensors.js';
import type { DeviceMemory, KnownOptics, KnownSensor } from './device.memory.js';
import type { AlarmPort, LowLight } from './optical.alarm.js';
import { driftDb, marginDb, rank, toldLevel } from './optical.state.js';

/** Whom nobody is to be told about: what is behind an outage is told as that outage. Positions of the graph. */
export interface Hidden {
  device(position: number): boolean;
  link(position: number): boolean;
}

/** A receiver, and what is believed of it. */
export type Receiver = KnownSensor & { readonly optics: KnownOptics };

/** The receivers of a device that see light now. */
export function receiversOf(memory: DeviceMemory): Receiver[] {
  return memory.sensors.filter(
    (sensor): sensor is Receiver => sensor.optics !== null && sensor.goneAt === null && isReceiver(sensor.reading),
  );
}

/** What a receiver's port is called: a receiver that nobody ties to a port is called as its sensor is. */
export function portNameOf({ port, reading }: KnownSensor): string {
  return port === null ? reading.descr : nameOf(port.facts);
}

export function alarmPortOf(device: string, sensor: Receiver, policy: SensorPolicy): AlarmPort {
  const { reading, optics } = sensor;
  const seen = { receiveDbm: sensor.value, sensitivityDbm: sensitivityOf(reading, policy), medianDbm: optics.medianDbm };
  const { isDrifting } = optics.state;
  const told = { level: toldLevel(optics.state), isDrifting, receiveDbm: sensor.value };
  return { device, interface: portNameOf(sensor), ...told, marginDb: marginDb(seen), driftDb: driftDb(seen) };
}

/**
 * What is low, by root: the declared link of a port, else its device. A link is told once, with the light at both its ends, and by
 * the worst of them.
 */
export function lowLight(
  snapshot: InventorySnapshot,
  memories: Iterable<DeviceMemory>,
  memoryOf: (position: number) => DeviceMemory | undefined,
  hidden: Hidden,
  policy: SensorPolicy,
): LowLight[] {
  const { graph } = snapshot;
  const byRoot = new Map<string, { kind: 'LINK' | 'DEVICE'; position: number; sensors: (readonly [number, Receiver])[] }>();
  for (const memory of memories) {
    const position = snapshot.indexOfDevice(memory.deviceId);
    if (position < 0 || hidden.device(position)) continue;
    for (const sensor of receiversOf(memory)) {
      if (toldLevel(sensor.optics.state) === 'ok') continue;
      const end = sensor.port === null ? -1 : graph.linkEndIndex(position, portNameOf(sensor));
      if (end >= 0 && hidden.link(end >> 1)) continue;
      const root = end >= 0 ? ({ kind: 'LINK', position: end >> 1 } as const) : ({ kind: 'DEVICE', position } as const);
      const key = `${root.kind} ${root.position}`;
      const group = byRoot.get(key) ?? { ...root, sensors: [] };
      group.sensors.push([position, sensor]);
      byRoot.set(key, group);
    }
  }
  return [...byRoot.values()].map(({ kind, position, sensors }) => {
    const isLink = kind === 'LINK';
    const all = isLink ? withOtherEnd(graph, position, sensors, memoryOf) : sensors;
    const ports = all
      .map(([device, sensor]) => alarmPortOf(graph.deviceNames[device], sensor, policy))
      .sort(
        (a, b) => rank(b.level) - rank(a.level) || (a.marginDb ?? Infinity) - (b.marginDb ?? Infinity) || (a.device < b.device ? -1 : 1),
      );
    const station = graph.placeStation[graph.devicePlace[isLink ? graph.linkA[position] : position]];
    return {
      severity: ports[0].level === 'critical' ? 'critical' : 'warning',
      root: { kind, code: isLink ? graph.linkCodes[position] : graph.deviceNames[position] },
      station: station >= 0 ? graph.placeCodes[station] : null,
      ports,
      openedAt: new Date(Math.min(...sensors.map(([, { optics }]) => sinceOf(optics)))),
    };
  });
}

function sinceOf({ state }: KnownOptics): number {
  if (state.level === 'ok') return state.driftingSince;
  return state.isDrifting ? Math.min(state.levelSince, state.driftingSince) : state.levelSince;
}

/** Both ends of a link, the low ones and those that are well. */
function withOtherEnd(
  graph: InventorySnapshot['graph'],
  link: number,
  low: readonly (readonly [number, Receiver])[],
  memoryOf: (position: number) => DeviceMemory | undefined,
): (readonly [number, Receiver])[] {
  const known = new Set(low.map(([, sensor]) => sensor));
  const others = [graph.linkA[link], graph.linkZ[link]].flatMap((device) =>
    receiversOf(memoryOf(device) ?? NOBODY)
      .filter((sensor) => !known.has(sensor) && sensor.port !== null && graph.linkEndIndex(device, portNameOf(sensor)) >> 1 === link)
      .map((sensor) => [device, sensor] as const),
  );
  return [...low, ...others];
}

const NOBODY = { sensors: [] } as unknown as DeviceMemory;
