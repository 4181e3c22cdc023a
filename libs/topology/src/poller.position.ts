import type { TopologyDocument } from './topology.document.js';
import { quoted } from './topology.error.js';
import type { TopologyIndex } from './topology.index.js';

/** Where a poller stands: what it sees, it sees from this device. */
export interface PollerPosition {
  readonly code: string;
  /** Device index. */
  readonly device: number;
}

/** The code of the poller that is assumed where a topology names none. */
export const DEFAULT_POLLER_CODE = 'default';

/**
 * Finds the device of each poller. Where a topology names none, one is assumed at the first router of the Polda, with a warning; where
 * there is no such router, at the nearest thing to it, and the warning says at what.
 */
export function positionPollers(
  document: TopologyDocument,
  index: TopologyIndex,
): { pollers: readonly PollerPosition[]; warnings: readonly string[] } {
  if (document.pollers && document.pollers.length > 0) {
    const seen = new Set<string>();
    const pollers = document.pollers.map(({ code, attachedTo }, i) => {
      const place = () => `pollers[${i}] ${quoted(code)}`;
      if (seen.has(code)) index.problems.push({ place: place(), reason: 'this code is already taken' });
      seen.add(code);
      return { code, device: index.find(index.devices, 'device', attachedTo, () => `${place()}.attachedTo`, i) };
    });
    return { pollers, warnings: [] };
  }
  const device = assumedDevice(document);
  if (device < 0) return { pollers: [], warnings: ['the topology names no poller and has no device that one could stand at'] };
  const name = quoted(document.devices[device].name);
  return {
    pollers: [{ code: DEFAULT_POLLER_CODE, device }],
    warnings: [`the topology names no poller: one is assumed at ${name}`],
  };
}

function assumedDevice({ stations, devices }: TopologyDocument): number {
  const poldas = new Set(stations.filter(({ kind }) => kind === 'POLDA').map(({ code }) => code));
  const ways = [
    devices.findIndex(({ role, place }) => role === 'ROUTER' && poldas.has(place)),
    devices.findIndex(({ place }) => poldas.has(place)),
    devices.findIndex(({ role }) => role === 'ROUTER'),
    devices.length > 0 ? 0 : -1,
  ];
  return ways.find((device) => device >= 0) ?? -1;
}
