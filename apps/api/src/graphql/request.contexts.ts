import type { AccessService, Viewer } from '@app/access';
import type { Request } from 'express';
import { type AccessReason, reasonInHeaders } from '../audit/access.reason.js';
import { bearerToken } from './bearer.token.js';
import { RequestContext, type Sources } from './request.context.js';

/** Makes the context of each request: who asks, and fresh loaders. */
export class RequestContexts {
  constructor(
    private readonly access: Pick<AccessService, 'viewerOf'>,
    private readonly sources: Sources,
  ) {}

  async ofRequest(request: Request): Promise<RequestContext> {
    const token = bearerToken(request.headers.authorization);
    return new RequestContext(token === null ? null : await this.viewerOf(token), this.sources, reasonInHeaders(request.headers));
  }

  ofViewer(viewer: Viewer, reason: AccessReason): RequestContext {
    return new RequestContext(viewer, this.sources, reason);
  }

  viewerOf(token: string): Promise<Viewer | null> {
    return this.access.viewerOf(token);
  }
}
