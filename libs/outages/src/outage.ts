import type { ComponentKind, DeviceId, OutageId } from '@app/kernel';
import type { ProbableCause } from './onu.tellings.js';

export const SEVERITIES = ['critical', 'major', 'minor', 'warning'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const ALERT_NAMES = [
  'FibreSpanCut',
  'ConduitCut',
  'LinkDown',
  'DeviceDown',
  'PlaceDown',
  'CameraDown',
  'RedundancyLost',
  'PollerBlind',
] as const;
export type AlertName = (typeof ALERT_NAMES)[number];

/** What may be broken, by its code. */
export interface Suspect {
  readonly kind: ComponentKind;
  readonly code: string;
}

/** Why the topology cannot explain a silence: it is told as the device's own (fail open), and says so. */
export const UNEXPLAINED = {
  'no-path': 'the topology has no way to it, even with everything up: look there first',
  contradiction: 'the topology does not explain it: its links are lit or answers come through it, and it is silent',
} as const;
export type Unexplained = keyof typeof UNEXPLAINED;

/** One thing that broke, from the first verdict that named it until its root answers. */
export interface Outage {
  readonly id: OutageId;
  readonly alertName: AlertName;
  readonly severity: Severity;
  /** What was told as broken: it stays while it is among the candidates. */
  readonly root: Suspect;
  /** All that would look the same, the likeliest first. */
  readonly candidates: readonly Suspect[];
  readonly openedAt: Date;
  readonly clearedAt: Date | null;
  /** Silent devices behind it, ascending. Each silent device is behind one outage. */
  readonly affectedDevices: readonly DeviceId[];
  readonly affectedCameras: number;
  /** Codes of the stations in whose area something is lost. */
  readonly affectedStations: readonly string[];
  /** The station it is told under. */
  readonly station: string | null;
  /** The version of the network it was opened on. It stays. */
  readonly openedOnVersion: number;
  /** The version of the network it was last judged on. */
  readonly judgedOnVersion: number;
  /** The outage that took the redundancy which would have saved what is behind this one. */
  readonly secondOf: OutageId | null;
  /** Power or fibre, where those around it tell and agree. */
  readonly probableCause: ProbableCause | null;
  /** Set where the topology cannot explain it. */
  readonly unexplained: Unexplained | null;
}

/** One step in the life of an outage. */
export interface OutageStep {
  readonly kind:
    | 'opened'
    | 'grew'
    | 'shrank'
    | 'renamed'
    | 'narrowed'
    | 'rejudged'
    | 'explained'
    | 'merged'
    | 'cleared'
    | 'acknowledged'
    | 'noted'
    | 'attributed'
    | 'hushed'
    | 'unhushed';
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What a verdict says of one root cause, in the words of outages. */
export interface Cause {
  readonly candidates: readonly Suspect[];
  readonly isIsolating: boolean;
  readonly affectedDevices: readonly DeviceId[];
  readonly affectedCameras: number;
  readonly affectedStations: readonly string[];
  /** The one camera that alone is silent behind it, if it may itself be to blame. */
  readonly onlyCamera: string | null;
  readonly severity: Severity;
  readonly probableCause: ProbableCause | null;
  readonly unexplained: Unexplained | null;
  /** Keys of causes without which the devices behind this one would have a way. */
  readonly togetherWith: readonly string[];
  stationOf(root: Suspect): string | null;
}

export function keyOfSuspect({ kind, code }: Suspect): string {
  return `${kind} ${code}`;
}
