/** A transceiver runs on 3.3 V. */
export const SUPPLY_MILLIVOLTS = 3_300;

export function nanowatts(dbm: number): number {
  return Math.round(10 ** (dbm / 10) * 1e6);
}

/** Stronger lasers draw more. */
export function biasMilliamperes(transmitDbm: number): number {
  return 30 + 4 * transmitDbm;
}
