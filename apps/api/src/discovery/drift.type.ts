import { DRIFT_KINDS, type DriftKind, type DriftState } from '@app/discovery';
import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { TypeRequires } from '../access/requires.decorator.js';
import { connectionOf } from '../graphql/connection.type.js';
import { JsonScalar } from '../graphql/json.scalar.js';
import { DateTimeScalar } from '../graphql/time.scalar.js';
import { UserErrorType } from '../graphql/user.error.type.js';
import { DeviceType } from '../inventory/device.type.js';

export const DriftKindEnum = Object.fromEntries(DRIFT_KINDS.map((kind) => [kind.toUpperCase().replaceAll('-', '_'), kind])) as Readonly<
  Record<string, DriftKind>
>;
registerEnumType(DriftKindEnum, {
  name: 'DriftKind',
  description: 'In what the declared and the observed network differ.',
  valuesMap: {
    LINK_MISSING: { description: 'A declared link that neither end sees, though both were read and their ports are up.' },
    LINK_EXTRA: { description: 'A link between declared devices that nobody declared.' },
    LINK_MOVED: { description: 'A declared link that is on another port.' },
    LINK_OTHER_DEVICE: { description: 'A declared link whose port sees another device.' },
    DEVICE_MISSING: { description: 'A declared device that is silent, and in whose place others are seen.' },
    ADDRESS_DIFFERS: { description: 'A device that is found at other addresses.' },
    NAME_DIFFERS: { description: 'A device that calls itself otherwise.' },
    VENDOR_DIFFERS: { description: 'A device of another maker.' },
    MODEL_DIFFERS: { description: 'A device of another model.' },
    SERIAL_DIFFERS: { description: 'A device whose serial number is not the one it was known by: it was exchanged.' },
  },
});

export const DriftStateEnum = { OPEN: 'open', ACCEPTED: 'accepted', REFUSED: 'refused', GONE: 'gone' } as const satisfies Readonly<
  Record<string, DriftState>
>;
registerEnumType(DriftStateEnum, {
  name: 'DriftState',
  description: 'What was decided of a difference.',
  valuesMap: {
    OPEN: { description: 'Nothing yet.' },
    ACCEPTED: { description: 'What was seen is declared now.' },
    REFUSED: { description: 'What is declared stands; it comes back when something else is seen, or when its time is over.' },
    GONE: { description: 'It was no difference any more at the last look.' },
  },
});

@ObjectType('DriftItem', {
  description: 'One thing in which the declared and the observed network differ. Nothing changes until somebody accepts it.',
})
@TypeRequires('inventory:read')
export class DriftItemType {
  @Field(() => ID, { description: 'Opaque id, the same from run to run.' })
  id: string;

  @Field(() => String, { description: 'Code of the address space.' })
  realm: string;

  @Field(() => DriftKindEnum, { description: 'In what they differ.' })
  kind: DriftKind;

  @Field(() => String, { description: 'Name of the device or code of the link; of an extra link: the code that it would get.' })
  subject: string;

  @Field(() => JsonScalar, { nullable: true, description: 'What is declared, as far as it differs; null: nothing.' })
  declared: unknown;

  @Field(() => JsonScalar, { nullable: true, description: 'What was seen in its place; null: nothing. Text from the network.' })
  observed: unknown;

  @Field(() => [String], { description: 'Why it is believed.' })
  evidence: string[];

  @Field(() => JsonScalar, { description: 'The edits that accepting it makes, in order.' })
  proposal: unknown;

  @Field(() => Boolean, { description: 'Whether accepting can settle it; else it is settled by hand, or refused.' })
  isAcceptable: boolean;

  @Field(() => Int, { description: 'Grows when what it says changes: give it back when deciding.' })
  version: number;

  @Field(() => DriftStateEnum, { description: 'What was decided of it.' })
  state: DriftState;

  @Field(() => DateTimeScalar, { description: 'When it was seen first.' })
  firstSeenAt: Date;

  @Field(() => DateTimeScalar, { description: 'When it was seen last.' })
  lastSeenAt: Date;

  @Field(() => String, { nullable: true, description: 'Who decided; null while nobody did.' })
  decidedBy: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was decided.' })
  decidedAt: Date | null;

  @Field(() => String, { nullable: true, description: 'Why it was refused.' })
  reason: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Until when the refusal holds; null: as long as the same is seen.' })
  refusedUntil: Date | null;
}

@ObjectType('DriftItemConnection', { description: 'A page of differences, the newest first.' })
@TypeRequires('inventory:read')
export class DriftItemConnectionType extends connectionOf('DriftItem', () => DriftItemType, 'differences', 'inventory:read') {}

@ObjectType('DriftPayload', { description: 'What became of a decision.' })
@TypeRequires('inventory:read')
export class DriftPayloadType {
  @Field(() => DriftItemType, { nullable: true, description: 'The difference as it is now; null if there is none.' })
  item: DriftItemType | null;

  @Field(() => [UserErrorType], {
    description: 'Why nothing was decided; empty if it was. CONFLICT: it, or what is declared, has changed since it was read.',
  })
  userErrors: UserErrorType[];
}

@ObjectType('AcceptDiscoveredDevicePayload', { description: 'What became of a found device that was to be declared.' })
@TypeRequires('inventory:read')
export class AcceptDiscoveredDevicePayloadType {
  @Field(() => DeviceType, { nullable: true, description: 'The device that it is declared as; null if it is none.' })
  device: DeviceType | null;

  @Field(() => [UserErrorType], { description: 'Why nothing was declared; empty if it was.' })
  userErrors: UserErrorType[];
}
