import type { CameraTimeService, ComplianceService } from '@app/compliance';
import type { DomainEvents, Log } from '@app/platform';

/** How often it is looked whether anybody watches yet, after a start. */
const FIRST_LOOK_MS = 1_000;
/** What makes buildings be judged before their turn. */
const TELLING = ['registration.submitted', 'registration.accepted', 'registration.rejected', 'registration.verified'];

export interface ComplianceKeeperParts {
  readonly service: ComplianceService;
  readonly times: CameraTimeService;
  readonly events: DomainEvents;
  readonly log: Log;
  readonly roundMs: number;
  /** One process judges, and only what is watched is counted. */
  readonly isWatching: () => boolean;
}

/** Counts camera time and judges all buildings, each round, and when something was declared or verified. Answers how to stop it. */
export function keepCompliance({ service, times, events, log, roundMs, isWatching }: ComplianceKeeperParts): () => Promise<void> {
  const stopping = new AbortController();
  let running = Promise.resolve();
  let isWaiting = false;
  const round = async () => {
    isWaiting = false;
    if (!isWatching() || stopping.signal.aborted) return;
    const counted = await times.tally();
    if (counted.kind === 'skipped') log.warn({ from: counted.from, to: counted.to }, 'camera time of a pause is not counted');
    const moves = await service.follow(stopping.signal);
    if (moves.length > 0) log.info({ moved: moves.length }, 'buildings moved by what is known of them');
  };
  const soon = () => {
    if (isWaiting || stopping.signal.aborted) return;
    isWaiting = true;
    running = running.then(round).catch((err: unknown) => log.warn({ err }, 'buildings cannot be judged now'));
  };
  const timer = setInterval(soon, roundMs);
  const first = setInterval(() => {
    if (!isWatching()) return;
    clearInterval(first);
    soon();
  }, FIRST_LOOK_MS);
  const unlisten = events.listen(({ type }) => void (TELLING.includes(type) && soon()));
  return async () => {
    clearInterval(timer);
    clearInterval(first);
    unlisten();
    stopping.abort();
    await running;
  };
}
