import type { OpticalLevel } from './optical.state.js';

/** The light at one port, as it is told to people. */
export interface AlarmPort {
  readonly device: string;
  readonly interface: string;
  readonly level: OpticalLevel;
  readonly isDrifting: boolean;
  readonly receiveDbm: number;
  readonly marginDb: number | null;
  readonly driftDb: number | null;
}

/** Light that is low at the ports of one link, or at those ports of a device that carry no declared link. */
export interface OpticalAlarm {
  readonly id: string;
  readonly alertName: 'OpticalMarginLow';
  readonly severity: 'critical' | 'warning';
  readonly root: { readonly kind: 'LINK' | 'DEVICE'; readonly code: string };
  readonly station: string | null;
  /** The worst first; of a link both ends, also the one that is well. */
  readonly ports: readonly AlarmPort[];
  readonly openedAt: Date;
  readonly clearedAt: Date | null;
}

/** What is low now, and since when. */
export type LowLight = Omit<OpticalAlarm, 'id' | 'alertName' | 'clearedAt'>;

/** What became of the open alarms: opened, changed and cleared ones. One root has one alarm, whatever number of its ports is low. */
export function reconcileAlarms(open: readonly OpticalAlarm[], low: readonly LowLight[], now: Date, newId: () => string): OpticalAlarm[] {
  const openByRoot = new Map(open.map((alarm) => [keyOf(alarm), alarm]));
  const changed: OpticalAlarm[] = [];
  for (const light of low) {
    const alarm = openByRoot.get(keyOf(light));
    openByRoot.delete(keyOf(light));
    if (!alarm) changed.push({ ...light, id: newId(), alertName: 'OpticalMarginLow', clearedAt: null });
    else if (!isTold(alarm, light)) changed.push({ ...alarm, severity: light.severity, station: light.station, ports: light.ports });
  }
  for (const alarm of openByRoot.values()) changed.push({ ...alarm, clearedAt: now });
  return changed;
}

function keyOf({ root }: Pick<OpticalAlarm, 'root'>): string {
  return `${root.kind} ${root.code}`;
}

/** Whether the alarm says the same already. Light trembles: its figures alone are no news, nor is an end that is well. */
function isTold(alarm: OpticalAlarm, light: LowLight): boolean {
  const story = (ports: readonly AlarmPort[]) =>
    ports
      .filter(({ level }) => level !== 'ok')
      .map((port) => JSON.stringify([port.device, port.interface, port.level, port.isDrifting]))
      .toSorted()
      .join();
  return alarm.severity === light.severity && alarm.station === light.station && story(alarm.ports) === story(light.ports);
}
