import type { ComponentKind } from '@app/kernel';
import { Field, InputType, ObjectType } from '@nestjs/graphql';
import { TypeRequires } from '../access/requires.decorator.js';
import { ComponentKindEnum } from './inventory.enums.js';

@ObjectType('NetworkComponent', { description: 'Something that can break, by its kind and code.' })
@TypeRequires('inventory:read')
export class NetworkComponentType {
  @Field(() => ComponentKindEnum, { description: 'What it is.' })
  kind: ComponentKind;

  @Field(() => String, { description: 'Its code or name.' })
  code: string;
}

@InputType('ComponentInput', { description: 'Something that can break.' })
export class ComponentInput {
  @Field(() => String, { description: 'Code of a conduit, span, link or place, or name of a device.' })
  code: string;

  @Field(() => ComponentKindEnum, { nullable: true, description: 'Its kind, where several have this code.' })
  kind?: ComponentKind | null;
}
