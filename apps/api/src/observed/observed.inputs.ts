import type { InterfaceState, OnuDownCause, OnuState, SensorClass, SensorKind } from '@app/equipment';
import type { OpticalLevel } from '@app/observed';
import { Field, Float, InputType } from '@nestjs/graphql';
import { InterfaceStateEnum, OnuDownCauseEnum, OnuStateEnum, OpticalLevelEnum, SensorClassEnum, SensorKindEnum } from './observed.enums.js';

@InputType('InterfaceFilter', { description: 'Which ports are wanted; all that is given must hold.' })
export class InterfaceFilterInput {
  @Field(() => [String], { nullable: true, description: 'With one of these names.' })
  names?: string[] | null;

  @Field(() => [InterfaceStateEnum], { nullable: true, description: 'In one of these states.' })
  operStatuses?: InterfaceState[] | null;
}

@InputType('SensorFilter', { description: 'Which sensors are wanted; all that is given must hold.' })
export class SensorFilterInput {
  @Field(() => [SensorClassEnum], { nullable: true, description: 'Of one of these classes.' })
  classes?: SensorClass[] | null;

  @Field(() => [SensorKindEnum], { nullable: true, description: 'About one of these.' })
  kinds?: SensorKind[] | null;
}

@InputType('OpticalPortFilter', { description: 'Which optical ports are wanted; all that is given must hold.' })
export class OpticalPortFilterInput {
  @Field(() => [String], { nullable: true, description: 'Of one of these devices (by name).' })
  devices?: string[] | null;

  @Field(() => Float, { nullable: true, description: 'With a smaller margin than this, dB.' })
  marginBelowDb?: number | null;

  @Field(() => [OpticalLevelEnum], { nullable: true, description: 'At one of these levels.' })
  levels?: OpticalLevel[] | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether the light is well below that of the last 7 days.' })
  isDrifting?: boolean | null;
}

@InputType('OnuFilter', { description: 'Which ONUs are wanted; all that is given must hold.' })
export class OnuFilterInput {
  @Field(() => [OnuStateEnum], { nullable: true, description: 'In one of these states.' })
  states?: OnuState[] | null;

  @Field(() => [OnuDownCauseEnum], { nullable: true, description: 'That left for one of these causes the last time.' })
  downCauses?: OnuDownCause[] | null;
}
