import type { ClockKeeper } from '@app/availability';
import type { Clock } from '@app/kernel';
import type { MaintenanceWatch } from '@app/maintenance';
import type { ConcludingService } from '@app/outages';
import type { Watch } from './watch.js';

export interface TimeKeepingParts {
  readonly clocks: ClockKeeper;
  readonly maintenance: MaintenanceWatch;
  readonly clock: Clock;
}

/** Tells the clocks of availability what is concluded and what is in maintenance. */
export class TimeKeeping {
  private readonly hold = () => this.concluding.hold();

  constructor(
    private readonly parts: TimeKeepingParts,
    private readonly concluding: ConcludingService,
  ) {}

  takeLead(): Promise<void> {
    return this.parts.clocks.takeLead();
  }

  /** Which clock of everything runs now. Who sees nothing measures nobody's time. */
  async keep({ snapshot, devices, interfaces }: Watch): Promise<void> {
    const { clocks, maintenance, clock } = this.parts;
    const { concluding } = this;
    if (concluding.isBlind) return clocks.pause();
    const now = clock.now();
    const facts = {
      snapshot,
      statuses: concluding.statuses,
      deviceSince: devices.since,
      outageOf: concluding.outageOfDevices,
      outages: concluding.outages,
      operUp: interfaces.operUp,
      interfaceSince: interfaces.since,
      coverage: maintenance.coverageAt(snapshot, now),
      turnedMs: maintenance.turnedAt(now)?.getTime() ?? 0,
    };
    await clocks.keep(facts, this.hold);
  }

  isBeatDue(): boolean {
    return this.parts.clocks.isBeatDue();
  }

  beat(): Promise<void> {
    return this.parts.clocks.beat(this.hold);
  }

  pause(): Promise<void> {
    return this.parts.clocks.pause();
  }
}
