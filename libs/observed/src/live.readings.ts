import type { DeviceId } from '@app/kernel';
import { nameOf } from './apply.interfaces.js';
import type { ObservedService } from './observed.service.js';

/** What an interface carries now. */
export interface LiveInterface {
  readonly readAt: Date;
  readonly receiveBitsPerSecond: number | null;
  readonly transmitBitsPerSecond: number | null;
  /** Why a rate is missing. */
  readonly noRateReason: string | null;
  /** Octets since the agent began to count. */
  readonly receiveBytes: bigint | null;
  readonly transmitBytes: bigint | null;
  readonly inErrorsPerSecond: number | null;
  readonly outErrorsPerSecond: number | null;
  readonly inDiscardsPerSecond: number | null;
  readonly outDiscardsPerSecond: number | null;
}

export interface LiveSensor {
  readonly value: number;
  readonly readAt: Date;
}

/** The newest of what changes too often to be written, where it is in the memory of this process. */
export abstract class LiveReadings {
  abstract interfaceOf(deviceId: DeviceId, interfaceId: number): LiveInterface | null;
  abstract sensorOf(deviceId: DeviceId, sensorId: number): LiveSensor | null;
}

/** A process that does not watch knows only what was written. */
export class NoLiveReadings extends LiveReadings {
  override interfaceOf(): null {
    return null;
  }

  override sensorOf(): null {
    return null;
  }
}

/** The memory of the engine in this process. */
export class WatchedReadings extends LiveReadings {
  constructor(private readonly service: Pick<ObservedService, 'memories' | 'rates'>) {
    super();
  }

  override interfaceOf(deviceId: DeviceId, interfaceId: number): LiveInterface | null {
    const port = this.service.memories.get(deviceId)?.interfaces.find(({ id }) => id === interfaceId);
    const rates = this.service.rates.get(deviceId);
    const rate = port && port.goneAt === null && rates ? rates.of(port.facts.ifIndex, nameOf(port.facts)) : null;
    if (!port || !rates || !rate || rates.readAtMs === null) return null;
    const { reason, ...live } = rate;
    return { readAt: new Date(rates.readAtMs), ...live, noRateReason: reason, ...port.frames.perSecond };
  }

  override sensorOf(deviceId: DeviceId, sensorId: number): LiveSensor | null {
    const sensor = this.service.memories.get(deviceId)?.sensors.find(({ id }) => id === sensorId);
    return sensor && sensor.goneAt === null && sensor.readAt > 0 ? { value: sensor.value, readAt: new Date(sensor.readAt) } : null;
  }
}
