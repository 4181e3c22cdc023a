import type { ComplianceState, MoveCause, ReportGroup, Standing } from '@app/compliance';
import type { PlaceId } from '@app/kernel';
import { Extensions, Field, Float, ID, Int, ObjectType } from '@nestjs/graphql';
import { TypeRequires } from '../access/requires.decorator.js';
import { Audited } from '../audit/audited.decorator.js';
import { connectionOf } from '../graphql/connection.type.js';
import { ListField } from '../graphql/field.extensions.js';
import { JsonScalar } from '../graphql/json.scalar.js';
import { DateTimeScalar } from '../graphql/time.scalar.js';
import { ComplianceStateEnum, MoveCauseEnum, ReportGroupEnum } from './compliance.enums.js';

const READ = 'compliance:read';

@ObjectType('ComplianceMeasure', { description: 'Camera time of a building over some time: cameras times seconds.' })
@TypeRequires(READ)
export class ComplianceMeasureType {
  @Field(() => Float, {
    nullable: true,
    description: 'The share of what was measured in which they were reachable, 0 to 1; null: nothing was.',
  })
  shareRatio: number | null;

  @Field(() => Float, { description: 'Reachable, camera-seconds.' })
  upSeconds: number;

  @Field(() => Float, { description: 'Not reachable for reasons that lie in the building, camera-seconds.' })
  downSeconds: number;

  @Field(() => Float, { description: 'Behind a fault outside of it, or unknown, camera-seconds: counts neither way.' })
  excludedSeconds: number;
}

@ObjectType('BuildingFacts', { description: 'What is known of a building now.' })
@TypeRequires(READ)
export class BuildingFactsType {
  @Field(() => DateTimeScalar, { nullable: true, description: 'When the list of cameras that counts was handed in; null: there is none.' })
  declaredAt: Date | null;

  @Field(() => Int, { description: 'Cameras on that list.' })
  camerasDeclared: number;

  @Field(() => Int, { description: 'How many of those were verified.' })
  camerasVerified: number;

  @Field(() => Int, { description: 'Its cameras in the inventory.' })
  cameras: number;

  @Field(() => Int, { description: 'How many of those anything asks.' })
  camerasWatched: number;

  @Field(() => ComplianceMeasureType, { description: 'Over the time that INTEGRATED is judged by.' })
  integrated: ComplianceMeasureType;

  @Field(() => ComplianceMeasureType, { description: 'Over the time that LAPSED is judged by.' })
  lapsed: ComplianceMeasureType;

  @Field(() => ComplianceMeasureType, { description: 'Over the time after which a lapse is over.' })
  repaired: ComplianceMeasureType;
}

@ObjectType('ComplianceMove', { description: 'One move of a building, as it was made. Never changed.' })
@TypeRequires(READ)
export class ComplianceMoveType {
  /** Whose letter it is. */
  owner: string | null;

  @Field(() => ID, { nullable: true, description: 'Opaque id; null: it was not written.' })
  id: string | null;

  @Field(() => Int, { description: 'Counts the moves of its building, from 1 on.' })
  version: number;

  @Field(() => ComplianceStateEnum, { description: 'Where it stood.' })
  from: ComplianceState;

  @Field(() => ComplianceStateEnum, { description: 'Where it stood then.' })
  to: ComplianceState;

  @Field(() => DateTimeScalar, { description: 'When.' })
  at: Date;

  @Field(() => MoveCauseEnum, { description: 'What made it move.' })
  cause: MoveCause;

  @Field(() => String, { description: 'Who decided it; nadi: nobody, it followed.' })
  by: string;

  @Field(() => String, { nullable: true, description: 'Why, in words.' })
  reason: string | null;

  @Field(() => String, { nullable: true, description: 'The number of the letter.' })
  reference: string | null;

  @Field(() => String, { nullable: true, description: 'The letter as it was made then: it names persons. It is recorded who sees it.' })
  @Extensions({ requires: 'owner:read' })
  @Audited<ComplianceMoveType>('owner.contact', ({ letter, owner }) => (letter === null ? null : owner))
  letter: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'By when the building was to leave the state.' })
  deadlineAt: Date | null;

  @Field(() => JsonScalar, { description: 'What was known of the building then; times in camera-seconds.' })
  evidence: object;

  @Field(() => String, { description: 'The version of the rules that it was made by.' })
  ruleVersion: string;
}

@ObjectType('ComplianceMoveConnection', { description: 'A page of moves, the newest first.' })
@TypeRequires(READ)
export class ComplianceMoveConnectionType extends connectionOf('ComplianceMove', () => ComplianceMoveType, 'moves', READ) {}

@ObjectType('BuildingCompliance', { description: 'Where a building stands.' })
@TypeRequires(READ)
export class BuildingComplianceType {
  placeId: PlaceId;
  buildingCode: string;
  standing: Standing;

  @Field(() => ComplianceStateEnum, { description: 'Its state; UNREGISTERED where it was never moved.' })
  state: ComplianceState;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when; null: it was never moved.' })
  since: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'By when it should leave the state; null: whenever.' })
  deadlineAt: Date | null;

  @Field(() => Int, { description: 'Counts its moves: give it as `expectedVersion` with the next.' })
  version: number;

  @Field(() => String, { nullable: true, description: 'The version of the rules that it was moved by last; null: never.' })
  ruleVersion: string | null;

  @Field(() => ComplianceStateEnum, {
    nullable: true,
    description: 'The state in which its present warnings met it; null: there are none.',
  })
  warnedFrom: ComplianceState | null;

  @Field(() => ComplianceStateEnum, { nullable: true, description: 'The state that an objection stopped; null: there is none.' })
  disputedFrom: ComplianceState | null;
}

