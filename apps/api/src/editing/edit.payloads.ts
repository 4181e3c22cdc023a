import type { ListName } from '@app/inventory';
import { Field, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { TypeRequires } from '../access/requires.decorator.js';
import { ListField } from '../graphql/field.extensions.js';
import { lazily } from '../graphql/lazy.field.js';
import { JsonScalar } from '../graphql/json.scalar.js';
import { UserErrorType } from '../graphql/user.error.type.js';
import { LinkType, SpanType } from '../inventory/cable.type.js';
import { DeviceType } from '../inventory/device.type.js';
import { TopologyWarningType } from '../topology/false.diversity.type.js';

export const InventoryKindEnum = {
  REALM: 'realms',
  OWNER: 'owners',
  STATION: 'stations',
  BUILDING: 'buildings',
  ACCESS_POINT: 'accessPoints',
  CONDUIT: 'conduits',
  SPAN: 'spans',
  DEVICE: 'devices',
  LINK: 'links',
  POLLER: 'pollers',
} as const satisfies Readonly<Record<string, ListName>>;
registerEnumType(InventoryKindEnum, {
  name: 'InventoryKind',
  description: 'A list of topology v1.',
  valuesMap: {
    REALM: { description: 'Address spaces.' },
    OWNER: { description: 'Owners of buildings.' },
    STATION: { description: 'Police stations.' },
    BUILDING: { description: 'Buildings with cameras.' },
    ACCESS_POINT: { description: 'Places outdoors where fibre can be reached.' },
    CONDUIT: { description: 'Ducts that several spans share.' },
    SPAN: { description: 'Fibre between two places.' },
    DEVICE: { description: 'Devices, cameras included; known by their names.' },
    LINK: { description: 'Connections of two interfaces.' },
    POLLER: { description: 'Where the network is asked from.' },
  },
});

@InputType('ImportTopologyInput', { description: 'A whole topology v1 document: what it does not hold is retired.' })
export class ImportTopologyInput {
  @Field(() => JsonScalar, { description: 'The document, as one variable: topology v1 as JSON.' })
  document: unknown;

  @Field(() => Boolean, { defaultValue: false, description: 'Only tells what would change.' })
  dryRun: boolean;
}

@ObjectType('ListChange', { description: 'What changes in one list of topology v1.' })
@TypeRequires('inventory:read')
export class ListChangeType {
  @Field(() => InventoryKindEnum, { description: 'The list.' })
  kind: ListName;

  @Field(() => Int, { description: 'Rows that are new, or in service again.' })
  added: number;

  @Field(() => Int, { description: 'Rows that are different now.' })
  changed: number;

  @Field(() => Int, { description: 'Rows that are taken out of service; their history stays.' })
  retired: number;
}

@ObjectType('ImportTopologyPayload', { description: 'What became of an import: all of it or nothing.' })
@TypeRequires('inventory:read')
export class ImportTopologyPayloadType {
  @Field(() => Int, { nullable: true, description: 'The version that was made; null if nothing was written.' })
  version: number | null;

  @ListField(() => [ListChangeType], 10, { description: 'What it changes, or would: each list that changes; empty if none does.' })
  changes: ListChangeType[];

  @Field(() => Int, { description: 'How many problems the document has; the first 1,000 are told.' })
  problemCount: number;

  @ListField(() => [TopologyWarningType], 10, {
    description:
      'What somebody should look at, though it is taken: false diversity, the worst first, and what had to be assumed; at most 100.',
  })
  warnings: TopologyWarningType[];

  @Field(() => Int, { description: 'How many warnings there are; the first 100 are told.' })
  warningCount: number;

  @Field(() => [UserErrorType], {
    description: 'Why it was refused: the last step of `path` is the place in the document, like `devices[17] "gd1-cam-1".place`.',
  })
  userErrors: UserErrorType[];
}

@ObjectType({ isAbstract: true })
abstract class EditPayload {
  @Field(() => Int, { nullable: true, description: 'The version of the topology that was made; null if nothing was written.' })
  version: number | null;

  @Field(() => [UserErrorType], {
    description: 'Why nothing was written; empty if it was, or if the row was so already. CONFLICT: it is not as expected.',
  })
  userErrors: UserErrorType[];
}

@ObjectType({ isAbstract: true })
abstract class CablePayload extends EditPayload {
  @ListField(() => [TopologyWarningType], 10, {
    description: 'The false diversity in which the row as it is now has a part; at most 100. Looked for only if selected.',
    middleware: [lazily],
  })
  warnings: () => Promise<TopologyWarningType[]>;
}

@ObjectType('UpsertDevicePayload', { description: 'What became of a row of devices.' })
@TypeRequires('inventory:read')
export class UpsertDevicePayloadType extends EditPayload {
  @Field(() => DeviceType, { nullable: true, description: 'The device as it is now, changed or not; null if there is none.' })
  device: DeviceType | null;
}

@ObjectType('UpsertLinkPayload', { description: 'What became of a row of links.' })
@TypeRequires('inventory:read')
export class UpsertLinkPayloadType extends CablePayload {
  @Field(() => LinkType, { nullable: true, description: 'The link as it is now, changed or not; null if there is none.' })
  link: LinkType | null;
}

@ObjectType('UpsertSpanPayload', { description: 'What became of a row of spans.' })
@TypeRequires('inventory:read')
export class UpsertSpanPayloadType extends CablePayload {
  @Field(() => SpanType, { nullable: true, description: 'The span as it is now, changed or not; null if there is none.' })
  span: SpanType | null;
}

@ObjectType('RetirePayload', { description: 'What became of a row that was to be taken out of service.' })
@TypeRequires('inventory:read')
export class RetirePayloadType extends EditPayload {
  @Field(() => [String], { description: 'What in service still needs it, in words, at most ten; empty if nothing does.' })
  neededBy: string[];
}
