import { type CanActivate, type ExecutionContext, ForbiddenException, Injectable, UnauthorizedException } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { GqlExecutionContext, type GqlContextType } from '@nestjs/graphql';
import type { RequestContext } from '../graphql/request.context.js';
import { SIGN, type Sign } from './requires.decorator.js';

/**
 * No sign on the door means shut: every resolver and route needs @Requires or @Public. For GraphQL this is the second lock; the first
 * is refusalByPermission, which sees every field of the operation before it runs.
 */
@Injectable()
export class SignGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const sign = this.reflector.get<Sign | undefined>(SIGN, context.getHandler());
    if (sign === 'public') return true;
    if (sign === undefined) throw new ForbiddenException('not allowed');
    // Routes that want a permission do not exist: apart from GraphQL there are only public ones and those with a token of their own.
    if (context.getType<GqlContextType>() !== 'graphql') throw new UnauthorizedException('not allowed');
    const { viewer } = GqlExecutionContext.create(context).getContext<RequestContext>();
    if (!viewer) throw new UnauthorizedException('a valid bearer token is needed');
    if (sign !== 'any' && !viewer.permissions.has(sign)) throw new ForbiddenException(`permission missing: ${sign}`);
    return true;
  }
}
