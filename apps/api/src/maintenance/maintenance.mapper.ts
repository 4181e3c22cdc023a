import { isInForce, type MaintenanceWindow, nextTurn, type ScheduleOutcome } from '@app/maintenance';
import { encodeNodeId } from '../graphql/node.id.js';
import type { MaintenanceLossType } from './maintenance.inputs.js';
import type { MaintenanceWindowType } from './maintenance.type.js';

const LOOK_AHEAD_MS = 400 * 86_400_000;

/** From rows to what the schema shows; by hand, so that no column leaks. */
export function toWindowType(window: MaintenanceWindow, now: Date): MaintenanceWindowType {
  const { title, kind, startsAt, endsAt, recurrence, durationS, subjects } = window;
  const { createdBy, createdAt, cancelledBy, cancelledAt, beganAt } = window;
  const turn = nextTurn(window, now.getTime(), LOOK_AHEAD_MS);
  return {
    id: encodeNodeId('MaintenanceWindow', window.id),
    title,
    kind,
    startsAt,
    endsAt,
    recurrence,
    durationS,
    subjects: subjects.map((subject) => ({ kind: subject.kind, code: subject.code })),
    isInForce: isInForce(window, now.getTime()),
    nextTurnAt: turn === null ? null : new Date(turn),
    createdBy,
    createdAt,
    cancelledBy,
    cancelledAt,
    beganAt,
  };
}

export function toLossType({ judgement, snapshot }: Extract<ScheduleOutcome, { kind: 'scheduled' }>): MaintenanceLossType {
  const { lostDevices, lostCameras, isolatedStations, exposedStations } = judgement.alone;
  const codes = (places: readonly number[]) => places.map((place) => snapshot.graph.placeCodes[place]);
  return {
    devices: lostDevices.length,
    cameras: lostCameras,
    isolatedStations: codes(isolatedStations),
    exposedStations: codes(exposedStations),
  };
}
