import { Field, Int, ObjectType } from '@nestjs/graphql';
import { TypeRequires } from '../access/requires.decorator.js';
import { ListField } from '../graphql/field.extensions.js';
import { UserErrorType } from '../graphql/user.error.type.js';
import { BuildingType } from '../inventory/place.type.js';
import { DeclarationType, RegistrationFindingType } from './registration.type.js';

const SUBMIT = 'registration:submit';

@ObjectType('RegisterBuildingPayload', { description: 'What became of a building that was registered.' })
@TypeRequires(SUBMIT)
export class RegisterBuildingPayloadType {
  @Field(() => Int, { nullable: true, description: 'The version of the topology that was made; null if nothing was written.' })
  version: number | null;

  @Field(() => BuildingType, { nullable: true, description: 'The building as it is now; null if there is none.' })
  building: BuildingType | null;

  @Field(() => [UserErrorType], {
    description: 'Why nothing was written; empty if it was, or if it was so already. CONFLICT: it is not as expected.',
  })
  userErrors: UserErrorType[];
}

@ObjectType('RegisterCamerasPayload', { description: 'What became of a list of cameras: all of it or nothing.' })
@TypeRequires(SUBMIT)
export class RegisterCamerasPayloadType {
  @Field(() => DeclarationType, { nullable: true, description: 'The declaration that was made; null if nothing was written.' })
  declaration: DeclarationType | null;

  @ListField(() => [RegistrationFindingType], 20, { description: 'What is wrong, row by row: the first 1,000.' })
  errors: RegistrationFindingType[];

  @Field(() => Int, { description: 'How much is wrong.' })
  errorCount: number;

  @ListField(() => [RegistrationFindingType], 20, { description: 'What should be looked at, though it is taken: the first 1,000.' })
  warnings: RegistrationFindingType[];

  @Field(() => Int, { description: 'How many warnings there are.' })
  warningCount: number;

  @Field(() => [UserErrorType], {
    description: 'Why nothing was written; empty if it was, or if it was only a try. CONFLICT: somebody declared this building meanwhile.',
  })
  userErrors: UserErrorType[];
}

@ObjectType('ReviewRegistrationPayload', { description: 'What became of a review.' })
@TypeRequires(SUBMIT)
export class ReviewRegistrationPayloadType {
  @Field(() => DeclarationType, { nullable: true, description: 'The declaration as it is now; null if there is none.' })
  declaration: DeclarationType | null;

  @Field(() => [UserErrorType], {
    description: 'Why nothing was written; empty if it was. CONFLICT: it was reviewed or replaced meanwhile.',
  })
  userErrors: UserErrorType[];
}
