import type { MonthSealer } from '@app/availability';
import type { Log } from '@app/platform';
import { inRounds } from './rounds.js';

const EACH_MS = 3_600_000;
const FIRST_MS = 60_000;
/** Months of one round: whoever was away for years makes up for them in several. */
const MOST_AT_ONCE = 24;

/** Adds up the months that are over, and drops the log of those that are too old, where this process leads. Answers how to stop it. */
export function keepMonths(sealer: MonthSealer, keptMonths: number, isLeading: () => boolean, log: Log): () => Promise<void> {
  const round = async (stopping: AbortSignal) => {
    const mayGoOn = () => isLeading() && !stopping.aborted;
    for (let month = 0; month < MOST_AT_ONCE && mayGoOn(); month++) {
      const sealed = await sealer.sealNext();
      if (sealed === null) break;
      log.info({ month: new Date(sealed * 1_000).toISOString() }, 'availability of a month is added up');
    }
    if (!mayGoOn()) return;
    for (const month of await sealer.dropOlder(keptMonths))
      log.info({ month: new Date(month * 1_000).toISOString() }, 'the log of a month is dropped, its sums stay');
  };
  return inRounds(round, { eachMs: EACH_MS, firstMs: FIRST_MS, failure: 'availability of a month cannot be added up now', log });
}
