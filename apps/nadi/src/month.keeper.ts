import type { MonthSealer } from '@app/availability';
import type { Log } from '@app/platform';

const EACH_MS = 3_600_000;
const FIRST_MS = 60_000;

/** Adds up the months that are over, and drops the log of those that are too old, where this process leads. Answers how to stop it. */
export function keepMonths(sealer: MonthSealer, keptMonths: number, isLeading: () => boolean, log: Log): () => Promise<void> {
  let running = Promise.resolve();
  let isStopped = false;
  const round = async () => {
    for (let month = 0; month < 24 && isLeading() && !isStopped; month++) {
      const sealed = await sealer.sealNext();
      if (sealed === null) break;
      log.info({ month: new Date(sealed * 1_000).toISOString() }, 'availability of a month is added up');
    }
    if (!isLeading() || isStopped) return;
    for (const month of await sealer.dropOlder(keptMonths))
      log.info({ month: new Date(month * 1_000).toISOString() }, 'the log of a month is dropped, its sums stay');
  };
  const soon = () => {
    running = running.then(round).catch((err: unknown) => log.warn({ err }, 'availability of a month cannot be added up now'));
  };
  const timers = [setTimeout(soon, FIRST_MS), setInterval(soon, EACH_MS)];
  return async () => {
    isStopped = true;
    for (const timer of timers) clearTimeout(timer);
    await running;
  };
}
