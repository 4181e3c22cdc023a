import type { OnuDownCause, OnuState } from '@app/equipment';
import type { DeviceId } from '@app/kernel';
import type { FactChange } from './device.facts.js';
import type { DeviceMemory, KnownInterface, KnownOnu, KnownSensor } from './device.memory.js';

export interface OnuTransition {
  readonly onu: KnownOnu;
  readonly at: number;
  readonly state: OnuState;
  readonly downCause: OnuDownCause | null;
}

/** Steps that wait while the database is away: more are of no use to anybody. */
const MOST_STEPS = 50_000;

/** What is to be written: rows that are another than in the tables, once each however often they changed, and the steps between. */
export class ObservedChanges {
  readonly facts = new Map<DeviceId, DeviceMemory>();
  readonly interfaces = new Map<KnownInterface, DeviceId>();
  readonly sensors = new Map<KnownSensor, DeviceId>();
  readonly optics = new Map<KnownSensor, DeviceId>();
  readonly onus = new Map<KnownOnu, DeviceId>();
  readonly factChanges: FactChange[] = [];
  readonly transitions: OnuTransition[] = [];
  isRenamed = false;

  /** What is told of a device has other names than before: sensors came, or are called otherwise. */
  rename(memory: DeviceMemory): void {
    memory.revision += 1;
    this.isRenamed = true;
  }

  /** Takes back what could not be written: those rows are still to be written, as they are by now. */
  putBack(before: ObservedChanges): void {
    for (const name of ['facts', 'interfaces', 'sensors', 'optics', 'onus'] as const) {
      const rows: Map<unknown, unknown> = this[name];
      for (const [row, of] of before[name]) rows.set(row, of);
    }
    this.factChanges.unshift(...before.factChanges.slice(-MOST_STEPS));
    this.transitions.unshift(...before.transitions.slice(-MOST_STEPS));
  }

  get rows(): number {
    return (
      this.facts.size +
      this.interfaces.size +
      this.sensors.size +
      this.optics.size +
      this.onus.size +
      this.factChanges.length +
      this.transitions.length
    );
  }
}
