import type { Server } from 'node:http';
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';

export interface BodyLimits {
  /** Bytes of any request [1 MiB]. */
  readonly bodyBytes: number;
  /** Bytes of a request by somebody who may import a topology [64 MiB]. */
  readonly importBytes: number;
  /** How long the work for a request larger than `bodyBytes` may take [2 minutes]. */
  readonly importTimeoutMs: number;
}

export const DEFAULT_BODY_LIMITS: BodyLimits = { bodyBytes: 1024 * 1024, importBytes: 64 * 1024 * 1024, importTimeoutMs: 120_000 };

const HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  // Pages set their own, wider one.
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  // Files of pages say otherwise; whatever tells of the network is kept by nobody.
  'cache-control': 'no-store',
} as const;

/** A year, and only for whoever came by TLS, to us or to a proxy that is trusted. */
const HSTS = 'max-age=31536000';

export const securityHeaders: RequestHandler = (request, response, next) => {
  for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
  if (request.secure) response.setHeader('strict-transport-security', HSTS);
  next();
};

/** Slow or idle peers are cut: headers within 10 s, a whole request within 2 minutes (an import over a thin line takes a while). */
export function boundServer(server: Server): void {
  server.headersTimeout = 10_000;
  server.requestTimeout = 120_000;
  server.keepAliveTimeout = 65_000;
  server.maxRequestsPerSocket = 10_000;
  server.maxHeadersCount = 100;
  server.maxConnections = 2_000;
}

/**
 * Reads JSON bodies, but a large one only from somebody who may import: nobody without a token can make the service hold more than
 * `bodyBytes`. Refusals have the shape of GraphQL errors, because clients parse them as such.
 */
export function jsonBodies(limits: BodyLimits, mayImport: (request: Request) => Promise<boolean>): RequestHandler {
  const ordinary = express.json({ limit: limits.bodyBytes });
  const large = express.json({ limit: limits.importBytes });
  return (request, response, next) => {
    const read = (parser: RequestHandler) =>
      parser(request, response, (error?: unknown) => (error === undefined ? next() : refuseBody(error, limits, response)));
    const declared = Number(request.headers['content-length'] ?? NaN);
    if (declared <= limits.bodyBytes) {
      read(ordinary);
      return;
    }
    const choose = async () => {
      try {
        read((await mayImport(request)) ? large : ordinary);
      } catch (error) {
        next(error);
      }
    };
    void choose();
  };
}

function refuseBody(error: unknown, limits: BodyLimits, response: Response): void {
  const status = statusOf(error);
  const message =
    status === 413
      ? `the request is larger than ${limits.bodyBytes} bytes (imports: ${limits.importBytes})`
      : 'the body is not JSON that can be read';
  response
    .status(status)
    .set('connection', 'close')
    .json({ errors: [{ message, extensions: { code: status === 413 ? 'TOO_LARGE' : 'BAD_REQUEST' } }] });
}

function statusOf(error: unknown): number {
  const status = typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 400;
  return status >= 400 && status < 500 ? status : 400;
}

/**
 * Answers 504 when an operation takes too long, counted from when its body was read. What it asked of the database ends by the
 * statement timeout there, and its late answer is dropped. A request that only an importer may send is given the time of an import.
 */
export function operationTimeout(timeoutMs: number, { bodyBytes, importTimeoutMs }: BodyLimits): RequestHandler {
  return (request: Request, response: Response, next: NextFunction) => {
    if (request.method !== 'POST') return next();
    const isSmall = Number(request.headers['content-length'] ?? NaN) <= bodyBytes;
    const allowedMs = isSmall ? timeoutMs : importTimeoutMs;
    const timer = setTimeout(() => {
      if (response.headersSent) return;
      response.status(504).json({ errors: [{ message: `no answer within ${allowedMs} ms`, extensions: { code: 'TIMED_OUT' } }] });
      response.setHeader = () => response;
      response.send = () => response;
    }, allowedMs);
    response.once('close', () => clearTimeout(timer));
    next();
  };
}
