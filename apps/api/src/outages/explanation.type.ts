import type { ComponentKind, OutageId } from '@app/kernel';
import type { EvidenceKind, Polarity } from '@app/outages';
import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { TypeRequires } from '../access/requires.decorator.js';
import { connectionOf } from '../graphql/connection.type.js';
import { ListField } from '../graphql/field.extensions.js';
import { DateTimeScalar } from '../graphql/time.scalar.js';
import { ComponentKindEnum } from '../inventory/inventory.enums.js';
import { ComponentType } from './outage.type.js';

export const PolarityEnum = { FOR: 'for', AGAINST: 'against', NEUTRAL: 'neutral' } as const;
registerEnumType(PolarityEnum, {
  name: 'Polarity',
  description: 'Whether a piece of evidence speaks for a candidate or against it.',
  valuesMap: {
    FOR: { description: 'It is what one would see if the candidate broke.' },
    AGAINST: { description: 'It is not what one would expect; no candidate is struck out by it.' },
    NEUTRAL: { description: 'It belongs to the picture, and decides nothing.' },
  },
});

export const EvidenceKindEnum = {
  SILENCE: 'silence',
  INTERFACE_DOWN: 'interface-down',
  STILL_ANSWERS: 'still-answers',
  NEIGHBOUR_LOST: 'neighbour-lost',
  NEIGHBOUR_SEEN: 'neighbour-seen',
  LINK_DOWN_TRAP: 'link-down-trap',
  ONU_DYING_GASP: 'onu-dying-gasp',
  ONU_LOSS_OF_SIGNAL: 'onu-loss-of-signal',
  ONU_TRAP: 'onu-trap',
  UPS_ON_BATTERY: 'ups-on-battery',
  UPS_ON_MAINS: 'ups-on-mains',
  ICMP_UNREACHABLE: 'icmp-unreachable',
  LIGHT_LOW: 'light-low',
} as const satisfies Record<string, EvidenceKind>;
registerEnumType(EvidenceKindEnum, {
  name: 'EvidenceKind',
  description: 'Where a piece of evidence comes from.',
  valuesMap: {
    SILENCE: { description: 'Devices do not answer ICMP echo requests.' },
    INTERFACE_DOWN: { description: 'A port is administratively up and operationally down (RFC 2863).' },
    STILL_ANSWERS: { description: 'A device next to what is dark answers.' },
    NEIGHBOUR_LOST: { description: 'A port does not see its neighbour any more (LLDP, CDP).' },
    NEIGHBOUR_SEEN: { description: 'A port sees its neighbour, long after it should have forgotten it.' },
    LINK_DOWN_TRAP: { description: 'A device told by a trap that its port went down, and not that it came back.' },
    ONU_DYING_GASP: { description: 'An OLT tells that ONUs left with a dying gasp: their power failed.' },
    ONU_LOSS_OF_SIGNAL: { description: 'An OLT tells that ONUs left without light.' },
    ONU_TRAP: { description: 'An OLT told by a trap that an ONU left, and why; which one was not read.' },
    UPS_ON_BATTERY: { description: 'The UPS of the place lived on its battery when it was read last.' },
    UPS_ON_MAINS: { description: 'The UPS of the place had mains when it was read last, shortly before the silence.' },
    ICMP_UNREACHABLE: { description: 'A router answered that it cannot reach a silent device.' },
    LIGHT_LOW: { description: 'The light at a port was low, or had fallen, while there was any.' },
  },
});

@ObjectType('Evidence', { description: 'One thing that was observed, as it bears on one candidate.' })
@TypeRequires('outage:read')
export class EvidenceType {
  @Field(() => EvidenceKindEnum, { description: 'Where it comes from.' })
  kind: EvidenceKind;

  @Field(() => PolarityEnum, { description: 'Whether it speaks for the candidate.' })
  polarity: Polarity;

  @Field(() => String, {
    description: 'Name or code of what it was observed of: a device, a link, or the candidate where many were counted together.',
  })
  subject: string;

  @Field(() => Int, { description: 'How many observations it stands for.' })
  count: number;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when, or when; null where nobody knows.' })
  at: Date | null;

  @Field(() => String, { description: 'The same in words.' })
  sentence: string;
}

@ObjectType('ExplainedCandidate', { description: 'Something that may be what broke, and what was seen of it.' })
@TypeRequires('outage:read')
export class ExplainedCandidateType {
  @Field(() => ComponentKindEnum, { description: 'What it is.' })
  kind: ComponentKind;

  @Field(() => String, { description: 'The code or name by which topology v1 names it.' })
  code: string;

  @ListField(() => [EvidenceType], 5, { description: 'What speaks for it, then what speaks against it; at most 20.' })
  evidence: EvidenceType[];

  @Field(() => Int, { description: 'Pieces of evidence that are not shown.' })
  omittedEvidence: number;
}

@ObjectType('StationLoss', { description: 'What an outage takes away in the area of one station.' })
@TypeRequires('outage:read')
export class StationLossType {
  @Field(() => String, { description: 'Code of the station.' })
  code: string;

  @Field(() => Int, { description: 'Silent devices in its area, cameras included.' })
  devices: number;

  @Field(() => Int, { description: 'Silent cameras in its area.' })
  cameras: number;

  @Field(() => Boolean, { description: 'None of its own devices answers.' })
  isIsolated: boolean;
}

@ObjectType('StationLossConnection', { description: 'A page of stations that lose something, sorted by code.' })
@TypeRequires('outage:read')
export class StationLossConnectionType extends connectionOf('StationLoss', () => StationLossType, 'stations', 'outage:read') {}

@ObjectType('OutageStep', { description: 'One step in the life of an outage, in words.' })
@TypeRequires('outage:read')
export class OutageStepType {
  @Field(() => DateTimeScalar, { description: 'When.' })
  at: Date;

  @Field(() => String, { description: 'As in OutageEvent.' })
  kind: string;

  @Field(() => String, { description: 'What happened.' })
  sentence: string;
}

@ObjectType('Explanation', {
  description: 'Why an outage is taken for what it is, as it was judged last. It stays when the outage is over.',
})
@TypeRequires('outage:read')
export class ExplanationType {
  /** Not fields: keys of relations. */
  outageId: OutageId;
  losses: readonly StationLossType[];
  buildingCodes: readonly string[];

  @Field(() => ComponentType, { description: 'Its root cause, as first told.' })
  root: ComponentType;

  @ListField(() => [ExplainedCandidateType], 5, {
    description: 'All that would look exactly the same, the likeliest first, with what speaks for and against each; at most 30.',
  })
  candidates: ExplainedCandidateType[];

  @Field(() => Int, { description: 'Candidates that are not shown.' })
  omittedCandidates: number;

  @Field(() => Boolean, {
    description:
      'False where the topology offers no way to what is silent, or contradicts what was seen: it is wrong there, and was not trusted.',
  })
  isExplained: boolean;

  @Field(() => DateTimeScalar, { description: 'Since when the explanation is as it is.' })
  explainedAt: Date;

  @Field(() => Int, { nullable: true, description: 'The version of the topology that it opened on; null where that was not kept.' })
  openedOnVersion: number | null;

  @Field(() => Int, { description: 'The version of the topology that it was judged on last.' })
  judgedOnVersion: number;

  @Field(() => Int, { description: 'How many buildings lose something.' })
  buildingCount: number;

  @Field(() => [String], { description: 'Codes of the stations none of whose own devices answers.' })
  isolatedStations: string[];

  @Field(() => [String], {
    description:
      'Codes of the stations that are left with a way that a single further cut would take: they had a second one before this outage.',
  })
  exposedStations: string[];
}
