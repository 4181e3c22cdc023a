import type { Outcome } from '@app/ledger';
import { Field, InputType } from '@nestjs/graphql';
import { DateTimeScalar } from '../graphql/time.scalar.js';
import { AuditOutcomeEnum } from './audit.type.js';

@InputType('AuditFilter', { description: 'Which records are wanted; all that is given must hold.' })
export class AuditFilterInput {
  @Field(() => [String], { nullable: true, description: 'By one of these.' })
  actors?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'One of these actions.' })
  actions?: string[] | null;

  @Field(() => [AuditOutcomeEnum], { nullable: true, description: 'Ended in one of these ways.' })
  outcomes?: Outcome[] | null;

  @Field(() => [String], { nullable: true, description: 'Of one of these kinds of things.' })
  subjectKinds?: string[] | null;

  @Field(() => String, { nullable: true, description: 'Names this subject.' })
  subject?: string | null;

  @Field(() => String, { nullable: true, description: 'For this case.' })
  caseNumber?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Not before.' })
  from?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Before.' })
  to?: Date | null;
}
