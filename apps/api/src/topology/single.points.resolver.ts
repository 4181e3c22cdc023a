import { COMPONENT_KINDS } from '@app/kernel';
import { type SinglePoint, singlePoints } from '@app/topology';
import { Args, Context, Query, Resolver } from '@nestjs/graphql';
import { Requires } from '../access/requires.decorator.js';
import { toConnection } from '../graphql/connection.type.js';
import { boundedFilter } from '../graphql/filter.bounds.js';
import { AsOfPageArgs } from '../graphql/as.of.args.js';
import type { RequestContext } from '../graphql/request.context.js';
import { toPageRequest } from '../graphql/page.args.js';
import { rankedPage } from './ranked.page.js';
import { SinglePointConnectionType, SinglePointFilterInput, type SinglePointType } from './single.points.type.js';

@Resolver()
export class SinglePointsResolver {
  @Query(() => SinglePointConnectionType, {
    description: 'Every component without which others are cut off from all pollers, most devices first, then most cameras.',
  })
  @Requires('topology:read')
  async singlePointsOfFailure(
    @Args() page: AsOfPageArgs,
    @Context() context: RequestContext,
    @Args('filter', { nullable: true, description: 'Which of them; none: all.' }) filter?: SinglePointFilterInput,
  ) {
    const { kinds, leastDevices } = boundedFilter(filter);
    const points = singlePoints((await context.network()).graph);
    const wanted = points.ranked.filter((id) => {
      const { kind, devicesBehind } = points.at(id);
      return (!kinds || kinds.includes(kind)) && devicesBehind >= (leastDevices ?? 1);
    });
    const ranking = {
      length: wanted.length,
      at: (position: number) => points.at(wanted[position]!),
      keysOf,
      types: ['number', 'number', 'number', 'string'] as const,
    };
    return toConnection(rankedPage(ranking, toPageRequest(page)), toSinglePointType);
  }
}

function keysOf({ devicesBehind, camerasBehind, kind, code }: SinglePoint): readonly (string | number)[] {
  return [devicesBehind, camerasBehind, COMPONENT_KINDS.indexOf(kind), code];
}

function toSinglePointType({ kind, code, devicesBehind, camerasBehind, stationsIsolated }: SinglePoint): SinglePointType {
  return { kind, code, devicesBehind, camerasBehind, stationsIsolated };
}
