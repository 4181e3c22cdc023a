import { type ArgumentsHost, Catch } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import type { GqlContextType } from '@nestjs/graphql';

/** Hands what resolvers throw on untouched: Nest would log it before maskError does, without the id that the client is shown. */
@Catch()
export class ResolverErrorFilter extends BaseExceptionFilter {
  override catch(exception: unknown, host: ArgumentsHost): void {
    if (host.getType<GqlContextType>() === 'graphql') throw exception;
    // eslint-disable-next-line promise/valid-params -- a filter, no promise
    super.catch(exception, host);
  }
}
