import type { IncomingMessage } from 'node:http';
import type { Viewer } from '@app/access';
import { type AccessReason, reasonInHeaders } from '../audit/access.reason.js';
import type { Doorkeeper } from '../sign-on/doorkeeper.js';
import { RequestContext, type Sources } from './request.context.js';

/** Makes the context of each request: who asks, and fresh loaders. */
export class RequestContexts {
  constructor(
    readonly doorkeeper: Doorkeeper,
    private readonly sources: Sources,
  ) {}

  async ofRequest(request: Pick<IncomingMessage, 'headers'>): Promise<RequestContext> {
    return new RequestContext(
      await this.doorkeeper.viewerOf(this.doorkeeper.proofOf(request)),
      this.sources,
      reasonInHeaders(request.headers),
    );
  }

  ofViewer(viewer: Viewer, reason: AccessReason): RequestContext {
    return new RequestContext(viewer, this.sources, reason);
  }
}
