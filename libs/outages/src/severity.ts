import type { Severity } from './outage.js';

export interface Weight {
  readonly isIsolating: boolean;
  /** Stations that lost all their own devices. */
  readonly lostStations: number;
  readonly cameras: number;
  /** Silent devices that are not cameras. */
  readonly infrastructure: number;
}

/** By what hangs on it: a station without network or 500 cameras is critical, anything that carries others major, cameras alone minor. */
export function severityOf({ isIsolating, lostStations, cameras, infrastructure }: Weight): Severity {
  if (!isIsolating) return 'warning';
  if (lostStations > 0 || cameras >= 500) return 'critical';
  return infrastructure > 0 || cameras >= 20 ? 'major' : 'minor';
}
