import type { IncomingMessage, ServerResponse } from 'node:http';
import { bearsToken } from './bearer.check.js';
import { acceptsGzip } from './exposition.format.js';
import { isFromLoopback, ResponseStream } from './response.stream.js';

export interface ExporterOptions {
  /** Wanted as a bearer token on every request, or null for none. */
  readonly token: string | null;
  /** How many answers are made at once [4]; more are asked to come back in a second. */
  readonly maxConcurrent: number;
  /** How long one answer may take in all [60,000 ms]: a reader that hardly reads must not hold a place for ever. */
  readonly deadlineMs: number;
  /** `remote`: compress for readers on other machines that accept it. On loopback it doubles the CPU time and saves nothing. */
  readonly gzip: 'remote' | 'never';
}

export const DEFAULT_EXPORTER_OPTIONS: ExporterOptions = { token: null, maxConcurrent: 4, deadlineMs: 60_000, gzip: 'remote' };

export type GateOutcome = 'ok' | 'refused' | 'busy' | 'aborted' | 'failed';

/** What all addresses of this room share: who may ask, by which methods, how many at once, and how an answer is streamed. */
export class ExporterGate {
  private underWay = 0;

  constructor(private readonly options: ExporterOptions) {}

  /** Answers the request by `write`, which is called once the request is found good. Never throws: the outcome says what became of it. */
  async answer(
    request: IncomingMessage,
    response: ServerResponse,
    contentType: string,
    write: (stream: ResponseStream) => Promise<void>,
  ): Promise<GateOutcome> {
    const refusal = this.refusalOf(request);
    if (refusal) {
      response.writeHead(refusal.status, { 'content-type': 'text/plain; charset=utf-8', ...refusal.headers });
      response.end(`${refusal.reason}\n`);
      return refusal.status === 503 ? 'busy' : 'refused';
    }
    this.underWay++;
    try {
      return await this.stream(request, response, contentType, write);
    } finally {
      this.underWay--;
    }
  }

  private async stream(
    request: IncomingMessage,
    response: ServerResponse,
    contentType: string,
    write: (stream: ResponseStream) => Promise<void>,
  ): Promise<GateOutcome> {
    const gzip = this.options.gzip === 'remote' && !isFromLoopback(request) && acceptsGzip(request.headers['accept-encoding']);
    response.setHeader('content-type', contentType);
    response.setHeader('cache-control', 'no-store');
    response.setHeader('vary', 'accept, accept-encoding');
    if (gzip) response.setHeader('content-encoding', 'gzip');
    if (request.method === 'HEAD') {
      response.end();
      return 'ok';
    }
    const stream = new ResponseStream(response, { gzip, deadlineMs: this.options.deadlineMs });
    try {
      await write(stream);
      await stream.end();
      return 'ok';
    } catch {
      return this.giveUp(response, stream);
    }
  }

  private giveUp(response: ServerResponse, stream: ResponseStream): GateOutcome {
    const aborted = stream.signal.aborted;
    if (response.headersSent || aborted) {
      stream.destroy();
    } else {
      response.removeHeader('content-encoding');
      response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' });
      response.end('the metrics could not be gathered\n');
    }
    return aborted ? 'aborted' : 'failed';
  }

  private refusalOf(request: IncomingMessage): { status: number; reason: string; headers: Record<string, string> } | null {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return { status: 405, reason: 'only GET and HEAD are answered here', headers: { allow: 'GET, HEAD' } };
    if (this.options.token !== null && !bearsToken(request.headers.authorization, this.options.token))
      return {
        status: 401,
        reason: 'this address wants the metrics token as a bearer token',
        headers: { 'www-authenticate': 'Bearer realm="nadi metrics"' },
      };
    if (this.underWay >= this.options.maxConcurrent)
      return { status: 503, reason: `${this.underWay} answers are under way already`, headers: { 'retry-after': '1' } };
    return null;
  }
}
