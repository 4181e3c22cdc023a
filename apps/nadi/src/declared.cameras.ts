import type { Clock } from '@app/kernel';
import { openEchoAsker } from '@app/icmp';
import type { DomainEvents, Log, Settings, Transactor } from '@app/platform';
import { DeclarationQueries, DeclarationStore } from '@app/registration';
import { AskerEcho, type RealmNetworks, Verifier } from '@app/verification';
import { TcpDialer } from '@app/sockets';
import type { Lab } from '../../lab/src/index.js';
import { keepDeclarations } from './declaration.keeper.js';

/** So many of a building are asked at once, and a second. */
const BUILDING = { perSecond: 20, atOnce: 8 };
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
  const { asker } = await openEchoAsker(lab?.borrowToVerify ? { borrow: lab.borrowToVerify } : {});
  const echo = new AskerEcho(asker, settings.NADI_PROBE_TIMEOUT_MS);
  const policy = {
    realm: (code: string) => networks.realm(code),
    building: BUILDING,
    buildingsAtOnce: BUILDINGS_AT_ONCE,
    deadlineMs: DEADLINE_MS,
  };
  const stop = keepDeclarations({
    ...others,
    queries: new DeclarationQueries(transactor),
    store: new DeclarationStore(transactor),
    verifier: new Verifier(policy, new TcpDialer(), echo, parts.clock),
  });
  return async () => {
    await stop();
    await echo.close();
  };
}
