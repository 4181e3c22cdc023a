import type { DeviceId } from '@app/kernel';
import type { ObservedService } from './observed.service.js';
import { alarmPortOf, portNameOf, receiversOf } from './low.light.js';
import { toldLevel } from './optical.state.js';

/** The light at one port, where it was low or fell while there was any. */
export interface LowLightAt {
  readonly receiveDbm: number;
  readonly marginDb: number | null;
  /** How far it fell below its week; null where it did not drift. */
  readonly driftDb: number | null;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** The low light at a port of a device as it was measured last; null where it was well, or there was none. */
export function lowLightOf(
  { memories, policy }: Pick<ObservedService, 'memories' | 'policy'>,
  deviceId: DeviceId,
  port: string,
): LowLightAt | null {
  const memory = memories.get(deviceId);
  if (!memory) return null;
  const low = receiversOf(memory).filter((sensor) => portNameOf(sensor) === port && toldLevel(sensor.optics.state) !== 'ok');
  const [worst] = low
    .map((sensor) => ({ ...alarmPortOf('', sensor, policy), state: sensor.optics.state }))
    .sort((a, b) => (a.marginDb ?? Infinity) - (b.marginDb ?? Infinity) || a.receiveDbm - b.receiveDbm);
  if (!worst) return null;
  const { receiveDbm, marginDb, driftDb, isDrifting, state } = worst;
  return { receiveDbm, marginDb, driftDb: isDrifting ? driftDb : null, since: isDrifting ? state.driftingSince : state.levelSince };
}
