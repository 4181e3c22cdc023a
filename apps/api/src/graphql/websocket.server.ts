import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Viewer } from '@app/access';
import { type ExecutionArgs, type ExecutionResult, getOperationAST, GraphQLError, type GraphQLSchema } from 'graphql';
import { type Context, GRAPHQL_TRANSPORT_WS_PROTOCOL, type SubscribePayload } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { type AccessReason, NO_REASON, reasonInParameters } from '../audit/access.reason.js';
import type { OperationAudit } from '../audit/operation.audit.js';
import { tokenInParameters } from './bearer.token.js';
import { type ErrorSink, maskError } from './error.masking.js';
import { apiError } from './graphql.errors.js';
import type { OperationLimits } from './operation.limits.js';
import { prepareOperation } from './operation.preparation.js';
import type { RequestContext } from './request.context.js';
import type { WebSocketLimits } from './websocket.limits.js';

export interface WebSocketOptions {
  readonly path: string;
  readonly operation: OperationLimits;
  readonly socket: WebSocketLimits;
  viewerOf(token: string): Promise<Viewer | null>;
  contextOf(viewer: Viewer, reason: AccessReason): RequestContext;
  readonly audit: OperationAudit;
  readonly onUnexpected: ErrorSink;
}

interface Extra extends Record<PropertyKey, unknown> {
  readonly socket: WebSocket;
  token?: string;
  reason?: AccessReason;
}

const FORBIDDEN = 4403;

/**
 * GraphQL over WebSocket by the graphql-transport-ws protocol, beside Apollo on the same server and port.
 * The same token, checks and limits as for HTTP; a client without a valid token is refused before its first operation (close code
 * 4403). A client that does not read stalls its own subscriptions only: each waits for the socket before it takes its next event.
 */
export class GraphqlWebSocket {
  private readonly sockets: WebSocketServer;
  private readonly served: { dispose: () => void | Promise<void> };
  private readonly admitted = new Map<WebSocket, string>();
  private readonly rechecking: NodeJS.Timeout;

  constructor(
    private readonly http: Server,
    private readonly schema: GraphQLSchema,
    private readonly options: WebSocketOptions,
  ) {
    this.sockets = new WebSocketServer({ noServer: true, maxPayload: options.socket.maxMessageBytes, perMessageDeflate: false });
    this.served = useServer<Record<string, unknown>, Extra>(
      {
        connectionInitWaitTimeout: options.socket.initTimeoutMs,
        onConnect: (context) => this.admit(context),
        onSubscribe: (context, _id, payload) => this.prepare(context, payload),
        onError: (_context, _id, _payload, errors) => errors.map((error) => maskError(error, options.onUnexpected)),
        onNext: (_context, _id, _payload, args, result) => this.recorded(args, result),
      },
      this.sockets,
    );
    this.rechecking = setInterval(() => void this.recheck(), options.socket.recheckMs).unref();
    http.on('upgrade', this.upgrade);
  }

  async stop(): Promise<void> {
    this.http.off('upgrade', this.upgrade);
    clearInterval(this.rechecking);
    for (const client of this.sockets.clients) setTimeout(() => client.terminate(), 1_000).unref();
    await this.served.dispose();
  }

  private readonly upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // A peer that resets while being refused must not end the process.
    socket.on('error', () => socket.destroy());
    if ((request.url ?? '').split('?')[0] !== this.options.path) return refuse(socket, '404 Not Found');
    const protocols = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((each) => each.trim());
    if (!protocols.includes(GRAPHQL_TRANSPORT_WS_PROTOCOL)) return refuse(socket, '400 Bad Request');
    if (this.sockets.clients.size >= this.options.socket.maxConnections) return refuse(socket, '503 Service Unavailable');
    this.sockets.handleUpgrade(request, socket, head, (client) => this.sockets.emit('connection', client, request));
  };

  private async admit(context: Context<Record<string, unknown>, Extra>): Promise<boolean> {
    const token = tokenInParameters(context.connectionParams);
    const viewer = token === null ? null : await this.options.viewerOf(token);
    if (token === null || !viewer) return false;
    const { socket } = context.extra;
    context.extra.token = token;
    context.extra.reason = reasonInParameters(context.connectionParams);
    this.admitted.set(socket, token);
    socket.once('close', () => this.admitted.delete(socket));
    return true;
  }

  /** A revoked token ends what it opened. Each token is asked once however many connections use it. */
  private async recheck(): Promise<void> {
    const valid = new Map<string, boolean>();
    for (const token of new Set(this.admitted.values())) {
      // A database that is away revokes nobody.
      const viewer = await this.options.viewerOf(token).catch(() => undefined);
      valid.set(token, viewer !== null);
    }
    for (const [socket, token] of this.admitted) if (valid.get(token) === false) socket.close(FORBIDDEN, 'Forbidden');
  }

  /** What leaves, once it is recorded; where it cannot be, an error leaves in its place. */
  private async recorded({ document, operationName, contextValue }: ExecutionArgs, result: ExecutionResult): Promise<ExecutionResult> {
    const errors = result.errors?.map((error) => maskError(error, this.options.onUnexpected));
    const operation = getOperationAST(document, operationName);
    const name = { type: operation?.operation ?? 'unknown', name: operation?.name?.value ?? null };
    try {
      await this.options.audit.answer(contextValue as RequestContext, name, errors);
    } catch (error) {
      return { data: null, errors: [maskError(error, this.options.onUnexpected)] as unknown as GraphQLError[] };
    }
    // graphql-ws sends what stands here as it is, so plain formatted errors do.
    return errors ? { ...result, errors: errors as unknown as GraphQLError[] } : result;
  }

  private async prepare(
    context: Context<Record<string, unknown>, Extra>,
    payload: SubscribePayload,
  ): Promise<ExecutionArgs | readonly GraphQLError[]> {
    if (Object.keys(context.subscriptions).length > this.options.socket.maxOperationsPerConnection)
      return [
        apiError(
          'TOO_MANY_SUBSCRIPTIONS',
          `at most ${this.options.socket.maxOperationsPerConnection} operations at once on one connection`,
        ),
      ];
    // Asked again for each operation: a token that was revoked after the connection opened opens nothing more.
    const viewer = context.extra.token === undefined ? null : await this.options.viewerOf(context.extra.token);
    if (!viewer) return [apiError('UNAUTHENTICATED', 'the token of this connection is no longer valid')];
    const prepared = prepareOperation(this.schema, payload, viewer, this.options.operation);
    const contextValue = this.options.contextOf(viewer, context.extra.reason ?? NO_REASON);
    if (prepared.kind === 'refused') {
      const name = { type: 'unknown', name: payload.operationName ?? null };
      await this.options.audit.answer(contextValue, name, prepared.errors);
      return prepared.errors;
    }
    try {
      await contextValue.settle(prepared.measure);
    } catch (error) {
      return [error instanceof GraphQLError ? error : new GraphQLError('', { originalError: error as Error })];
    }
    return {
      schema: this.schema,
      document: prepared.document,
      operationName: payload.operationName ?? null,
      variableValues: payload.variables ?? null,
      contextValue,
    };
  }
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
