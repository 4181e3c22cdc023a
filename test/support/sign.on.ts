import { AccountSealing, AccountService, AttemptThrottle, FixedKeyRing, PasswordHasher, PasswordSignOn, SessionService } from '@app/access';
import type { Clock } from '@app/kernel';
import { SystemClock, type Transactor } from '@app/platform';
import type { SignOnEvent, SignOnParts } from '../../apps/api/src/index.js';

/** Cheap to compute: tests hash often, and nobody guesses at theirs. */
export const LIGHT = { memoryKib: 64, passes: 1, lanes: 1 };

export interface SignOnUnderTest {
  readonly accounts: AccountService;
  readonly signOn: SignOnParts;
  readonly events: SignOnEvent[];
  stop(): Promise<void>;
}

/** What people sign on with, on the tables of a test's database. */
export function signOnOf(
  transactor: Transactor,
  more: Partial<SignOnParts> & { clock?: Clock; keys?: readonly [Buffer, ...Buffer[]]; parameters?: typeof LIGHT } = {},
): SignOnUnderTest {
  const { clock = new SystemClock(), keys = [Buffer.alloc(32, 7)], parameters = LIGHT, ...others } = more;
  const hasher = new PasswordHasher(parameters);
  const sessions = new SessionService(transactor, clock);
  const throttle = new AttemptThrottle(transactor, clock);
  const parts = { transactor, clock, hasher, sessions, throttle, sealing: new AccountSealing(new FixedKeyRing(...keys)) };
  const events: SignOnEvent[] = [];
  const accounts = new AccountService(parts);
  return {
    accounts,
    signOn: {
      passwords: new PasswordSignOn(parts),
      sessions,
      accounts,
      isSecure: false,
      publicOrigin: null,
      onEvent: (event) => events.push(event),
      ...others,
    },
    events,
    stop: () => hasher.stop(),
  };
}
