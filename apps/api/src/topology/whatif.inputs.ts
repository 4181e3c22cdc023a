import { Field, InputType } from '@nestjs/graphql';
import { DateTimeScalar } from '../graphql/time.scalar.js';
import { ComponentInput } from '../inventory/component.type.js';

@InputType('PlannedWorkInput', { description: 'Something that takes components away, for good or for a time.' })
export class PlannedWorkInput {
  @Field(() => String, { description: 'What the answer calls it; at most 64 characters.' })
  code: string;

  @Field(() => [ComponentInput], { description: 'What is broken or off meanwhile; at most 100.' })
  components: ComponentInput[];

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it starts; null: it always was so.' })
  startsAt?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ends, which is no part of it; null: never.' })
  endsAt?: Date | null;
}

@InputType('WhatIfInput', { description: 'What is asked of `whatIf`.' })
export class WhatIfInput {
  @Field(() => [PlannedWorkInput], { description: 'What breaks or is taken away, each with its time; at most 50.' })
  works: PlannedWorkInput[];
}
