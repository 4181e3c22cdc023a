import type { DeviceFacts, DeviceDocument } from '@app/equipment';
import type { DeviceId } from '@app/kernel';

/** What is kept of a device's own words, and compared. */
export type KeptFacts = Pick<
  DeviceFacts,
  | 'sysName'
  | 'sysDescr'
  | 'sysObjectID'
  | 'sysContact'
  | 'sysLocation'
  | 'snmpEngineId'
  | 'chassisId'
  | 'vendor'
  | 'model'
  | 'serial'
  | 'software'
>;

/** The facts whose change is kept: what tells that a device was replaced, upgraded, renamed or restarted. */
export const TOLD_CHANGES = ['vendor', 'model', 'serial', 'software', 'sysName', 'sysObjectID', 'snmpEngineId', 'chassisId'] as const;
export type ChangingFact = (typeof TOLD_CHANGES)[number] | 'restart';

/** One fact that became another; a restart has neither before nor after. */
export interface FactChange {
  readonly deviceId: DeviceId;
  readonly at: Date;
  readonly fact: ChangingFact;
  readonly before: string | null;
  readonly after: string | null;
}

export type ToldNeighbours = DeviceDocument['neighbours'];
export type ToldParts = DeviceDocument['inventory'];

/** What became another. A fact that is not told any more is not known to have changed, nor is one that is told for the first time. */
export function factChanges(deviceId: DeviceId, before: KeptFacts, after: KeptFacts, at: Date): FactChange[] {
  return TOLD_CHANGES.flatMap((fact) => {
    const [was, is] = [before[fact], after[fact]];
    return was === null || is === null || was === is ? [] : [{ deviceId, at, fact, before: was, after: is }];
  });
}

/** What is known after another reading: what it leaves out was known before, unless the device is another one. */
export function mergedFacts(before: KeptFacts | null, told: KeptFacts): KeptFacts {
  const isAnother = before !== null && before.serial !== null && told.serial !== null && before.serial !== told.serial;
  const known = (name: keyof KeptFacts) => told[name] ?? (isAnother ? null : (before?.[name] ?? null));
  return {
    sysName: known('sysName'),
    sysDescr: known('sysDescr'),
    sysObjectID: known('sysObjectID'),
    sysContact: known('sysContact'),
    sysLocation: known('sysLocation'),
    snmpEngineId: known('snmpEngineId'),
    chassisId: known('chassisId'),
    vendor: known('vendor'),
    model: known('model'),
    serial: known('serial'),
    software: known('software'),
  };
}
