import { type CanActivate, type ExecutionContext, ForbiddenException, Injectable, UnauthorizedException } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { GqlExecutionContext, type GqlContextType } from '@nestjs/graphql';
import type { Request } from 'express';
import type { RequestContext } from '../graphql/request.context.js';
import { RequestContexts } from '../graphql/request.contexts.js';
import { SIGN, type Sign } from './requires.decorator.js';

/**
 * No sign on the door means shut: every resolver and route needs @Requires or @Public. For GraphQL this is the second lock; the first
 * is refusalByPermission, which sees every field of the operation before it runs.
 */
@Injectable()
export class SignGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly contexts: RequestContexts,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const sign = this.reflector.get<Sign | undefined>(SIGN, context.getHandler());
    if (sign === 'public') return true;
    if (sign === undefined) throw new ForbiddenException('not allowed');
    const { viewer } = await this.contextOf(context);
    if (!viewer) throw new UnauthorizedException('a valid bearer token is needed');
    if (sign !== 'any' && !viewer.permissions.has(sign)) throw new ForbiddenException(`permission missing: ${sign}`);
    return true;
  }

  /** A route's is made here, and found again by the route. */
  private contextOf(context: ExecutionContext): RequestContext | Promise<RequestContext> {
    if (context.getType<GqlContextType>() === 'graphql') return GqlExecutionContext.create(context).getContext<RequestContext>();
    return this.contexts.ofRequest(context.switchToHttp().getRequest<Request>());
  }
}
