import type { Json, Outcome } from '@app/ledger';
import { Field, Float, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import { TypeRequires } from '../access/requires.decorator.js';
import { connectionOf } from '../graphql/connection.type.js';
import { JsonScalar } from '../graphql/json.scalar.js';
import { DateTimeScalar } from '../graphql/time.scalar.js';

const READ = 'audit:read';

export const AuditOutcomeEnum = { ATTEMPTED: 'attempted', DONE: 'done', REFUSED: 'refused' } as const satisfies Record<string, Outcome>;
registerEnumType(AuditOutcomeEnum, {
  name: 'AuditOutcome',
  description: 'How it ended.',
  valuesMap: {
    ATTEMPTED: { description: 'About to be tried; a second record tells how it ended, or the process ended before.' },
    DONE: { description: 'It came true.' },
    REFUSED: { description: 'It did not.' },
  },
});

@ObjectType('AuditEvent', { description: 'One record of the audit trail. Its format: libs/ledger/README.md.' })
@TypeRequires(READ)
export class AuditEventType {
  @Field(() => ID, { description: 'Opaque id.' })
  id: string;

  @Field(() => Float, { description: 'Its place in the trail, a whole number: one more for each record.' })
  sequence: number;

  @Field(() => DateTimeScalar, { description: 'When it was recorded.' })
  at: Date;

  @Field(() => String, { description: 'Who: the name of an account, cli:NAME for the command line, anonymous.' })
  actor: string;

  @Field(() => String, { description: 'What: read, mutation.NAME, operation (refused as a whole), audit.destroyed, or a command.' })
  action: string;

  @Field(() => AuditOutcomeEnum, { description: 'How it ended.' })
  outcome: Outcome;

  @Field(() => String, { description: 'What kind of thing it concerns, e.g. owner.contact.' })
  subjectKind: string;

  @Field(() => [String], { description: 'Which, at most 200; an answer that shows more makes several records.' })
  subjects: string[];

  @Field(() => String, { nullable: true, description: 'Why, as who asked said (header x-nadi-purpose).' })
  purpose: string | null;

  @Field(() => String, { nullable: true, description: 'For which case, as who asked said (header x-nadi-case).' })
  caseNumber: string | null;

  @Field(() => JsonScalar, { description: 'More of it: operation, role, unit, fields, how many subjects in all and their digest.' })
  detail: Json;

  @Field(() => String, { description: 'The hash of the record before.' })
  previous: string;

  @Field(() => String, { description: 'The hash of this one.' })
  hash: string;
}

@ObjectType('AuditEventConnection', { description: 'A page of the audit trail, the newest first.' })
@TypeRequires(READ)
export class AuditEventConnectionType extends connectionOf('AuditEvent', () => AuditEventType, 'records of the audit trail', READ) {}

@ObjectType('AuditHead', {
  description: 'What the trail ends with: kept on another machine, it shows later whether anything was cut off or made anew.',
})
@TypeRequires('audit:verify')
export class AuditHeadType {
  @Field(() => Float, { description: 'The place of the last record.' })
  sequence: number;

  @Field(() => String, { description: 'Its hash.' })
  hash: string;

  @Field(() => String, { description: 'Both, and its time, as `nadi audit verify --anchor` takes them.' })
  anchor: string;
}

@ObjectType('DataView', { description: 'One time that somebody was shown what is recorded of an owner.' })
@TypeRequires('any')
export class DataViewType {
  @Field(() => DateTimeScalar, { description: 'When.' })
  at: Date;

  @Field(() => String, { description: 'What kind of thing: owner.contact, camera.address or credential.name.' })
  kind: string;

  @Field(() => String, { nullable: true, description: 'The role of who saw it.' })
  role: string | null;

  @Field(() => [String], { description: 'Codes of the stations that they work for; empty: for the whole network, or for an owner.' })
  units: string[];

  @Field(() => String, { nullable: true, description: 'Why, as they said.' })
  purpose: string | null;

  @Field(() => String, { nullable: true, description: 'For which case, as they said.' })
  caseNumber: string | null;
}

@ObjectType('DataViewConnection', { description: 'A page of the times that something was seen, the newest first.' })
@TypeRequires('any')
export class DataViewConnectionType extends connectionOf('DataView', () => DataViewType, 'times that something was seen', 'any') {}
