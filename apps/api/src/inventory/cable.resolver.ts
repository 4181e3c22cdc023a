import { Args, Context, Extensions, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { ByArea, Requires } from '../access/requires.decorator.js';
import { toConnection } from '../graphql/connection.type.js';
import { AsOfLookupArgs, AsOfPageArgs } from '../graphql/as.of.args.js';
import { boundedFilter } from '../graphql/filter.bounds.js';
import { lookUp, toLookup } from '../graphql/lookup.args.js';
import { PageArgs, toPageRequest } from '../graphql/page.args.js';
import type { RequestContext } from '../graphql/request.context.js';
import { ConduitType, LinkEndType, LinkType, SpanType } from './cable.type.js';
import { DeviceType } from './device.type.js';
import { LinkConnectionType, SpanConnectionType } from './inventory.connections.js';
import { SpanStateEnum } from './inventory.enums.js';
import { LinkFilterInput, SpanFilterInput } from './inventory.inputs.js';
import { toConduitType, toDeviceType, toLinkType, toPlaceType, toSpanType } from './inventory.mapper.js';
import { PlaceType } from './place.type.js';

@Resolver(() => LinkType)
export class LinkResolver {
  @Query(() => LinkConnectionType, { description: 'Links, sorted by code.' })
  @Requires('inventory:read')
  @ByArea()
  async links(
    @Args() page: AsOfPageArgs,
    @Context() { readers }: RequestContext,
    @Args('filter', { nullable: true, description: 'Which links; none: all.' }) filter?: LinkFilterInput,
  ) {
    return toConnection(await readers.cables.links(boundedFilter(filter), toPageRequest(page)), toLinkType);
  }

  @Query(() => LinkType, { nullable: true, description: 'One link, or null.' })
  @Requires('inventory:read')
  @ByArea()
  async link(@Args() args: AsOfLookupArgs, @Context() { loaders }: RequestContext) {
    const link = await lookUp(toLookup(args, 'Link'), loaders.linkById, loaders.linkByCode);
    return link && toLinkType(link);
  }

  @ResolveField(() => [SpanType], { description: 'The spans it rides, in order from its a end. Counts as 5 in the cost.' })
  @Extensions({ listSize: 5 })
  async spans(@Parent() link: LinkType, @Context() { loaders }: RequestContext) {
    return (await loaders.spansOfLink.load(link.linkId)).map(toSpanType);
  }
}

@Resolver(() => LinkEndType)
export class LinkEndResolver {
  @ResolveField(() => DeviceType, { nullable: true, description: 'The device at this end.' })
  async device(@Parent() end: LinkEndType, @Context() { loaders }: RequestContext) {
    const device = await loaders.deviceById.load(end.deviceId);
    return device && toDeviceType(device);
  }
}

@Resolver(() => SpanType)
export class SpanResolver {
  @Query(() => SpanConnectionType, { description: 'Spans of fibre, sorted by code.' })
  @Requires('inventory:read')
  @ByArea()
  async spans(
    @Args() page: AsOfPageArgs,
    @Context() { readers }: RequestContext,
    @Args('filter', { nullable: true, description: 'Which spans; none: all.' }) filter?: SpanFilterInput,
  ) {
    return toConnection(await readers.cables.spans(boundedFilter(filter), toPageRequest(page)), toSpanType);
  }

  @Query(() => SpanType, { nullable: true, description: 'One span, or null.' })
  @Requires('inventory:read')
  @ByArea()
  async span(@Args() args: AsOfLookupArgs, @Context() { loaders }: RequestContext) {
    const span = await lookUp(toLookup(args, 'Span'), loaders.spanById, loaders.spanByCode);
    return span && toSpanType(span);
  }

  @ResolveField(() => PlaceType, { nullable: true, description: 'The place at its a end.' })
  async a(@Parent() span: SpanType, @Context() { loaders }: RequestContext) {
    const place = await loaders.placeById.load(span.aPlaceId);
    return place && toPlaceType(place);
  }

  @ResolveField(() => PlaceType, { nullable: true, description: 'The place at its z end.' })
  async z(@Parent() span: SpanType, @Context() { loaders }: RequestContext) {
    const place = await loaders.placeById.load(span.zPlaceId);
    return place && toPlaceType(place);
  }

  @ResolveField(() => ConduitType, { nullable: true, description: 'The conduit it lies in, if any.' })
  async conduit(@Parent() { conduitId }: SpanType, @Context() { loaders }: RequestContext) {
    const conduit = conduitId === null ? null : await loaders.conduitById.load(conduitId);
    return conduit && toConduitType(conduit);
  }

  @ResolveField(() => LinkConnectionType, { description: 'The links that ride it, sorted by code.' })
  async links(@Parent() span: SpanType, @Args() page: PageArgs, @Context() { loaders }: RequestContext) {
    return toConnection(await loaders.linksOfSpan.load(span.spanId, {}, toPageRequest(page)), toLinkType);
  }

  @ResolveField(() => SpanStateEnum, { description: 'What the open outages say of it.' })
  async state(@Parent() span: SpanType, @Context() { loaders, isStateRecorded }: RequestContext) {
    if (!isStateRecorded) return 'UNKNOWN';
    const conduit = span.conduitId === null ? null : await loaders.conduitById.load(span.conduitId);
    return (await loaders.suspicions.load('open')).stateOfSpan(span.code, conduit?.code ?? null);
  }
}
