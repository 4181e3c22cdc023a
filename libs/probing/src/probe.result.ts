import type { DeviceId } from '@app/kernel';

/**
 * What one ICMP probe gave.
 * REPLIED: our token came back in time. TIMED_OUT: silence. REJECTED: a router said "unreachable" (evidence that the path to that
 * router works). FAILED: the question could not be asked or the prober ended early: it proves nothing, so it means "unknown".
 */
export const PROBE_OUTCOME = { REPLIED: 0, TIMED_OUT: 1, REJECTED: 2, FAILED: 3 } as const;
export type ProbeOutcome = (typeof PROBE_OUTCOME)[keyof typeof PROBE_OUTCOME];

/** Results of ICMP probes in columns: 100,000 targets give thousands a second, and an object each would cost more than the probe. */
export interface ProbeBatch {
  readonly count: number;
  /** DeviceId of each result. */
  readonly deviceIds: Int32Array;
  /** A PROBE_OUTCOME each. */
  readonly outcomes: Uint8Array;
  /** Round-trip time in seconds (RFC 2681), NaN where there was no reply. */
  readonly rttSeconds: Float32Array;
  /** When the answer arrived, or when the silence became certain: milliseconds since the epoch. */
  readonly observedAtMs: Float64Array;
  /** When the question was sent: milliseconds since the epoch. A reply proves life at or after this instant. */
  readonly sentAtMs: Float64Array;
  /** Which router (or host) rejected a probe, by row; rows that are REJECTED only, and none where none was. */
  readonly rejectedBy?: ReadonlyMap<number, string>;
}

/** One row of the interface tables (RFC 2863), as read. Counters are whole octets; null where the agent has none. */
export interface InterfaceReading {
  readonly ifIndex: number;
  readonly ifName: string;
  readonly ifAlias: string | null;
  readonly adminUp: boolean;
  /** ifOperStatus: up 1, down 2, testing 3, unknown 4, dormant 5, notPresent 6, lowerLayerDown 7. */
  readonly operStatus: number;
  readonly speedBitsPerSecond: number | null;
  readonly receiveBytes: bigint | null;
  readonly transmitBytes: bigint | null;
  /** 64 or 32: which counters these are. */
  readonly counterBits: 32 | 64;
  readonly counterDiscontinuityTicks: number | null;
}

/** What one SNMP poll of a device gave. Only `read` proves anything about interfaces; `timed-out` proves nothing about the device. */
export type SnmpResult = {
  readonly deviceId: DeviceId;
  readonly observedAtMs: number;
} & (
  | {
      readonly kind: 'read';
      /** sysUpTime in hundredths of a second, mod 2^32. */
      readonly sysUpTimeTicks: number;
      readonly interfaces: readonly InterfaceReading[];
      /** Named faults of the answer that did not prevent reading it, e.g. 'walk went backwards'. */
      readonly faults: readonly string[];
    }
  | { readonly kind: 'timed-out' }
  | { readonly kind: 'rejected'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string }
);
