import { AVAILABILITY, BAD_ABOVE_ZERO, RATIO_UP } from './looks.js';
import type { TableLook } from './panels.js';
import type { Speech } from './speech.js';
import { SILENCE } from './state.mappings.js';

/** How the share of cameras that see is listed, on whatever board. */
export const SEE = {
  value: 'See',
  unit: 'percentunit',
  decimals: 1,
  worst: 'lowest',
  steps: RATIO_UP,
  isSpoken: true,
} as const satisfies Partial<TableLook>;

/** How availability is. */
export const AVAILABLE = {
  value: 'Available',
  unit: 'percentunit',
  decimals: 3,
  worst: 'lowest',
  steps: AVAILABILITY,
  isSpoken: true,
  nothing: 'not yet known',
} as const satisfies Partial<TableLook>;

/** How open outages are listed by their root cause; `toStation`: where a click on a station leads. */
export function rootCauseList(toStation: string) {
  return {
    columns: { root: 'Root cause', kind: 'Kind', severity: 'Severity', station: 'Station', outage: 'Outage' },
    links: { station: toStation },
    value: 'Cameras',
    steps: BAD_ABOVE_ZERO,
    nothing: 'no open outage',
  } satisfies Partial<TableLook>;
}

/** How infrastructure is listed, the silent first. */
export function infrastructureList(speech: Speech, toStation: string) {
  return {
    description: 'DOWN is broken itself, UNREACHABLE has something broken on the way.',
    width: 12,
    columns: { device: 'Device', role: 'Role', station: 'Station', place: 'Place' },
    links: { device: speech.to('device', { station: '$__all', device: '${__value.raw}' }), station: toStation },
    value: 'State',
    states: SILENCE,
  } satisfies TableLook;
}
