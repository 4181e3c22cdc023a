import { MAX_PAGE_SIZE } from '@app/kernel';
import { Inject, UnauthorizedException } from '@nestjs/common';
import { Context, Query, Resolver } from '@nestjs/graphql';
import { ByArea, Requires } from '../access/requires.decorator.js';
import { API_SETTINGS, type ApiSettings } from '../api.settings.js';
import { COST_FORMULA } from '../graphql/operation.measure.js';
import type { RequestContext } from '../graphql/request.context.js';
import { toJurisdictionType } from './jurisdiction.mapper.js';
import { ViewerType } from './viewer.type.js';

@Resolver(() => ViewerType)
export class ViewerResolver {
  constructor(@Inject(API_SETTINGS) private readonly settings: ApiSettings) {}

  @Query(() => ViewerType, { description: 'Who asks, what they may do, and what bounds their operations.' })
  @Requires('any')
  @ByArea()
  viewer(@Context() { viewer }: RequestContext): ViewerType {
    if (!viewer) throw new UnauthorizedException('a valid bearer token is needed');
    const { maxDepth, maxCost, maxAliases, maxTokens, timeoutMs } = this.settings.operation;
    return {
      name: viewer.name,
      role: viewer.role,
      permissions: [...viewer.permissions].sort(),
      jurisdiction: toJurisdictionType(viewer.jurisdiction),
      limits: { maxDepth, maxCost, maxAliases, maxTokens, timeoutMs, maxPageSize: MAX_PAGE_SIZE, formula: COST_FORMULA },
    };
  }
}
