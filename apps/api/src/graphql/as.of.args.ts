import { ArgsType, Field } from '@nestjs/graphql';
import { LookupArgs, NameLookupArgs } from './lookup.args.js';
import { PageArgs } from './page.args.js';
import { DateTimeScalar } from './time.scalar.js';

/** Not read by any resolver: the whole operation is of one instant, which is settled before any of it runs. */
const AsOf = () =>
  Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'A past instant: all of this field is told as it was then, at any depth. The same for every field of the operation; none: as it is now.',
  });

@ArgsType()
export class AsOfArgs {
  @AsOf()
  asOf?: Date | null;
}

@ArgsType()
export class AsOfPageArgs extends PageArgs {
  @AsOf()
  asOf?: Date | null;
}

@ArgsType()
export class AsOfLookupArgs extends LookupArgs {
  @AsOf()
  asOf?: Date | null;
}

@ArgsType()
export class AsOfNameLookupArgs extends NameLookupArgs {
  @AsOf()
  asOf?: Date | null;
}
