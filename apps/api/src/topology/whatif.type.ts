import { createUnionType, Field, ObjectType } from '@nestjs/graphql';
import { TypeRequires } from '../access/requires.decorator.js';
import { ListField } from '../graphql/field.extensions.js';
import { DateTimeScalar } from '../graphql/time.scalar.js';
import { AmbiguousCodeType, Loss, NotFoundType } from './topology.type.js';

@ObjectType('WhatIfInterval', { description: 'A stretch of time in which the same works are under way, and what they take away together.' })
@TypeRequires('inventory:read')
export class WhatIfIntervalType extends Loss {
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it begins; null: no work of it has a start.' })
  startsAt: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ends; null: no work of it has an end.' })
  endsAt: Date | null;

  @Field(() => [String], { description: 'Codes of the works that are under way.' })
  works: string[];

  @Field(() => [String], { description: 'Codes of the stations that these works isolate together, and none of them alone.' })
  stationsIsolatedTogether: string[];
}

@ObjectType('WhatIf', { description: 'What would be lost while works are under way, with all else up.' })
@TypeRequires('inventory:read')
export class WhatIfType {
  @ListField(() => [WhatIfIntervalType], 10, { description: 'In order of time; stretches without any work are left out.' })
  intervals: WhatIfIntervalType[];
}

export const WhatIfResultUnion = createUnionType({
  name: 'WhatIfResult',
  description: 'What would be lost, or why that cannot be told.',
  types: () => [WhatIfType, NotFoundType, AmbiguousCodeType] as const,
  resolveType: (value: object) => ('intervals' in value ? WhatIfType : 'kinds' in value ? AmbiguousCodeType : NotFoundType),
});
