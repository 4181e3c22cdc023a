import { ADDRESS_BYTES, writeAddress } from '@app/sockets';
import type { Target } from './target.js';

/** ICMP targets in columns: what crosses to the thread that asks, at 41 bytes a target instead of an object. */
export interface TargetColumns {
  readonly count: number;
  readonly deviceIds: Int32Array;
  /** 16 bytes each, network order. */
  readonly addresses: Uint8Array;
  /** 4, 6, or 0 for what is no address: it is asked all the same, and FAILED. */
  readonly families: Uint8Array;
  readonly intervalsMs: Float64Array;
  readonly timeoutsMs: Float64Array;
}

/** Packs the targets whose check is ICMP; the others are somebody else's. */
export function packTargets(targets: readonly Target[]): TargetColumns {
  const icmp = targets.filter(({ check }) => check === 'icmp');
  const columns: TargetColumns = {
    count: icmp.length,
    deviceIds: new Int32Array(icmp.length),
    addresses: new Uint8Array(icmp.length * ADDRESS_BYTES),
    families: new Uint8Array(icmp.length),
    intervalsMs: new Float64Array(icmp.length),
    timeoutsMs: new Float64Array(icmp.length),
  };
  icmp.forEach((target, i) => {
    columns.deviceIds[i] = target.deviceId;
    columns.families[i] = writeAddress(target.address, columns.addresses, i * ADDRESS_BYTES);
    columns.intervalsMs[i] = target.intervalMs;
    columns.timeoutsMs[i] = target.timeoutMs;
  });
  return columns;
}
