import { compareNatural } from '@app/topology';
import { decodeCursor, encodeCursor, type Page, type PageRequest } from '@app/kernel';
import { stepWords } from '@app/outages';
import { Args, Context, Extensions, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { Requires } from '../access/requires.decorator.js';
import { toConnection } from '../graphql/connection.type.js';
import { PageArgs, toPageRequest } from '../graphql/page.args.js';
import type { RequestContext } from '../graphql/request.context.js';
import { BuildingConnectionType, DeviceConnectionType } from '../inventory/inventory.connections.js';
import { toBuildingType, toDeviceType, toStationType } from '../inventory/inventory.mapper.js';
import { StationType } from '../inventory/place.type.js';
import { toExplanationType } from './explanation.mapper.js';
import { ExplanationType, OutageStepType, StationLossConnectionType, StationLossType } from './explanation.type.js';
import { OutageType } from './outage.type.js';

@Resolver(() => OutageType)
export class OutageExplanationResolver {
  @ResolveField(() => ExplanationType, {
    nullable: true,
    description:
      'Why it is taken for what it is; null where nothing was concluded (PollerBlind), or it was over before explanations were kept. Only the newest is kept: as of an instant before `explainedAt` it is null.',
  })
  @Requires('topology:read')
  async explanation(@Parent() outage: OutageType, @Context() { loaders, asOf }: RequestContext) {
    const kept = await loaders.explanationOfOutage.load(outage.outageId);
    return kept && (asOf === null || kept.explainedAt <= asOf) ? toExplanationType(outage, kept) : null;
  }
}

@Resolver(() => ExplanationType)
export class ExplanationResolver {
  @ResolveField(() => StationLossConnectionType, { description: 'The stations in whose area something is lost, sorted by code.' })
  stations(@Parent() { losses }: ExplanationType, @Args() page: PageArgs) {
    return toConnection(
      pageOf(losses, ({ code }) => code, toPageRequest(page)),
      (loss) => loss,
    );
  }

  @ResolveField(() => BuildingConnectionType, {
    description: 'The buildings in which something is lost, sorted by code; those that exist no more are counted, and not shown.',
  })
  async buildings(@Parent() { buildingCodes }: ExplanationType, @Args() page: PageArgs, @Context() { loaders }: RequestContext) {
    const { items, ...rest } = pageOf(buildingCodes, (code) => code, toPageRequest(page));
    const places = await Promise.all(items.map(({ item }) => loaders.placeByCode.load(item)));
    const known = items.flatMap(({ cursor }, i) => {
      const place = places[i];
      return place?.placeKind === 'BUILDING' ? [{ cursor, item: place }] : [];
    });
    return toConnection({ items: known, ...rest }, toBuildingType);
  }

  @ResolveField(() => DeviceConnectionType, { description: 'The cameras that it takes away, sorted by name.' })
  async cameras(@Parent() { outageId }: ExplanationType, @Args() page: PageArgs, @Context() { loaders }: RequestContext) {
    return toConnection(await loaders.devicesOfOutage.load(outageId, { roles: ['CAMERA'] }, toPageRequest(page)), toDeviceType);
  }

  @ResolveField(() => [OutageStepType], {
    description: 'What changed when, the oldest step first; at most the newest 200. Counts as 10 in the cost.',
  })
  @Extensions({ listSize: 10 })
  async steps(@Parent() { outageId }: ExplanationType, @Context() { loaders }: RequestContext): Promise<OutageStepType[]> {
    const events = await loaders.eventsOfOutage.load(outageId);
    return events.map(({ kind, at, detail }) => ({ kind, at, sentence: stepWords(kind, detail) }));
  }
}

@Resolver(() => StationLossType)
export class StationLossResolver {
  @ResolveField(() => StationType, { nullable: true, description: 'The station; null if it exists no more.' })
  async station(@Parent() { code }: StationLossType, @Context() { loaders }: RequestContext) {
    const place = await loaders.placeByCode.load(code);
    return place?.placeKind === 'STATION' ? toStationType(place) : null;
  }
}

/** A page of a list that is whole in memory, in the order of its codes. */
function pageOf<Item>(all: readonly Item[], codeOf: (item: Item) => string, request: PageRequest): Page<Item> {
  const after = decodeCursor(request.after, ['string'])?.[0];
  const from = after === undefined ? 0 : all.findIndex((item) => compareNatural(codeOf(item), String(after)) > 0);
  const wanted = from < 0 ? [] : all.slice(from, from + request.first);
  return {
    items: wanted.map((item) => ({ cursor: encodeCursor([codeOf(item)]), item })),
    hasNextPage: from >= 0 && from + request.first < all.length,
    totalCount: () => Promise.resolve(all.length),
  };
}
