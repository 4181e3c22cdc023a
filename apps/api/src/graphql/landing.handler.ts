import type { RequestHandler } from 'express';
import { graphiqlPage } from './graphiql.page.js';

/** Browsers that open /graphql get GraphiQL; everything else goes on to the GraphQL server. */
export const landingHandler: RequestHandler = (request, response, next) => {
  if (request.method !== 'GET' || request.query['query'] !== undefined) return next();
  if (request.accepts(['application/json', 'text/html']) !== 'text/html') return next();
  graphiqlPage().then((page) => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.setHeader('content-security-policy', page.contentSecurityPolicy);
    response.setHeader('cache-control', 'no-cache');
    response.setHeader('etag', page.etag);
    response.setHeader('vary', 'accept, accept-encoding');
    if (request.headers['if-none-match'] === page.etag) return response.status(304).end();
    if (!request.acceptsEncodings('gzip')) return response.status(406).end('GraphiQL is only served gzip-encoded');
    response.setHeader('content-encoding', 'gzip');
    return response.end(page.gzip);
  }, next);
};
