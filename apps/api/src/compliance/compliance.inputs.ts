import type { ComplianceState } from '@app/compliance';
import { Field, InputType, Int, ObjectType } from '@nestjs/graphql';
import { TypeRequires } from '../access/requires.decorator.js';
import { UserErrorType } from '../graphql/user.error.type.js';
import { ComplianceStateEnum } from './compliance.enums.js';
import { BuildingComplianceType, ComplianceMoveType } from './compliance.type.js';

@InputType('ComplianceFilter', { description: 'Which buildings are wanted; all that is given must hold.' })
export class ComplianceFilterInput {
  @Field(() => [String], { nullable: true, description: 'These, by code.' })
  buildings?: string[] | null;

  @Field(() => [ComplianceStateEnum], { nullable: true, description: 'In one of these states.' })
  states?: ComplianceState[] | null;

  @Field(() => String, { nullable: true, description: 'In the area of this station (by code) or of any below it.' })
  within?: string | null;

  @Field(() => String, { nullable: true, description: 'Of this owner, by code.' })
  owner?: string | null;

  @Field(() => String, { nullable: true, description: 'With this in the code or the name, in any case.' })
  text?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Only those over their time.' })
  overdue?: boolean | null;
}

@InputType('MoveComplianceInput', { description: 'What is decided of a building.' })
export class MoveComplianceInput {
  @Field(() => String, { description: 'Code of the building.' })
  building: string;

  @Field(() => ComplianceStateEnum, { description: 'Where it is moved. What is measured or declared is moved by nobody.' })
  to: ComplianceState;

  @Field(() => String, {
    nullable: true,
    description: 'Why, 1 to 2,000 characters; needed for exemptions, objections, rulings and withdrawals.',
  })
  reason?: string | null;

  @Field(() => String, { nullable: true, description: 'The number of the letter, at most 100 characters.' })
  reference?: string | null;

  @Field(() => Int, { nullable: true, description: 'How many moves the caller saw it have: if there are more, nothing is written.' })
  expectedVersion?: number | null;

  @Field(() => Boolean, { defaultValue: false, description: 'Only makes the letter, and writes nothing.' })
  dryRun: boolean;
}

@InputType('ObjectToComplianceInput', { description: 'What an owner has to say against where their building stands.' })
export class ObjectToComplianceInput {
  @Field(() => String, { description: 'Code of the building.' })
  building: string;

  @Field(() => String, { description: 'Why, 1 to 2,000 characters.' })
  reason: string;
}

@ObjectType('CompliancePayload', { description: 'What became of a decision.' })
@TypeRequires('compliance:read')
export class CompliancePayloadType {
  @Field(() => BuildingComplianceType, { nullable: true, description: 'Where the building stands now; null if there is none.' })
  compliance: BuildingComplianceType | null;

  @Field(() => ComplianceMoveType, { nullable: true, description: 'The move that was made, or with dryRun would be; null: none.' })
  move: ComplianceMoveType | null;

  @Field(() => [UserErrorType], { description: 'Why nothing was written; empty if it was. CONFLICT: it moved meanwhile.' })
  userErrors: UserErrorType[];
}
