import type { CameraToVerify, Clock } from '@app/kernel';
import type { DomainEvents, Log } from '@app/platform';
import type { DeclarationQueries, DeclarationStore } from '@app/registration';
import type { Verifier } from '@app/verification';

const ROUND_MS = 15_000;
/** One that was not verified is asked again after so long, one that was after a day. */
const AGAIN_MS = { failed: 15 * 60_000, verified: 86_400_000 } as const;
const AT_ONCE = 500;

export interface DeclarationKeeperParts {
  readonly queries: DeclarationQueries;
  readonly store: DeclarationStore;
  readonly verifier: Verifier;
  readonly events: DomainEvents;
  readonly clock: Clock;
  readonly log: Log;
  /** One process asks: declared cameras are not flooded by copies. */
  readonly isLeading: () => boolean;
}

/** Asks the cameras of declarations as they come, and again later: each round a bounded number. Answers how to stop it. */
export function keepDeclarations({ queries, store, verifier, events, clock, log, isLeading }: DeclarationKeeperParts): () => Promise<void> {
  const stopping = new AbortController();
  let running = Promise.resolve();
  let isWaiting = false;
  const round = async () => {
    isWaiting = false;
    for (let isMore = isLeading(); isMore && !stopping.signal.aborted;) {
      const now = clock.now().getTime();
      const before = { failed: new Date(now - AGAIN_MS.failed), verified: new Date(now - AGAIN_MS.verified) };
      const cameras = await queries.camerasToAsk(before, AT_ONCE);
      const found = cameras.length === 0 ? [] : await verifier.verify(cameras, stopping.signal);
      if (found.length > 0) await store.saveVerifications(found);
      for (const building of buildingsOf(cameras)) await events.publish({ type: 'registration.verified', id: building });
      const verified = found.filter(({ outcome }) => outcome === 'VERIFIED').length;
      if (found.length > 0) log.info({ asked: found.length, verified }, 'declared cameras asked');
      isMore = cameras.length === AT_ONCE && found.length > 0;
    }
  };
  const soon = () => {
    if (isWaiting || stopping.signal.aborted) return;
    isWaiting = true;
    running = running.then(round).catch((err: unknown) => log.warn({ err }, 'declared cameras cannot be asked now'));
  };
  const timer = setInterval(soon, ROUND_MS);
  const unlisten = events.listen(({ type }) => void (type === 'registration.submitted' && soon()));
  soon();
  return async () => {
    clearInterval(timer);
    unlisten();
    stopping.abort();
    await running;
  };
}

function buildingsOf(cameras: readonly CameraToVerify[]): ReadonlySet<string> {
  return new Set(cameras.map(({ building }) => building));
}
