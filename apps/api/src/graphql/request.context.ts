import type { Viewer } from '@app/access';
import { UnauthorizedException } from '@nestjs/common';
import { type InventoryLoaders, inventoryLoaders, type InventoryReaders } from '../inventory/inventory.loaders.js';
import { type ObservedLoaders, observedLoaders, type ObservedReaders } from '../observed/observed.loaders.js';
import { type OutageLoaders, outageLoaders, type OutageReaders } from '../outages/outage.loaders.js';
import type { OperationMeasure } from './operation.measure.js';

/** One request's loaders: what is asked twice is read once, and nothing outlives the request. */
export type Loaders = InventoryLoaders & OutageLoaders & ObservedLoaders;
export type Readers = InventoryReaders & OutageReaders & Omit<ObservedReaders, 'live'>;

/** What every resolver is given beside its parent and arguments. */
export class RequestContext {
  /** Set once the operation has been measured. */
  measure?: OperationMeasure;
  private fresh: Loaders | null = null;

  constructor(
    /** Null without a valid token: only introspection is answered then. */
    readonly viewer: Viewer | null,
    private readonly readers: Readers,
  ) {}

  get loaders(): Loaders {
    this.fresh ??= { ...inventoryLoaders(this.readers), ...outageLoaders(this.readers), ...observedLoaders(this.readers) };
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
