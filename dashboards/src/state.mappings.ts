import { DEVICE_STATUSES } from '@app/kernel';

/** Numbers that stand for states: the word and the colour of each. */
export type StateNames = Readonly<Record<number, { readonly text: string; readonly color: string }>>;

const STATUS_COLORS = { UP: 'green', DEGRADED: 'yellow', DOWN: 'red', UNREACHABLE: 'orange', UNKNOWN: 'text' } as const;

/** nadi_device_status, by its position in the list of statuses. */
export const STATUS: StateNames = Object.fromEntries(DEVICE_STATUSES.map((text, value) => [value, { text, color: STATUS_COLORS[text] }]));

export const UP_DOWN: StateNames = { 0: { text: 'down', color: 'red' }, 1: { text: 'up', color: 'green' } };

/** Fibre is cut, not down; what nobody can tell is told as that. */
export const FIBRE: StateNames = {
  0: { text: 'cut', color: 'red' },
  1: { text: 'whole', color: 'green' },
  2: { text: 'not known', color: 'text' },
};

export const YES_NO: StateNames = { 0: { text: 'no', color: 'red' }, 1: { text: 'yes', color: 'green' } };

export const BLIND: StateNames = { 0: { text: 'sees', color: 'green' }, 1: { text: 'blind', color: 'red' } };

/** nadi_station_ways. */
export const WAYS: StateNames = {
  0: { text: 'cut off', color: 'red' },
  1: { text: 'one way', color: 'orange' },
  2: { text: 'redundant', color: 'green' },
};

/**
 * How silent a device is, for lists with the worst on top: a status is no rank (UNKNOWN has the highest number), and a list of the silent alone
 * would be empty on a good day and look broken.
 */
export const SILENCE: StateNames = {
  0: { text: 'not silent', color: 'green' },
  1: { text: 'UNREACHABLE', color: 'orange' },
  2: { text: 'DOWN', color: 'red' },
};
/** UP 0, DEGRADED 0, DOWN 2, UNREACHABLE 1, UNKNOWN 0 from one look at each series: a parabola with its top at DOWN, rounded. */
export const SILENCE_EXPR = 'round(clamp_min(2 - 1.5 * (nadi_device_status - 2.17) ^ 2, 0))';
/** The same of these devices alone. */
export const silenceOf = (selector: string) => SILENCE_EXPR.replace('nadi_device_status', `nadi_device_status{${selector}}`);
