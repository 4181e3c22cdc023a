import type { InventorySnapshot } from '@app/inventory';
import type { DeviceId } from '@app/kernel';
import type { Outage } from '@app/outages';
import { outageOf } from '@testing/outages';
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

/** An open outage of this root that takes these devices away. */
export function outageThatTakes(
  snapshot: InventorySnapshot,
  root: Outage['root'],
  lost: readonly string[],
  changes: Partial<Outage> = {},
): Outage {
  return outageOf({
    alertName: lost.length === 0 ? 'RedundancyLost' : 'FibreSpanCut',
    root,
    candidates: [root],
    openedAt: new Date('2026-11-25T16:00:00Z'),
    affectedDevices: lost.map((name) => snapshot.deviceIds[snapshot.graph.deviceIndex(name)] as DeviceId),
    ...changes,
  });
}
