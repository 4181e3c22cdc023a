/** What an agent says that happened. What is none of the known kinds is `other`. */
export const TRAP_KINDS = [
  'linkDown',
  'linkUp',
  'coldStart',
  'warmStart',
  'authenticationFailure',
  'sensorThreshold',
  'onuDyingGasp',
  'onuLossOfSignal',
  'onuOnline',
  'other',
] as const;
export type TrapKind = (typeof TRAP_KINDS)[number];

/** The value of an object that came with a trap: text is clean and short, what has no other form is null. */
export interface TrapVarbind {
  readonly oid: string;
  readonly value: string | number | bigint | null;
}

/** One notification as it was told: whoever holds the community, or the keys, may have made it up. */
export interface Trap {
  readonly receivedAtMs: number;
  readonly fromAddress: string;
  readonly version: 'v1' | 'v2c' | 'v3';
  /** Whether the sender waited to be told that it came. */
  readonly isInform: boolean;
  readonly kind: TrapKind;
  readonly trapOid: string;
  /** The port it is about, where it names one. */
  readonly ifIndex: number | null;
  readonly varbinds: readonly TrapVarbind[];
}

/**
 * What became of a datagram. `discovery`: the first step of an SNMPv3 sender that asks who we are; `duplicate`: told again, e.g. an inform
 * whose acknowledgement was lost.
 */
export const TRAP_RESULTS = [
  'accepted',
  'duplicate',
  'discovery',
  'unknown_source',
  'limited',
  'bad_community',
  'bad_security',
  'garbage',
] as const;
export type TrapResult = (typeof TRAP_RESULTS)[number];

/** How often something became of a kind of trap; `unread` where it was dropped before its kind was known. */
export interface TrapCount {
  readonly kind: TrapKind | 'unread';
  readonly result: TrapResult;
  readonly count: number;
}

/** RFC 3418 and RFC 2863: what every agent may send; and the thresholds of CISCO-ENTITY-SENSOR-MIB. */
export const STANDARD_TRAPS: ReadonlyMap<string, TrapKind> = new Map([
  ['1.3.6.1.6.3.1.1.5.1', 'coldStart'],
  ['1.3.6.1.6.3.1.1.5.2', 'warmStart'],
  ['1.3.6.1.6.3.1.1.5.3', 'linkDown'],
  ['1.3.6.1.6.3.1.1.5.4', 'linkUp'],
  ['1.3.6.1.6.3.1.1.5.5', 'authenticationFailure'],
  ['1.3.6.1.4.1.9.9.91.2.0.1', 'sensorThreshold'],
  ['1.3.6.1.4.1.9.9.91.2.0.2', 'sensorThreshold'],
]);
