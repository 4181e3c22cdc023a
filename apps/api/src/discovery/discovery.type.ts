import type { RunState } from '@app/discovery';
import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { TypeRequires } from '../access/requires.decorator.js';
import { connectionOf } from '../graphql/connection.type.js';
import { DateTimeScalar } from '../graphql/time.scalar.js';
import { UserErrorType } from '../graphql/user.error.type.js';

export const DiscoveryStateEnum = {
  RUNNING: 'running',
  DONE: 'done',
  CANCELLED: 'cancelled',
  FAILED: 'failed',
  INTERRUPTED: 'interrupted',
} as const satisfies Readonly<Record<string, RunState>>;
registerEnumType(DiscoveryStateEnum, {
  name: 'DiscoveryState',
  description: 'How far a run of discovery is.',
  valuesMap: {
    RUNNING: { description: 'It is on its way.' },
    DONE: { description: 'All was asked, and compared with what is declared.' },
    CANCELLED: { description: 'Somebody ended it; nothing was concluded.' },
    FAILED: { description: 'It could not be carried through; the log says why.' },
    INTERRUPTED: { description: 'The process that ran it ended.' },
  },
});

@ObjectType('DiscoveryProgress', { description: 'What a run has done so far.' })
@TypeRequires('inventory:read')
export class DiscoveryProgressType {
  @Field(() => String, { description: 'sweeping, reading or comparing.' })
  phase: string;

  @Field(() => Int, { description: 'Addresses to be asked by ICMP.' })
  toSweep: number;

  @Field(() => Int, { description: 'Addresses that were asked by ICMP.' })
  swept: number;

  @Field(() => Int, { description: 'Those of them that answered.' })
  living: number;

  @Field(() => Int, { description: 'Addresses to be asked by SNMP, as far as is known yet: neighbours add to them.' })
  toRead: number;

  @Field(() => Int, { description: 'Addresses that were asked by SNMP.' })
  read: number;

  @Field(() => Int, { description: 'Those of them that a credential opened.' })
  opened: number;
}

@ObjectType('DiscoveryRun', { description: 'One look at a part of the network.' })
@TypeRequires('inventory:read')
export class DiscoveryRunType {
  @Field(() => ID, { description: 'Opaque id.' })
  id: string;

  @Field(() => String, { description: 'Code of the address space.' })
  realm: string;

  @Field(() => DiscoveryStateEnum, { description: 'How far it is.' })
  state: RunState;

  @Field(() => String, { description: 'Who wanted it.' })
  requestedBy: string;

  @Field(() => DateTimeScalar, { description: 'When it began.' })
  startedAt: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ended; null while it lasts.' })
  endedAt: Date | null;

  @Field(() => [String], { description: 'What was to be looked at.' })
  ranges: string[];

  @Field(() => DiscoveryProgressType, { description: 'What it has done so far, as of a second ago.' })
  progress: DiscoveryProgressType;

  @Field(() => [String], { description: 'What it did not do, and why, at most 200 sentences.' })
  notes: string[];
}

@ObjectType('DiscoveredDevice', { description: 'A device that answered, by all the addresses it was found at.' })
@TypeRequires('inventory:read')
export class DiscoveredDeviceType {
  /** Not a field: the key of a relation. */
  deviceName: string | null;

  @Field(() => ID, { description: 'Opaque id.' })
  id: string;

  @Field(() => String, { description: 'Code of the address space.' })
  realm: string;

  @Field(() => [String], { description: 'The addresses it was found at.' })
  addresses: string[];

  @Field(() => String, { nullable: true, description: 'sysName, as it tells. Text from the network.' })
  sysName: string | null;

  @Field(() => String, { nullable: true, description: 'sysDescr, as it tells. Text from the network.' })
  sysDescr: string | null;

  @Field(() => String, { nullable: true, description: 'Who made it.' })
  vendor: string | null;

  @Field(() => String, { nullable: true, description: 'Its model.' })
  model: string | null;

  @Field(() => String, { nullable: true, description: 'Its serial number.' })
  serial: string | null;

  @Field(() => String, { nullable: true, description: 'What names its chassis: mostly a MAC address.' })
  chassisId: string | null;

  @Field(() => [String], { description: 'Why these addresses are one device, and others that look alike are not; at most 50 sentences.' })
  because: string[];

  @Field(() => String, { nullable: true, description: 'The name of the credential that opened it; null: it answered to ICMP alone.' })
  credential: string | null;

  @Field(() => DateTimeScalar, { description: 'When it was found first.' })
  firstSeenAt: Date;

  @Field(() => DateTimeScalar, { description: 'When it answered last.' })
  lastSeenAt: Date;
}

@ObjectType('DiscoveryRunConnection', { description: 'A page of runs, the newest first.' })
@TypeRequires('inventory:read')
export class DiscoveryRunConnectionType extends connectionOf('DiscoveryRun', () => DiscoveryRunType, 'runs', 'inventory:read') {}

@ObjectType('DiscoveredDeviceConnection', { description: 'A page of found devices, the last seen first.' })
@TypeRequires('inventory:read')
export class DiscoveredDeviceConnectionType extends connectionOf(
  'DiscoveredDevice',
  () => DiscoveredDeviceType,
  'found devices',
  'inventory:read',
) {}

@ObjectType('DiscoveryPayload', { description: 'What became of a wish to start or end a run.' })
@TypeRequires('inventory:read')
export class DiscoveryPayloadType {
  @Field(() => DiscoveryRunType, { nullable: true, description: 'The run; null if there is none.' })
  run: DiscoveryRunType | null;

  @Field(() => [UserErrorType], { description: 'Why nothing was started or ended; empty if it was.' })
  userErrors: UserErrorType[];
}
