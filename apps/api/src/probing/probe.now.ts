import type { DeviceId } from '@app/kernel';
import type { DomainEvents } from '@app/platform';

/** Has devices asked at once, beside their schedule, by whichever process runs the engine. */
export abstract class ProbeNow {
  abstract ask(deviceIds: readonly DeviceId[]): Promise<void>;
}

/** The event that engines listen for; the id is the device's. */
export const PROBE_REQUESTED = 'probe.requested';

/** For a process without an engine: a hint through the database. Nobody answers it; the results show in the devices' states. */
export class ProbeByEvent extends ProbeNow {
  constructor(private readonly events: Pick<DomainEvents, 'publishMany'>) {
    super();
  }

  override async ask(deviceIds: readonly DeviceId[]): Promise<void> {
    await this.events.publishMany(PROBE_REQUESTED, deviceIds.map(String));
  }
}
