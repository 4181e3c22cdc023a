import type { InterfaceReading } from '@app/probing';

/** Whom the beliefs are about: one version of the network, by position. */
export interface Roster {
  /** DeviceId of each position. */
  readonly deviceIds: Int32Array;
  /** LinkId of each position. */
  readonly linkIds: Int32Array;
  /** 1 for what is asked on the fast interval: everything that carries others. */
  readonly isInfrastructure: Uint8Array;
  /** The position of a device, or -1. */
  indexOfDevice(deviceId: number): number;
  /** The link end (2 × link, + 1 for the z end) at a device's interface, or -1. */
  endOf(device: number, interfaceName: string): number;
}

/**
 * What an interface tells of its link: 1 lit, 0 dark, -1 nothing. Switched off by hand, testing, dormant and unknown tell nothing of
 * the fibre (RFC 2863, ifOperStatus).
 */
export function operUpOf({ adminUp, operStatus }: Pick<InterfaceReading, 'adminUp' | 'operStatus'>): -1 | 0 | 1 {
  if (!adminUp) return -1;
  if (operStatus === 1) return 1;
  return operStatus === 2 || operStatus === 6 || operStatus === 7 ? 0 : -1;
}

/** Puts instants that are later than now to now. */
export function noneAfter(instants: Float64Array, now: number): void {
  for (let i = 0; i < instants.length; i++) if (instants[i] > now) instants[i] = now;
}
