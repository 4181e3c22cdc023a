import 'reflect-metadata';
import type { IncomingMessage, Server } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import { type INestApplication, type LoggerService, Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Permission } from '@app/access';
import type { Log } from '@app/platform';
import { ApiModule, type ApiParts, errorSink } from './api.module.js';
import { OperationAudit } from './audit/operation.audit.js';
import { consoleOperations } from './console/console.files.js';
import { landingHandler } from './graphql/landing.handler.js';
import { RequestContexts } from './graphql/request.contexts.js';
import { GraphqlWebSocket } from './graphql/websocket.server.js';
import { authBodies } from './sign-on/auth.bodies.js';
import { CostLimit } from './http/cost.limit.js';
import { crossOrigin, mayOpenSocket } from './http/cross.origin.js';
import { HostGate, knownHosts } from './http/host.gate.js';
import { boundServer, jsonBodies, operationTimeout, securityHeaders } from './http/http.hardening.js';
import { knownOperations, type KnownOperations, readOperations } from './http/known.operations.js';
import { telemetryGate } from './http/telemetry.gate.js';
import { keepTls, readTls } from './http/tls.files.js';

export interface Api {
  /** Where it listens, e.g. http://127.0.0.1:3000. */
  readonly url: string;
  readonly http: Server;
  readonly app: INestApplication;
  /** Lets running requests end, says good-bye to WebSockets, and closes the port. */
  stop(): Promise<void>;
}

@Module({})
class ApiRoot {
  static of(parts: ApiParts): DynamicModule {
    return { module: ApiRoot, imports: [ApiModule.register(parts)] };
  }
}

/** Starts the whole API on one port; 0 takes any free one. Throws WebSettingsError where its settings cannot be used. */
export async function createApi(parts: ApiParts, address: { readonly host: string; readonly port: number }): Promise<Api> {
  const logger = nestLogger(parts.log);
  const { web } = parts.settings;
  const known = web.operations && readOperations(web.operations, await consoleOperations());
  const app = await NestFactory.create<NestExpressApplication>(ApiRoot.of(parts), {
    bodyParser: false,
    logger,
    forceCloseConnections: true,
    ...(web.tls ? { httpsOptions: readTls(web.tls) } : {}),
  });
  const contexts = app.get(RequestContexts);
  guardWeb(app, parts, contexts, known);
  const http = app.getHttpServer() as Server;
  boundServer(http);
  const stopTls = web.tls ? keepTls(http as TlsServer, web.tls, parts.log) : () => undefined;
  await app.init();
  const socket = openSocket(http, app, parts, contexts, known);
  await app.listen(address.port, address.host);
  logger.started();
  return {
    url: await app.getUrl(),
    http,
    app,
    stop: async () => {
      stopTls();
      await socket.stop();
      await app.close();
    },
  };
}

/** What stands before every route, in the order in which it is asked. */
function guardWeb(app: NestExpressApplication, { settings }: ApiParts, contexts: RequestContexts, known: KnownOperations | null): void {
  const { web, body, operation } = settings;
  app.disable('x-powered-by');
  app.set('trust proxy', web.trustedProxies);
  app.use(securityHeaders, crossOrigin(web.origins), knownHosts(new HostGate(web.hosts)));
  app.use(['/metrics', '/sd'], telemetryGate(web, may('metrics:read', contexts)));
  app.use(
    '/graphql',
    landingHandler,
    jsonBodies(body, may('inventory:write', contexts)),
    ...(known ? [knownOperations(known)] : []),
    operationTimeout(operation.timeoutMs, body),
  );
  app.use('/auth', authBodies());
}

function openSocket(
  http: Server,
  app: NestExpressApplication,
  { settings, log, signOn }: ApiParts,
  contexts: RequestContexts,
  known: KnownOperations | null,
): GraphqlWebSocket {
  const costs = app.get(CostLimit, { strict: false });
  const gate = new HostGate(settings.web.hosts);
  return new GraphqlWebSocket(http, app.get(GraphQLSchemaHost, { strict: false }).schema, {
    path: '/graphql',
    operation: settings.operation,
    socket: settings.socket,
    mayOpen: ({ headers }) => gate.knows(headers.host) && mayOpenSocket(headers, settings.web.origins, signOn?.publicOrigin ?? null),
    proofOf: (request, parameters) => contexts.doorkeeper.proofOfSocket(request, parameters),
    viewerOf: (proof, use) => contexts.doorkeeper.viewerOf(proof, use),
    contextOf: (viewer, reason) => contexts.ofViewer(viewer, reason),
    secondsToWait: ({ counted }, cost) => costs.secondsToWait(counted, cost),
    known,
    audit: app.get(OperationAudit, { strict: false }),
    onUnexpected: errorSink(log),
  });
}

function may(permission: Permission, { doorkeeper }: RequestContexts) {
  return async (request: Pick<IncomingMessage, 'headers'>): Promise<boolean> => {
    const viewer = await doorkeeper.viewerOf(doorkeeper.proofOf(request));
    return viewer?.permissions.has(permission) ?? false;
  };
}

/** Nest's own messages are of interest to those who look for faults only; what it tells of a failed start is thrown besides. */
function nestLogger(log: Log): LoggerService & { started(): void } {
  let isStarted = false;
  const trouble = (message: unknown) => (isStarted ? log.error({ message }, 'nest') : log.debug({ message }, 'nest'));
  return {
    started: () => void (isStarted = true),
    log: (message: unknown) => log.debug({ message }, 'nest'),
    debug: (message: unknown) => log.debug({ message }, 'nest'),
    verbose: (message: unknown) => log.debug({ message }, 'nest'),
    warn: (message: unknown) => log.warn({ message }, 'nest'),
    error: trouble,
    fatal: trouble,
  };
}
