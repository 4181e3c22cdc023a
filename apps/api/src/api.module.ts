import { ApolloDriver, type ApolloDriverConfig } from '@nestjs/apollo';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { type AccessService, AccountQueries, AccountService } from '@app/access';
import { AvailabilityQueries, AvailabilityService } from '@app/availability';
import { AuditQueries, AuditTrail } from '@app/audit';
import { ComplianceQueries, ComplianceReportQueries, ComplianceService } from '@app/compliance';
import { DiscoveryQueries, DriftDesk } from '@app/discovery';
import { CableQueries, DeviceQueries, Inventory, InventoryEditor, PlaceQueries, TopologyImporter } from '@app/inventory';
import { MaintenanceQueries, MaintenanceService } from '@app/maintenance';
import { LiveReadings, NoLiveReadings, ObservedQueries, OnuQueries, OpticalQueries, PortQueries } from '@app/observed';
import {
  DeviceStateQueries,
  HandoverQueries,
  HandoverService,
  OutageCauseQueries,
  OutageCauseService,
  OutageDeskService,
  OutageQueries,
  type StateHistory,
} from '@app/outages';
import type { Areas } from '@app/kernel';
import { DomainEvents, type Log, type SqlSource, SystemClock, type Transactor } from '@app/platform';
import { DeclarationQueries, RegistrationService } from '@app/registration';
import { type DynamicModule, Module, type Provider, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import type { Request } from 'express';
import type { GraphQLFormattedError } from 'graphql';
import { areaSource } from './access/area.source.js';
import { SignGuard } from './access/sign.guard.js';
import { API_SETTINGS, type ApiSettings } from './api.settings.js';
import { auditPlugin } from './audit/audit.plugin.js';
import { auditedSchema } from './audit/audited.schema.js';
import { OperationAudit } from './audit/operation.audit.js';
import { SignOnAudit } from './audit/sign.on.audit.js';
import { ComplianceController } from './compliance/compliance.controller.js';
import { ConsoleController } from './console/console.controller.js';
import { DiscoveryControl, NoDiscovery } from './discovery/discovery.control.js';
import { type ErrorSink, maskError } from './graphql/error.masking.js';
import { limitsPlugin } from './graphql/limits.plugin.js';
import type { Readers, Sources } from './graphql/request.context.js';
import { RequestContexts } from './graphql/request.contexts.js';
import { ResolverErrorFilter } from './graphql/resolver.error.filter.js';
import { CostLimit } from './http/cost.limit.js';
import { HealthController } from './health/health.controller.js';
import { Readiness, type ReadinessCheck } from './health/readiness.js';
import { ProbeByEvent, ProbeNow } from './probing/probe.now.js';
import { RegistrationController } from './registration/registration.controller.js';
import { RESOLVERS } from './resolvers.js';
import { EventHub } from './subscriptions/event.hub.js';
import { Doorkeeper, type SignOnEvent, type SignOnParts } from './sign-on/doorkeeper.js';
import { OidcController } from './sign-on/oidc.controller.js';
import { SIGN_ON, SignOnController } from './sign-on/sign.on.controller.js';
import { TELEMETRY, type Telemetry, TelemetryController } from './telemetry/telemetry.controller.js';

/** What the API stands on: made by whoever starts the process, and shared with the engine where both run in one. */
export interface ApiParts {
  readonly settings: ApiSettings;
  readonly transactor: Transactor;
  readonly events: DomainEvents;
  readonly log: Log;
  readonly access: AccessService;
  /** Without its record no answer leaves that shows what is recorded. */
  readonly audit: AuditTrail;
  readonly inventory: Inventory;
  readonly history: StateHistory;
  readonly importer: TopologyImporter;
  readonly editor: InventoryEditor;
  readonly outageDesk: OutageDeskService;
  readonly causes: OutageCauseService;
  readonly handovers: HandoverService;
  readonly maintenance: MaintenanceService;
  readonly availability: AvailabilityService;
  readonly driftDesk: DriftDesk;
  readonly registration: RegistrationService;
  readonly compliance: ComplianceService;
  /** Looks at the network, where the probers are in this process. */
  readonly discovery?: DiscoveryControl;
  /** What else must be well for this process to serve, e.g. the engine where it runs here; the database is asked anyway. */
  readonly readiness?: readonly ReadinessCheck[];
  /** Where the engine's figures are in this process; else /metrics and /sd answer 404. */
  readonly telemetry?: Telemetry | null;
  /** Where what devices tell is in the memory of this process; else screens show what was written. */
  readonly live?: LiveReadings;
  /** Asks devices at once; without one, an event asks whichever process runs the engine. */
  readonly probeNow?: ProbeNow;
  /** Counts what each viewer uses up; made by whoever tells its figures. */
  readonly costs?: CostLimit;
  /** What people sign on with; without it there are bearer tokens alone. */
  readonly signOn?: SignOnParts;
}

/** GraphQL, health, telemetry and the console, as one Nest module. */
@Module({})
export class ApiModule {
  static register(parts: ApiParts): DynamicModule {
    return {
      module: ApiModule,
      imports: [graphqlModule(parts)],
      controllers: [
        HealthController,
        TelemetryController,
        RegistrationController,
        ComplianceController,
        ConsoleController,
        ...signOnControllers(parts),
      ],
      providers: [
        ...RESOLVERS,
        ...providers(parts),
        EventHub,
        { provide: APP_GUARD, useClass: SignGuard },
        { provide: APP_FILTER, useClass: ResolverErrorFilter },
      ],
    };
  }
}

function signOnControllers({ signOn }: ApiParts): Type[] {
  if (!signOn) return [];
  return signOn.oidc ? [SignOnController, OidcController] : [SignOnController];
}

/** Writes down what the client is only shown the id of. */
export function errorSink(log: Log): ErrorSink {
  return (id, err) => log.error({ id, err }, 'unexpected error while answering');
}

function graphqlModule(parts: ApiParts): DynamicModule {
  const { settings, log } = parts;
  const sink = errorSink(log);
  return GraphQLModule.forRootAsync<ApolloDriverConfig>({
    driver: ApolloDriver,
    imports: [
      {
        module: ContextsModule,
        providers: [contextsProvider(parts), auditProvider(parts), costsProvider(parts)],
        exports: [RequestContexts, OperationAudit, CostLimit],
      },
    ],
    inject: [RequestContexts, OperationAudit, CostLimit],
    useFactory: (contexts: RequestContexts, audit: OperationAudit, costs: CostLimit) => ({
      path: '/graphql',
      autoSchemaFile: true,
      sortSchema: true,
      graphiql: false,
      introspection: true,
      allowBatchedHttpRequests: false,
      // Nobody adds an operation by asking: what is persisted is what the manifest says.
      persistedQueries: false,
      includeStacktraceInErrorResponses: false,
      // Nest would turn its own exceptions into errors that carry the whole response; maskError sees all of them instead.
      autoTransformHttpErrors: false,
      parseOptions: { maxTokens: settings.operation.maxTokens },
      // Computing cache hints doubles the cost of an answer, and nothing here may be cached.
      plugins: [ApolloServerPluginCacheControlDisabled(), limitsPlugin(settings.operation, costs), auditPlugin(audit)],
      transformSchema: (schema) => auditedSchema(schema, audit),
      formatError: (formatted, error) => withCodeOf(formatted, maskError(error, sink)),
      context: ({ req }: { req: Request }) => contexts.ofRequest(req),
    }),
  });
}

/** Apollo knows the codes of its own refusals (parsing, checking); maskError knows everything else. */
function withCodeOf(formatted: GraphQLFormattedError, masked: GraphQLFormattedError): GraphQLFormattedError {
  const found = formatted.extensions?.['code'];
  const code = typeof found === 'string' ? found : '';
  return masked.extensions?.['code'] === 'BAD_USER_INPUT' && code.startsWith('GRAPHQL_')
    ? { ...masked, extensions: { ...masked.extensions, code } }
    : masked;
}

@Module({})
class ContextsModule {}

function contextsProvider(parts: ApiParts): Provider {
  return {
    provide: RequestContexts,
    useFactory: () => new RequestContexts(new Doorkeeper(parts.access, parts.signOn ?? null), sourcesOf(parts)),
  };
}

function costsProvider({ settings, costs }: ApiParts): Provider {
  return { provide: CostLimit, useValue: costs ?? new CostLimit(settings.web.costPerMinute) };
}

function auditProvider({ audit, log }: ApiParts): Provider {
  return { provide: OperationAudit, useFactory: () => new OperationAudit(audit, new SystemClock(), log) };
}

function recordedSignOn({ signOn, audit, transactor, log }: ApiParts): SignOnParts | null {
  if (!signOn) return null;
  const recorder = new SignOnAudit(audit, new AuditQueries(transactor), new SystemClock(), log);
  const onEvent = (event: SignOnEvent) => {
    void recorder.record(event);
    signOn.onEvent?.(event);
  };
  return { ...signOn, onEvent };
}

function sourcesOf({ transactor, inventory, history, compliance }: ApiParts): Sources {
  const seen = (source: SqlSource, areas: Areas | null) => (areas === null ? source : areaSource(source, areas));
  const everything = readersOf(transactor, transactor, compliance);
  return {
    inventory,
    history,
    readers: (areas, moment) =>
      areas === null && moment === null
        ? everything
        : readersOf(seen(moment === null ? transactor : history.sourceAt(moment), areas), seen(transactor, areas), compliance),
  };
}

/** `present`: what devices tell is read as it is now alone. */
function readersOf(source: SqlSource, present: SqlSource, compliance: ComplianceService): Readers {
  return {
    places: new PlaceQueries(source),
    devices: new DeviceQueries(source),
    cables: new CableQueries(source),
    states: new DeviceStateQueries(source),
    outages: new OutageQueries(source),
    causes: new OutageCauseQueries(present),
    handovers: new HandoverQueries(present),
    maintenance: new MaintenanceQueries(present),
    availability: new AvailabilityQueries(present),
    observed: new ObservedQueries(present),
    ports: new PortQueries(present),
    optics: new OpticalQueries(present),
    onus: new OnuQueries(present),
    declarations: new DeclarationQueries(present),
    compliance: new ComplianceQueries(present),
    complianceReports: new ComplianceReportQueries(present),
    buildingFacts: (codes) => compliance.factsSeenIn(present, codes),
  };
}

function providers(parts: ApiParts): Provider[] {
  const database: ReadinessCheck = {
    what: 'database',
    check: async () => {
      await parts.transactor.manager.query('SELECT 1');
      return null;
    },
  };
  return [
    contextsProvider(parts),
    { provide: API_SETTINGS, useValue: parts.settings },
    { provide: AuditTrail, useValue: parts.audit },
    { provide: AccountService, useValue: parts.signOn?.accounts ?? null },
    { provide: AccountQueries, useValue: new AccountQueries(parts.transactor) },
    { provide: AuditQueries, useValue: new AuditQueries(parts.transactor) },
    { provide: LiveReadings, useValue: parts.live ?? new NoLiveReadings() },
    { provide: Inventory, useValue: parts.inventory },
    { provide: TopologyImporter, useValue: parts.importer },
    { provide: InventoryEditor, useValue: parts.editor },
    { provide: OutageDeskService, useValue: parts.outageDesk },
    { provide: OutageCauseService, useValue: parts.causes },
    { provide: HandoverService, useValue: parts.handovers },
    { provide: MaintenanceService, useValue: parts.maintenance },
    { provide: AvailabilityService, useValue: parts.availability },
    { provide: DriftDesk, useValue: parts.driftDesk },
    { provide: RegistrationService, useValue: parts.registration },
    { provide: ComplianceService, useValue: parts.compliance },
    { provide: DiscoveryControl, useValue: parts.discovery ?? new NoDiscovery() },
    { provide: DiscoveryQueries, useValue: new DiscoveryQueries(parts.transactor) },
    { provide: DomainEvents, useValue: parts.events },
    { provide: ProbeNow, useValue: parts.probeNow ?? new ProbeByEvent(parts.events) },
    { provide: Readiness, useValue: new Readiness([database, ...(parts.readiness ?? [])]) },
    { provide: TELEMETRY, useValue: parts.telemetry ?? null },
    { provide: SIGN_ON, useValue: recordedSignOn(parts) },
  ];
}
