import type { InventorySnapshot } from '@app/inventory';
import type { DeviceId, OutageId } from '@app/kernel';
import type { Outage } from '@app/outages';
import { NetworkGraph, type TopologyDocument } from '@app/topology';
import type { MaintenanceId, MaintenanceWindow } from '../maintenance.window.js';

let count = 0;

/** A window by hand: in force from 22.00 to 02.00 of the next day in Jakarta, unless told otherwise. */
export function windowOf(changes: Partial<MaintenanceWindow> = {}): MaintenanceWindow {
  count += 1;
  return {
    id: `00000000-0000-4000-8000-${String(count).padStart(12, '0')}` as MaintenanceId,
    title: `works ${count}`,
    kind: 'ONE_OFF',
    startsAt: new Date('2026-11-25T15:00:00Z'),
    endsAt: new Date('2026-11-25T19:00:00Z'),
    recurrence: null,
    durationS: null,
    subjects: [],
    createdBy: 'ani',
    createdAt: new Date('2026-11-20T00:00:00Z'),
    cancelledBy: null,
    cancelledAt: null,
    beganAt: null,
    ...changes,
  };
}

/** A network of which the database knows: the id of a device is its position and 1,000. */
export function snapshotOf(document: TopologyDocument): InventorySnapshot {
  const graph = NetworkGraph.from(document);
  const ids = (length: number) => Int32Array.from({ length }, (_, position) => 1_000 + position);
  return {
    version: 1,
    actor: 'test',
    document,
    graph,
    deviceIds: ids(graph.deviceCount),
    linkIds: ids(graph.linkCount),
    spanIds: ids(graph.spanCount),
    conduitIds: ids(graph.conduitCount),
    placeIds: ids(graph.placeCount),
    indexOfDevice: (id) => (id >= 1_000 && id < 1_000 + graph.deviceCount ? id - 1_000 : -1),
    indexOfLink: (id) => (id >= 1_000 && id < 1_000 + graph.linkCount ? id - 1_000 : -1),
  };
}

/** An open outage of this root that takes these devices away. */
export function outageOf(
  snapshot: InventorySnapshot,
  root: Outage['root'],
  lost: readonly string[],
  changes: Partial<Outage> = {},
): Outage {
  return {
    id: `o-${root.code}` as OutageId,
    alertName: lost.length === 0 ? 'RedundancyLost' : 'FibreSpanCut',
    severity: 'major',
    root,
    candidates: [root],
    openedAt: new Date('2026-11-25T16:00:00Z'),
    clearedAt: null,
    affectedDevices: lost.map((name) => (1_000 + snapshot.graph.deviceIndex(name)) as DeviceId),
    affectedCameras: 0,
    affectedStations: [],
    station: null,
    openedOnVersion: 1,
    judgedOnVersion: 1,
    secondOf: null,
    probableCause: null,
    unexplained: null,
    ...changes,
  };
}
