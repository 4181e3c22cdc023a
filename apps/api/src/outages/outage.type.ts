import type { ComponentKind, DeviceId, OutageId } from '@app/kernel';
import type { ProbableCause, Unexplained } from '@app/outages';
import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { TypeRequires } from '../access/requires.decorator.js';
import { ListField } from '../graphql/field.extensions.js';
import { JsonScalar } from '../graphql/json.scalar.js';
import { DateTimeScalar } from '../graphql/time.scalar.js';
import { ComponentKindEnum } from '../inventory/inventory.enums.js';

export const SeverityEnum = { CRITICAL: 'critical', MAJOR: 'major', MINOR: 'minor', WARNING: 'warning' } as const;
export type Severity = (typeof SeverityEnum)[keyof typeof SeverityEnum];
registerEnumType(SeverityEnum, {
  name: 'Severity',
  description: 'How much an outage matters (RFC 8632).',
  valuesMap: {
    CRITICAL: { description: 'Act at once.' },
    MAJOR: { description: 'Act now.' },
    MINOR: { description: 'Act soon.' },
    WARNING: { description: 'Nothing is lost yet.' },
  },
});

export const ProbableCauseEnum = { POWER: 'power', FIBRE: 'fibre' } as const;
registerEnumType(ProbableCauseEnum, {
  name: 'ProbableCause',
  description: 'Why something fell silent, as those around it tell.',
  valuesMap: {
    POWER: { description: 'It lost its power: it said so with its last breath (dying gasp).' },
    FIBRE: { description: 'Its light was lost.' },
  },
});

export const UnexplainedEnum = { NO_PATH: 'no-path', CONTRADICTION: 'contradiction' } as const;
registerEnumType(UnexplainedEnum, {
  name: 'Unexplained',
  description: 'Why the topology cannot explain a silence. Such a device is told as down on its own; the topology wants looking at.',
  valuesMap: {
    NO_PATH: { description: 'It has no way to it, even with everything up.' },
    CONTRADICTION: { description: 'Its links are lit or answers come through it, and it is silent.' },
  },
});

@ObjectType('Component', { description: 'Something that may be what broke.' })
@TypeRequires('outage:read')
export class ComponentType {
  @Field(() => ComponentKindEnum, { description: 'What it is.' })
  kind: ComponentKind;

  @Field(() => String, { description: 'The code or name by which topology v1 names it.' })
  code: string;
}

@ObjectType('OutageEvent', { description: 'One step in the life of an outage.' })
@TypeRequires('outage:read')
export class OutageEventType {
  @Field(() => String, {
    description:
      'opened, grew, shrank, renamed, narrowed, rejudged, explained, merged, cleared, acknowledged, noted, attributed, hushed or unhushed.',
  })
  kind: string;

  @Field(() => DateTimeScalar, { description: 'When.' })
  at: Date;

  @Field(() => JsonScalar, { description: 'What else is known of this step, by kind.' })
  detail: unknown;
}

@ObjectType('Outage', { description: 'One thing that broke, from its opening to its clearing, with all that it took away.' })
@TypeRequires('outage:read')
export class OutageType {
  /** Not fields: keys of relations. */
  outageId: OutageId;
  secondOfId: OutageId | null;
  stationCode: string | null;
  affectedDeviceIds: readonly DeviceId[];
  causeCode: string | null;
  hushedById: string | null;

  @Field(() => ID, { description: 'Opaque id.' })
  id: string;

  @Field(() => String, {
    description:
      'The name of its alert: FibreSpanCut, ConduitCut, LinkDown, DeviceDown, PlaceDown, CameraDown, RedundancyLost or PollerBlind.',
  })
  alertName: string;

  @Field(() => SeverityEnum, { description: 'How much it matters.' })
  severity: Severity;

  @Field(() => ComponentKindEnum, { description: 'What kind of component is its root cause.' })
  kind: ComponentKind;

  @Field(() => String, {
    nullable: true,
    description:
      'Code or name of its root cause, as first told: it stays while it is one of the candidates. Null where it lies outside the area of who asks.',
  })
  rootCode: string | null;

  @ListField(() => [ComponentType], 5, { description: 'All that would look exactly the same, the likeliest first.' })
  candidates: ComponentType[];

  @Field(() => ProbableCauseEnum, {
    nullable: true,
    description:
      'Power or fibre, where those around it tell and agree (an OLT: dying gasp or loss of signal); what fits it stands first among the candidates.',
  })
  probableCause: ProbableCause | null;

  @Field(() => Boolean, { description: 'Whether it still lasts.' })
  isOpen: boolean;

  @Field(() => DateTimeScalar, { description: 'When it began.' })
  openedAt: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When its root answered again; null while it lasts.' })
  clearedAt: Date | null;

  @Field(() => Int, { description: 'How many devices it takes away, cameras included.' })
  affectedDeviceCount: number;

  @Field(() => Int, { description: 'How many cameras it takes away.' })
  affectedCameras: number;

  @Field(() => [String], { description: 'Codes of the stations in whose area something was lost.' })
  affectedStations: string[];

  @Field(() => UnexplainedEnum, {
    nullable: true,
    description: 'Set where the topology cannot explain it: then it is told as the fault of the silent device itself.',
  })
  unexplained: Unexplained | null;

  @Field(() => Int, { description: 'The version of the topology that it was opened on. It stays.' })
  openedOnVersion: number;

  @Field(() => Int, {
    description:
      'The version of the topology that it was last judged on; a step "rejudged" says what that changed, if it changed anything.',
  })
  judgedOnVersion: number;

  @Field(() => Int, { description: 'The version of the topology that it was concluded upon.', deprecationReason: 'Use judgedOnVersion.' })
  topologyVersion: number;

  @Field(() => String, { nullable: true, description: 'Who took it on.' })
  acknowledgedBy: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was taken on.' })
  acknowledgedAt: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Until when: from then on it is in nobody’s hand again. Null: until it clears.',
  })
  acknowledgedUntil: Date | null;

  @Field(() => Boolean, { description: 'Whether nobody is told of it now, for the sake of maintenance.' })
  isInMaintenance: boolean;

  @Field(() => String, { nullable: true, description: 'Who found its cause.' })
  causeBy: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When its cause was found.' })
  causeAt: Date | null;
}

@ObjectType('OutageCause', { description: 'One entry of the list of causes that people choose from.' })
@TypeRequires('outage:read')
export class OutageCauseType {
  @Field(() => String, { description: 'Its code.' })
  code: string;

  @Field(() => String, { description: 'In English.' })
  labelEn: string;

  @Field(() => String, { description: 'In Bahasa Indonesia.' })
  labelId: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when it can be chosen no more.' })
  retiredAt: Date | null;
}
