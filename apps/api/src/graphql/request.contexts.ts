import type { AccessService, Viewer } from '@app/access';
import type { Request } from 'express';
import { bearerToken } from './bearer.token.js';
import { RequestContext, type Sources } from './request.context.js';

/** Makes the context of each request: who asks, and fresh loaders. */
export class RequestContexts {
  private readonly known = new WeakMap<Request, Promise<RequestContext>>();

  constructor(
    private readonly access: Pick<AccessService, 'viewerOf'>,
    private readonly sources: Sources,
  ) {}

  /** One a request: who guards a route and who answers it stand on the same. */
  ofRequest(request: Request): Promise<RequestContext> {
    const known = this.known.get(request) ?? this.make(request);
    this.known.set(request, known);
    return known;
  }

  private async make(request: Request): Promise<RequestContext> {
    const token = bearerToken(request.headers.authorization);
    return new RequestContext(token === null ? null : await this.viewerOf(token), this.sources);
  }

  ofViewer(viewer: Viewer): RequestContext {
    return new RequestContext(viewer, this.sources);
  }

  viewerOf(token: string): Promise<Viewer | null> {
    return this.access.viewerOf(token);
  }
}
