import type { Clock } from '@app/kernel';
import type { DomainEvents, Log, Settings, Transactor } from '@app/platform';
import { DeclarationQueries, DeclarationStore } from '@app/registration';
import { type RealmNetworks, Verifier } from '@app/verification';
import type { Lab } from '../../lab/src/index.js';
import { keepDeclarations } from './declaration.keeper.js';
import { openAsking } from './open.asking.js';

const BUILDINGS_AT_ONCE = 32;
const DEADLINE_MS = 5_000;

export interface DeclaredCamerasParts {
  readonly settings: Settings;
  readonly networks: RealmNetworks;
  readonly lab: Lab | null;
  readonly transactor: Transactor;
  readonly events: DomainEvents;
  readonly clock: Clock;
  readonly log: Log;
  readonly isLeading: () => boolean;
}

/** Asks declared cameras from here on, by echo requests of its own and whatever they are declared to speak. Answers how to stop it. */
export async function askDeclaredCameras(parts: DeclaredCamerasParts): Promise<() => Promise<void>> {
  const { settings, networks, lab, transactor, ...others } = parts;
  const asking = await openAsking(settings.NADI_PROBE_TIMEOUT_MS, lab);
  const policy = {
    realm: (code: string) => networks.realm(code),
    building: { perSecond: settings.NADI_VERIFY_PER_SECOND, atOnce: settings.NADI_VERIFY_AT_ONCE },
    buildingsAtOnce: BUILDINGS_AT_ONCE,
    deadlineMs: DEADLINE_MS,
  };
  const stop = keepDeclarations({
    ...others,
    queries: new DeclarationQueries(transactor),
    store: new DeclarationStore(transactor),
    verifier: new Verifier(policy, asking.dialer, asking.echo, parts.clock),
  });
  return async () => {
    await stop();
    await asking.close();
  };
}
