import { setImmediate } from 'node:timers/promises';
import type { Network } from '@app/inventory';
import { type Component, componentsNamed, fullCode, impactsOfWorks, type IntervalImpact, type PlannedWork } from '@app/topology';
import { Args, Context, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Requires } from '../access/requires.decorator.js';
import { AsOfArgs } from '../graphql/as.of.args.js';
import { toConnection } from '../graphql/connection.type.js';
import { badInput } from '../graphql/graphql.errors.js';
import { PageArgs, toPageRequest } from '../graphql/page.args.js';
import type { RequestContext } from '../graphql/request.context.js';
import type { ComponentInput } from '../inventory/component.type.js';
import { DeviceConnectionType } from '../inventory/inventory.connections.js';
import { toDeviceType } from '../inventory/inventory.mapper.js';
import { devicePage } from './device.page.js';
import { toLoss } from './loss.mapper.js';
import type { AmbiguousCodeType, NotFoundType } from './topology.type.js';
import { type PlannedWorkInput, WhatIfInput } from './whatif.inputs.js';
import { WhatIfIntervalType, WhatIfResultUnion, type WhatIfType } from './whatif.type.js';

const MOST_WORKS = 50;
const MOST_COMPONENTS = 100;
const LONGEST_CODE = 64;

@Resolver(() => WhatIfIntervalType)
export class WhatIfResolver {
  @Query(() => WhatIfResultUnion, {
    description:
      'What several things would take away together, or planned works while they are under way, seen from all pollers, with all else up.',
  })
  @Requires('topology:read')
  async whatIf(
    @Args('input', { description: 'What breaks, and when.' }) { works }: WhatIfInput,
    @Args() _instant: AsOfArgs,
    @Context() context: RequestContext,
  ): Promise<WhatIfType | NotFoundType | AmbiguousCodeType> {
    if (works.length > MOST_WORKS) throw badInput('input.works', `has ${works.length} items; allowed are ${MOST_WORKS}`);
    works.forEach(checkWork);
    const snapshot = await context.network();
    const planned: PlannedWork[] = [];
    for (const [i, { components: inputs, startsAt, endsAt }] of works.entries()) {
      const components: Component[] = [];
      for (const [j, input] of inputs.entries()) {
        const component = toComponent(snapshot, input, `input.works[${i}].components[${j}]`);
        if ('message' in component) return component;
        components.push(component);
      }
      planned.push({
        components,
        from: startsAt?.getTime() ?? Number.NEGATIVE_INFINITY,
        to: endsAt?.getTime() ?? Number.POSITIVE_INFINITY,
      });
    }
    const intervals: WhatIfIntervalType[] = [];
    for (const interval of impactsOfWorks(snapshot.graph, planned)) {
      intervals.push(toInterval(snapshot, works, interval));
      // Each may take milliseconds: others are served between two.
      await setImmediate();
    }
    return { intervals };
  }

  @ResolveField(() => DeviceConnectionType, { description: 'The devices that would be lost, sorted by name.' })
  async lostDevices(@Parent() { lostDeviceIds }: WhatIfIntervalType, @Args() page: PageArgs, @Context() context: RequestContext) {
    return toConnection(await devicePage(lostDeviceIds, toPageRequest(page), context), toDeviceType);
  }

  @ResolveField(() => DeviceConnectionType, { description: 'The devices that would lose their redundancy, sorted by name.' })
  async exposedDevices(@Parent() { exposedDeviceIds }: WhatIfIntervalType, @Args() page: PageArgs, @Context() context: RequestContext) {
    return toConnection(await devicePage(exposedDeviceIds, toPageRequest(page), context), toDeviceType);
  }
}

function checkWork({ code, components, startsAt, endsAt }: PlannedWorkInput, i: number): void {
  const place = `input.works[${i}]`;
  if (code.length > LONGEST_CODE) throw badInput(`${place}.code`, `is ${code.length} characters long; allowed are ${LONGEST_CODE}`);
  if (components.length > MOST_COMPONENTS)
    throw badInput(`${place}.components`, `has ${components.length} items; allowed are ${MOST_COMPONENTS}`);
  if (startsAt && endsAt && endsAt <= startsAt) throw badInput(`${place}.endsAt`, 'is not after startsAt');
}

function toComponent({ graph }: Network, { code, kind }: ComponentInput, argument: string): Component | NotFoundType | AmbiguousCodeType {
  const [component, ...others] = componentsNamed(graph, kind ? fullCode({ kind, code }) : code);
  if (!component) return { argument, message: 'no such component' };
  if (others.length === 0) return component;
  const kinds = [component, ...others].map((each) => each.kind);
  return { kinds, message: `several components have the code of ${argument}: give its kind` };
}

function toInterval(
  snapshot: Network,
  works: readonly PlannedWorkInput[],
  { from, to, works: active, impact, isolatedTogether }: IntervalImpact,
): WhatIfIntervalType {
  return {
    ...toLoss(snapshot, impact),
    startsAt: Number.isFinite(from) ? new Date(from) : null,
    endsAt: Number.isFinite(to) ? new Date(to) : null,
    works: active.map((position) => works[position]!.code),
    stationsIsolatedTogether: isolatedTogether.map((place) => snapshot.graph.placeCodes[place]!),
  };
}
