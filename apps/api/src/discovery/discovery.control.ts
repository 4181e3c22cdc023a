import type { DiscoveryInput, StartOutcome } from '@app/discovery';

/** Has the network looked at, by whichever process can ask it. */
export abstract class DiscoveryControl {
  abstract start(input: DiscoveryInput, by: string): Promise<StartOutcome | { readonly kind: 'unavailable' }>;
  /** False where that run is not on its way here. */
  abstract cancel(id: string): boolean;
}

/** For a process that asks nobody: runs are started where the probers are. */
export class NoDiscovery extends DiscoveryControl {
  override start(): Promise<{ readonly kind: 'unavailable' }> {
    return Promise.resolve({ kind: 'unavailable' });
  }

  override cancel(): boolean {
    return false;
  }
}
