import type { IncomingMessage } from 'node:http';
import type { Viewer } from '@app/access';
import { type AccessReason, reasonInHeaders } from '../audit/access.reason.js';
import type { Doorkeeper } from '../sign-on/doorkeeper.js';
import { RequestContext, type Sources } from './request.context.js';

/** `ip`: as Express knows it, also behind a proxy that is trusted. */
type Asking = Pick<IncomingMessage, 'headers'> & { readonly ip?: string };

/** Makes the context of each request: who asks, and fresh loaders. */
export class RequestContexts {
  private readonly known = new WeakMap<object, Promise<RequestContext>>();

  constructor(
    readonly doorkeeper: Doorkeeper,
    private readonly sources: Sources,
  ) {}

  /** One a request: who guards a route and who answers it stand on the same. */
  ofRequest(request: Asking): Promise<RequestContext> {
    const known = this.known.get(request) ?? this.make(request);
    this.known.set(request, known);
    return known;
  }

  private async make(request: Asking): Promise<RequestContext> {
    const viewer = await this.doorkeeper.viewerOf(this.doorkeeper.proofOf(request));
    return new RequestContext(viewer, this.sources, reasonInHeaders(request.headers), request.ip);
  }

  ofViewer(viewer: Viewer, reason: AccessReason): RequestContext {
    return new RequestContext(viewer, this.sources, reason);
  }
}
