import type { Evidence } from '@app/diagnosis';
import type { Judgement } from './judge.js';

/** More than this share of all that was asked, silent at once and not by one cause, is us and not them. */
const BLIND_SHARE = 0.5;
/** One cause explains a silence if it stands for so much of it. */
const EXPLAINED_SHARE = 0.9;

/**
 * Why the poller must not conclude, or null. It is blind when nothing can be asked, when the device it stands at does not answer (its
 * own uplink is gone), or when most of what it asks fell silent and no single cause explains it.
 */
export function blindnessOf(judgement: Judgement, isProberAble: boolean, wasUp: (device: number) => boolean): string | null {
  if (!isProberAble) return 'nothing can be asked: the prober failed';
  const { evidence, causes } = judgement;
  if (evidence.reachable[evidence.poller] === 0) return 'the device it stands at does not answer: its own uplink is gone';
  const { asked, silent } = counts(evidence, wasUp);
  if (asked < 3 || silent <= asked * BLIND_SHARE) return null;
  const greatest = causes.reduce((most, { affectedDevices }) => Math.max(most, affectedDevices.length), 0);
  return greatest >= silent * EXPLAINED_SHARE ? null : `${silent} of ${asked} devices fell silent, and no one cause explains it`;
}

function counts({ reachable }: Evidence, wasUp: (device: number) => boolean): { asked: number; silent: number } {
  let asked = 0;
  let silent = 0;
  for (let device = 0; device < reachable.length; device++) {
    if (reachable[device] < 0) continue;
    asked++;
    if (reachable[device] === 0 && wasUp(device)) silent++;
  }
  return { asked, silent };
}
