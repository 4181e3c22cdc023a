import type { DeviceId } from '@app/kernel';
import type { TrapCount, TrapKind } from '@app/snmp';
import type { ProberStatus } from './prober.js';
import type { Target } from './target.js';

export type { TrapCount, TrapKind };

/** Something was told of these devices: a reason to look, and no more. Several where realms use one address. */
export interface TrapHint {
  readonly deviceIds: readonly DeviceId[];
  readonly kind: TrapKind;
  readonly receivedAtMs: number;
  readonly trapOid: string;
  readonly ifIndex: number | null;
}

/** Hears what devices tell without being asked. */
export abstract class TrapListener {
  abstract start(onHint: (hint: TrapHint) => void, onStatus: (status: ProberStatus) => void): Promise<ProberStatus>;
  /** Whom to listen to: the devices of these targets. */
  abstract assign(targets: readonly Target[]): void;
  abstract counts(): readonly TrapCount[];
  abstract stop(): Promise<void>;
}
