import type { OutageId } from '@app/kernel';
import type { Outage } from '../outage.js';

/** An outage by hand: a span that is cut, open, with nothing behind it, unless told otherwise. */
export function outageOf(changes: Partial<Outage> = {}): Outage {
  const { root = { kind: 'SPAN', code: 'S1' } as const } = changes;
  return {
    id: `o-${root.code}` as OutageId,
    alertName: 'FibreSpanCut',
    severity: 'major',
    root,
    candidates: [],
    openedAt: new Date('2026-11-23T02:00:00Z'),
    clearedAt: null,
    affectedDevices: [],
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
