import 'reflect-metadata';
import type { IncomingMessage, Server } from 'node:http';
import { type INestApplication, type LoggerService, Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Log } from '@app/platform';
import { ApiModule, type ApiParts, errorSink } from './api.module.js';
import { OperationAudit } from './audit/operation.audit.js';
import { landingHandler } from './graphql/landing.handler.js';
import { RequestContexts } from './graphql/request.contexts.js';
import { GraphqlWebSocket } from './graphql/websocket.server.js';
import { authBodies } from './sign-on/auth.bodies.js';
import { boundServer, jsonBodies, operationTimeout, securityHeaders } from './http/http.hardening.js';

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

/** Starts the whole API on one port; 0 takes any free one. */
export async function createApi(parts: ApiParts, address: { readonly host: string; readonly port: number }): Promise<Api> {
  const logger = nestLogger(parts.log);
  const app = await NestFactory.create<NestExpressApplication>(ApiRoot.of(parts), {
    bodyParser: false,
    logger,
    forceCloseConnections: true,
  });
  const contexts = app.get(RequestContexts);
  app.disable('x-powered-by');
  app.use(securityHeaders);
  app.use(
    '/graphql',
    landingHandler,
    jsonBodies(parts.settings.body, mayImport(contexts)),
    operationTimeout(parts.settings.operation.timeoutMs, parts.settings.body),
  );
  app.use('/auth', authBodies());
  const http = app.getHttpServer() as Server;
  boundServer(http);
  await app.init();
  const socket = new GraphqlWebSocket(http, app.get(GraphQLSchemaHost, { strict: false }).schema, {
    path: '/graphql',
    operation: parts.settings.operation,
    socket: parts.settings.socket,
    proofOf: (request, parameters) => contexts.doorkeeper.proofOfSocket(request, parameters),
    viewerOf: (proof, use) => contexts.doorkeeper.viewerOf(proof, use),
    contextOf: (viewer, reason) => contexts.ofViewer(viewer, reason),
    audit: app.get(OperationAudit, { strict: false }),
    onUnexpected: errorSink(parts.log),
  });
  await app.listen(address.port, address.host);
  logger.started();
  return {
    url: await app.getUrl(),
    http,
    app,
    stop: async () => {
      await socket.stop();
      await app.close();
    },
  };
}

function mayImport({ doorkeeper }: RequestContexts) {
  return async (request: Pick<IncomingMessage, 'headers'>): Promise<boolean> => {
    const viewer = await doorkeeper.viewerOf(doorkeeper.proofOf(request));
    return viewer?.permissions.has('inventory:write') ?? false;
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
