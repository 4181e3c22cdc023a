import type { MaintenanceWindow, Stretch } from './maintenance.window.js';
import { recurrences } from './recurrence.js';

/** So many occurrences of one window are looked at: a year of days. */
export const MOST_OCCURRENCES = 400;

type Planned = Pick<
  MaintenanceWindow,
  'kind' | 'startsAt' | 'endsAt' | 'recurrence' | 'durationS' | 'beganAt' | 'createdAt' | 'cancelledAt'
>;

/** When a window is in force, as far as that touches a stretch of time. Nothing is in force before it was scheduled or after it was cancelled. */
export function inForce(window: Planned, within: Stretch): Stretch[] {
  const { kind, beganAt, durationS, createdAt, cancelledAt } = window;
  if (kind === 'FLEXIBLE') {
    if (beganAt === null) return [];
    const from = beganAt.getTime();
    return clipped([{ from, to: from + (durationS ?? 0) * 1_000 }], createdAt, cancelledAt, within);
  }
  return clipped(planned(window, within), createdAt, cancelledAt, within);
}

/** When a window may be in force: a flexible one that has not begun may begin at any instant of its bounds. */
export function mayBeInForce(window: Planned, within: Stretch): Stretch[] {
  if (window.kind !== 'FLEXIBLE' || window.beganAt !== null) return inForce(window, within);
  const { startsAt, endsAt, durationS, createdAt, cancelledAt } = window;
  const bounds = { from: startsAt.getTime(), to: endsAt.getTime() + (durationS ?? 0) * 1_000 };
  return clipped([bounds], createdAt, cancelledAt, within);
}

export function isInForce(window: Planned, nowMs: number): boolean {
  return inForce(window, { from: nowMs, to: nowMs + 1 }).length > 0;
}

/** When it begins or ends to be in force next, after an instant and within a bound; null: not within it. */
export function nextTurn(window: Planned, nowMs: number, boundMs: number): number | null {
  const turns = inForce(window, { from: nowMs, to: nowMs + boundMs }).flatMap(({ from, to }) => [from, to]);
  const later = turns.filter((turn) => turn > nowMs);
  return later.length > 0 ? Math.min(...later) : null;
}

function planned({ startsAt, endsAt, recurrence }: Planned, within: Stretch): Stretch[] {
  const first = { from: startsAt.getTime(), to: endsAt.getTime() };
  return recurrence === null ? [first] : recurrences(recurrence, first, within, MOST_OCCURRENCES);
}

function clipped(stretches: readonly Stretch[], createdAt: Date, cancelledAt: Date | null, within: Stretch): Stretch[] {
  const [earliest, latest] = [createdAt.getTime(), cancelledAt?.getTime() ?? Number.POSITIVE_INFINITY];
  return stretches
    .map(({ from, to }) => ({ from: Math.max(from, earliest), to: Math.min(to, latest) }))
    .filter(({ from, to }) => from < to && from < within.to && to > within.from);
}
