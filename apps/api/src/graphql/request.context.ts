import type { Viewer } from '@app/access';
import type { AvailabilityQueries } from '@app/availability';
import { type Inventory, type Network, PastBusyError } from '@app/inventory';
import { type Areas, NOWHERE } from '@app/kernel';
import type { Moment, StateHistory } from '@app/outages';
import { UnauthorizedException } from '@nestjs/common';
import { type AccessReason, NO_REASON } from '../audit/access.reason.js';
import { AuditedReads } from '../audit/audited.reads.js';
import { type ComplianceLoaders, complianceLoaders, type ComplianceReaders } from '../compliance/compliance.loaders.js';
import { type InventoryLoaders, inventoryLoaders, type InventoryReaders } from '../inventory/inventory.loaders.js';
import { type MaintenanceLoaders, maintenanceLoaders, type MaintenanceReaders } from '../maintenance/maintenance.loaders.js';
import { type ObservedLoaders, observedLoaders, type ObservedReaders } from '../observed/observed.loaders.js';
import { type OutageLoaders, outageLoaders, type OutageReaders } from '../outages/outage.loaders.js';
import { type RegistrationLoaders, registrationLoaders, type RegistrationReaders } from '../registration/registration.loaders.js';
import { subscriberOf } from '../http/networks.js';
import { asOfChoice } from './as.of.js';
import { apiError, badInput } from './graphql.errors.js';
import type { OperationMeasure } from './operation.measure.js';

/** One request's loaders: what is asked twice is read once, and nothing outlives the request. */
export type Loaders = InventoryLoaders & OutageLoaders & ObservedLoaders & RegistrationLoaders & ComplianceLoaders & MaintenanceLoaders;
export type Readers = InventoryReaders &
  OutageReaders &
  RegistrationReaders &
  ComplianceReaders &
  MaintenanceReaders & { readonly availability: AvailabilityQueries } & Omit<ObservedReaders, 'live'>;

/** Where all that is read comes from, now and in the past. */
export interface Sources {
  readonly inventory: Inventory;
  readonly history: StateHistory;
  /** `areas` null: of the whole network; `moment` null: now. */
  readers(areas: Areas | null, moment: Moment | null): Readers;
}

/** What every resolver is given beside its parent and arguments. */
export class RequestContext {
  /** What of it is recorded before the answer leaves. */
  readonly audited = new AuditedReads();
  /** Set once the operation has been measured. */
  measure?: OperationMeasure;
  private fresh: Loaders | null = null;
  private past: Moment | null = null;
  private own: Readers | null = null;

  constructor(
    /** Null without a valid token: only introspection is answered then. */
    readonly viewer: Viewer | null,
    private readonly sources: Sources,
    /** Why they look, as they say. */
    readonly reason: AccessReason = NO_REASON,
    /** Where the request came from; it counts for those who are not known. */
    private readonly address = '',
  ) {}

  /** Whom what is asked counts for. */
  get counted(): { readonly account: string } | { readonly address: string } {
    return this.viewer ? { account: this.viewer.accountId } : { address: subscriberOf(this.address) };
  }

  /**
   * Of the instant that the operation asks for, and of what the viewer may see: whatever resolver reads by them. Nothing is seen without a
   * viewer.
   */
  get readers(): Readers {
    this.own ??= this.sources.readers(this.areas, this.past);
    return this.own;
  }

  /** Where the viewer sees; null: everywhere. */
  get areas(): Areas | null {
    const jurisdiction = this.viewer?.jurisdiction ?? NOWHERE;
    return jurisdiction.kind === 'ALL' ? null : jurisdiction;
  }

  /** The past instant that the operation is of; null: now. */
  get asOf(): Date | null {
    return this.past?.at ?? null;
  }

  /** Whether it is known what was concluded then. */
  get isStateRecorded(): boolean {
    return this.past === null || this.past.stateVersion !== null;
  }

  /** Settles of which instant the operation is, before any of it runs; throws what the client is to read where that cannot be. */
  async settle(measure: OperationMeasure): Promise<void> {
    this.measure = measure;
    const choice = asOfChoice(measure);
    if (choice.kind === 'now') return;
    if (choice.kind === 'refused') throw choice.error;
    const found = await this.sources.history.momentOf(choice.at);
    if (found.kind === 'future') throw badInput('asOf', `has not come yet: it is ${found.newest.toISOString()}`);
    this.past = found.moment;
    this.own = null;
    this.renew();
  }

  /** Refuses where nothing is recorded: an empty list would say that nothing was broken. */
  async needStates(): Promise<void> {
    if (this.isStateRecorded) return;
    const since = await this.sources.history.recordedSince();
    throw badInput(
      'asOf',
      `lies before what is recorded of outages, ${since === null ? 'which is nothing yet' : `since ${since.toISOString()}`}`,
    );
  }

  /** All of it: it cannot be cut to an area, so nobody who has one gets it, whichever field wants it. */
  async network(): Promise<Network> {
    if (this.areas !== null) throw apiError('FORBIDDEN', 'told to those alone who may see the whole network', 403);
    if (this.past === null) return this.sources.inventory.snapshot();
    try {
      return await this.sources.history.networkAt(this.past);
    } catch (error) {
      if (error instanceof PastBusyError) throw apiError('TIMED_OUT', `${error.message}: ask again`, 503);
      throw error;
    }
  }

  get loaders(): Loaders {
    this.fresh ??= {
      ...inventoryLoaders(this.readers),
      ...outageLoaders(this.readers),
      ...observedLoaders(this.readers),
      ...registrationLoaders(this.readers),
      ...complianceLoaders(this.readers),
      ...maintenanceLoaders(this.readers),
    };
    return this.fresh;
  }

  /** Forgets what was read. A subscription answers many events in one context, each from what is true by then. */
  renew(): void {
    this.fresh = null;
  }
}

/** The name that is written beside what a viewer changes. */
export function actorOf({ viewer }: RequestContext): string {
  if (!viewer) throw new UnauthorizedException('a valid bearer token is needed');
  return viewer.name;
}
