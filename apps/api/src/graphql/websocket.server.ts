import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { sameRights, type Viewer } from '@app/access';
import { type ExecutionArgs, type ExecutionResult, getOperationAST, GraphQLError, type GraphQLSchema } from 'graphql';
import { type Context, GRAPHQL_TRANSPORT_WS_PROTOCOL, type SubscribePayload } from 'graphql-ws';
import { useServer } from 'graphql-ws/use/ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { type AccessReason, NO_REASON, reasonInParameters } from '../audit/access.reason.js';
import type { OperationAudit } from '../audit/operation.audit.js';
import { type ErrorSink, maskError } from './error.masking.js';
import type { KnownOperations } from '../http/known.operations.js';
import { apiError, rateLimited } from './graphql.errors.js';
import type { OperationLimits } from './operation.limits.js';
import { prepareOperation } from './operation.preparation.js';
import type { Proof } from '../sign-on/doorkeeper.js';
import type { RequestContext } from './request.context.js';
import type { WebSocketLimits } from './websocket.limits.js';

export interface WebSocketOptions {
  readonly path: string;
  readonly operation: OperationLimits;
  readonly socket: WebSocketLimits;
  proofOf(request: IncomingMessage, parameters: Readonly<Record<string, unknown>> | undefined): Proof | null;
  viewerOf(proof: Proof, use: { readonly isUse: boolean }): Promise<Viewer | null>;
  contextOf(viewer: Viewer, reason: AccessReason): RequestContext;
  /** Whether a browser's page of this origin may open one. */
  mayOpen(request: IncomingMessage): boolean;
  /** In how many seconds to ask again; null: go on. */
  secondsToWait(context: RequestContext, cost: number): Promise<number | null>;
  /** The operation of an id in the place of what was asked, where there is a manifest. */
  readonly known: KnownOperations | null;
  readonly audit: OperationAudit;
  readonly onUnexpected: ErrorSink;
}

interface Extra extends Record<PropertyKey, unknown> {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
  proof?: Proof;
  reason?: AccessReason;
}

/** How somebody was let in, and with which rights. */
interface Admitted {
  readonly proof: Proof;
  readonly viewer: Viewer;
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
  private readonly admitted = new Map<WebSocket, Admitted>();
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
    if (!this.options.mayOpen(request)) return refuse(socket, '403 Forbidden');
    const protocols = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((each) => each.trim());
    if (!protocols.includes(GRAPHQL_TRANSPORT_WS_PROTOCOL)) return refuse(socket, '400 Bad Request');
    if (this.sockets.clients.size >= this.options.socket.maxConnections) return refuse(socket, '503 Service Unavailable');
    this.sockets.handleUpgrade(request, socket, head, (client) => this.sockets.emit('connection', client, request));
  };

  private async admit(context: Context<Record<string, unknown>, Extra>): Promise<boolean> {
    const { socket, request } = context.extra;
    const proof = this.options.proofOf(request, context.connectionParams);
    const viewer = proof === null ? null : await this.options.viewerOf(proof, { isUse: true });
    if (proof === null || !viewer) return false;
    context.extra.proof = proof;
    context.extra.reason = reasonInParameters(context.connectionParams);
    this.admitted.set(socket, { proof, viewer });
    socket.once('close', () => this.admitted.delete(socket));
    return true;
  }

  /**
   * What was opened under other rights than those of now is ended: the token or session was revoked, or its role or area changed. The
   * client may connect anew, with what it may by then. Each proof is asked once however many connections use it.
   */
  private async recheck(): Promise<void> {
    const present = new Map<Proof, Viewer | null | undefined>();
    for (const proof of new Set([...this.admitted.values()].map((each) => each.proof))) {
      // A database that is away revokes nobody.
      present.set(proof, await this.options.viewerOf(proof, { isUse: false }).catch(() => undefined));
    }
    for (const [socket, { proof, viewer }] of this.admitted) {
      const now = present.get(proof);
      if (now === null || (now && !sameRights(now, viewer))) socket.close(FORBIDDEN, 'Forbidden');
    }
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
    const { proof } = context.extra;
    const viewer = proof === undefined ? null : await this.options.viewerOf(proof, { isUse: true });
    if (!viewer) return [apiError('UNAUTHENTICATED', 'the token of this connection is no longer valid')];
    const asked = this.options.known?.resolve(payload) ?? ({ kind: 'query', query: payload.query } as const);
    if (asked.kind === 'refused') return [apiError(asked.code, asked.message)];
    const query = typeof asked.query === 'string' ? asked.query : '';
    const prepared = prepareOperation(this.schema, { ...payload, query }, viewer, this.options.operation);
    const contextValue = this.options.contextOf(viewer, context.extra.reason ?? NO_REASON);
    if (prepared.kind === 'refused') {
      const name = { type: 'unknown', name: payload.operationName ?? null };
      await this.options.audit.answer(contextValue, name, prepared.errors);
      return prepared.errors;
    }
    const seconds = await this.options.secondsToWait(contextValue, prepared.measure.cost);
    if (seconds !== null) return [rateLimited(seconds)];
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