@ObjectType('BuildingComplianceConnection', { description: 'A page of buildings with where they stand, sorted by code.' })
@TypeRequires(READ)
export class BuildingComplianceConnectionType extends connectionOf(
  'BuildingCompliance',
  () => BuildingComplianceType,
  'buildings with where they stand',
  READ,
) {}

@ObjectType('ComplianceStateCount', { description: 'How many buildings are in a state.' })
@TypeRequires(READ)
export class ComplianceStateCountType {
  @Field(() => ComplianceStateEnum, { description: 'The state.' })
  state: ComplianceState;

  @Field(() => Int, { description: 'How many buildings.' })
  buildings: number;
}

@ObjectType('ComplianceReportRow', { description: 'What was counted of one group of buildings.' })
@TypeRequires(READ)
export class ComplianceReportRowType {
  @Field(() => String, { nullable: true, description: 'Code of the group; null: all, or not known.' })
  key: string | null;

  @Field(() => String, { nullable: true, description: 'Its name, where one is known.' })
  name: string | null;

  @Field(() => Int, { description: 'Buildings.' })
  buildings: number;

  @Field(() => Int, { description: 'How many of them are over their time.' })
  overdue: number;

  @Field(() => Int, { description: 'Cameras in the inventory.' })
  cameras: number;

  @Field(() => Int, { description: 'Cameras on the lists that count.' })
  camerasDeclared: number;

  @Field(() => Int, { description: 'How many of those were verified.' })
  camerasVerified: number;

  @ListField(() => [ComplianceStateCountType], 12, { description: 'Every state once.' })
  states: ComplianceStateCountType[];
}

@ObjectType('ComplianceReport', { description: 'Where the buildings of the viewer’s area stand, counted.' })
@TypeRequires(READ)
export class ComplianceReportType {
  @Field(() => ReportGroupEnum, { description: 'By what it is broken down.' })
  by: ReportGroup;

  @Field(() => DateTimeScalar, { description: 'When it was made.' })
  at: Date;

  @ListField(() => [ComplianceReportRowType], 50, { description: 'The groups, by code; what is not known last.' })
  rows: ComplianceReportRowType[];

  @Field(() => ComplianceReportRowType, { description: 'All of them together.' })
  total: ComplianceReportRowType;
}

@ObjectType('ComplianceRuleSource', { description: 'Where a rule was taken from.' })
@TypeRequires(READ)
export class ComplianceRuleSourceType {
  @Field(() => String, { description: 'Its title.' })
  title: string;

  @Field(() => String, { nullable: true, description: 'Where it can be read.' })
  url: string | null;

  @Field(() => Boolean, { description: 'Whether whoever wrote the rules read the text itself. Nothing is asserted as law.' })
  isRead: boolean;

  @Field(() => String, { nullable: true, description: 'A word on it.' })
  note: string | null;
}

@ObjectType('ComplianceTerm', { description: 'How long a state may last.' })
@TypeRequires(READ)
export class ComplianceTermType {
  @Field(() => ComplianceStateEnum, { description: 'The state.' })
  state: ComplianceState;

  @Field(() => Float, { nullable: true, description: 'How long, days; null: for ever.' })
  deadlineDays: number | null;

  @Field(() => ComplianceStateEnum, { nullable: true, description: 'Where somebody may move it then.' })
  next: ComplianceState | null;
}

@ObjectType('ComplianceRule', { description: 'The rule in force.' })
@TypeRequires(READ)
export class ComplianceRuleType {
  @Field(() => String, { description: 'Its version.' })
  version: string;

  @Field(() => DateTimeScalar, { description: 'Since when it holds.' })
  effectiveFrom: Date;

  @ListField(() => [ComplianceRuleSourceType], 10, { description: 'Where it was taken from.' })
  sources: ComplianceRuleSourceType[];

  @Field(() => Float, { description: 'The share of the declared cameras that makes VERIFIED, 0 to 1.' })
  verifiedRatio: number;

  @Field(() => Float, { description: 'The share of the measured time that makes INTEGRATED, 0 to 1.' })
  integratedRatio: number;

  @Field(() => Float, { description: 'Over how long, days.' })
  integratedDays: number;

  @Field(() => Float, { description: 'The share below which a building lapses, 0 to 1.' })
  lapsedRatio: number;

  @Field(() => Float, { description: 'Over how long, days.' })
  lapsedDays: number;

  @Field(() => Float, { description: 'For how long it must reach the share of INTEGRATED again, days.' })
  repairedDays: number;

  @Field(() => Float, { description: 'The share of the time that must have been measured, 0 to 1.' })
  knownRatio: number;

  @Field(() => Boolean, { description: 'Whether a power cut counts against the owner.' })
  countsPower: boolean;

  @ListField(() => [ComplianceTermType], 12, { description: 'The states that have an end.' })
  terms: ComplianceTermType[];
}
