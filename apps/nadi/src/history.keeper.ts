import type { StateHistory } from '@app/outages';
import type { Log, Settings } from '@app/platform';
import type { Clock } from '@app/kernel';
import { inRounds } from './rounds.js';

const ROUND_MS = 3_600_000;

/** Forgets what is older than the settings say, each hour. Answers how to stop it. */
export function keepHistory(history: StateHistory, settings: Settings, clock: Clock, log: Log): () => Promise<void> {
  const policy = { days: settings.NADI_HISTORY_DAYS, mostStatuses: settings.NADI_HISTORY_MAX_CHANGES };
  const round = async () => {
    const deleted = await history.prune(clock.now(), policy);
    if (deleted > 0) log.info({ deleted }, 'old history forgotten');
  };
  return inRounds(round, { eachMs: ROUND_MS, failure: 'old history cannot be forgotten now', log });
}
