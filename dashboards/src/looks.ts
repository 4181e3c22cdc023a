import type { StateNames } from './state.mappings.js';

export type Steps = readonly (readonly [from: number | null, color: string])[];

export interface Query {
  readonly expr: string;
  readonly legend?: string;
}

export interface PanelLook {
  readonly description: string;
  readonly unit?: string;
  readonly decimals?: number;
  readonly min?: number;
  readonly max?: number;
  readonly width: number;
  readonly height?: number;
  /** Colours from a value upwards; the first counts from below everything. */
  readonly steps?: Steps;
  /** Says beside the number, in a word, what its colour says: not everybody sees colours. */
  readonly isSpoken?: boolean;
  readonly states?: StateNames;
  /** What stands where there is nothing, where that is well. */
  readonly nothing?: string;
  /** Read from afar: the name stands in large letters by the number, not in the panel's small title. */
  readonly isFar?: boolean;
  /** Pixels, for what is read from afar. */
  readonly titleSize?: number;
  readonly valueSize?: number;
  /** Pixels of a bar at the most: three bars that fill a wall look like three walls. */
  readonly barHeight?: number;
}

export const ALL_FINE: Steps = [[null, 'green']];
export const BAD_ABOVE_ZERO: Steps = [
  [null, 'green'],
  [1, 'red'],
];
export const GOOD_AT_ONE: Steps = [
  [null, 'red'],
  [1, 'green'],
];
/** Light over what a receiver needs, dB. */
export const MARGIN: Steps = [
  [null, 'red'],
  [1, 'orange'],
  [3, 'green'],
];
/** How far light is below its week, dB. */
export const DRIFT: Steps = [
  [null, 'green'],
  [2, 'orange'],
];
/** Ratios of what works: a camera in a hundred that is out is worth a look, one in twenty is bad. */
export const RATIO_UP: Steps = [
  [null, 'red'],
  [0.95, 'orange'],
  [0.99, 'green'],
];
/** What contracts promise for a dedicated link, and what the cheaper ones do. */
export const AVAILABILITY: Steps = [
  [null, 'red'],
  [0.98, 'orange'],
  [0.995, 'green'],
];
export const PACKET_LOSS: Steps = [
  [null, 'green'],
  [0.01, 'yellow'],
  [0.2, 'red'],
];
/** Alerts in ten minutes (EEMUA 191): one is very likely to be handled, more than ten are a flood. */
export const ALERT_RATE: Steps = [
  [null, 'green'],
  [2, 'orange'],
  [10, 'red'],
];
/** Alerts that stand: under ten. */
export const STANDING: Steps = [
  [null, 'green'],
  [10, 'orange'],
  [50, 'red'],
];
/** Hours to repair, in seconds: metro fibre is due within 4 to 6 hours. */
export const REPAIR: Steps = [
  [null, 'green'],
  [14_400, 'orange'],
  [21_600, 'red'],
];

const LEVELS: Readonly<Record<string, string>> = { green: 'normal', yellow: 'warning', orange: 'warning', red: 'critical' };

/** The word for a colour of a threshold. */
export function levelOf(color: string): string {
  return LEVELS[color] ?? 'unknown';
}

/** Which step a value has reached, from 0. */
export function levelExpr(expr: string, steps: Steps): string {
  return steps.flatMap(([from]) => (from === null ? [] : [`((${expr}) >= bool ${from})`])).join(' + ');
}

/** The step reached, in words. */
export function levelStates(steps: Steps): StateNames {
  return Object.fromEntries(steps.map(([, color], index) => [index, { text: levelOf(color), color }]));
}
