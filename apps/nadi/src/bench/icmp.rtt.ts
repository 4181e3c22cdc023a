import { benchAddresses, median, type Section } from './icmp.figures.js';
import { runEngine, runFping, runSystemPing } from './icmp.peers.js';

const TARGETS = 20;
const TRIES = 5;
const SPACING_MS = 200;

/** Does the engine measure the round trip that the system's ping measures? */
export async function measureRtt(): Promise<Section> {
  const addresses = benchAddresses(TARGETS);
  const { rtts } = await runEngine({ kind: 'rtt', targets: TARGETS, tries: TRIES, spacingMs: SPACING_MS });
  const pings = await runSystemPing(addresses, TRIES);
  const fping = await runFping(addresses, '10', TRIES, SPACING_MS);
  const ours = median(rtts) * 1000;
  const theirs = pings ? median(pings) * 1000 : Number.NaN;
  const others = fping ? fping.rttSeconds * 1000 : Number.NaN;
  const beside = (ms: number) => (Number.isNaN(ms) ? 'not run' : `${ms.toFixed(4)} ms (Nadi ${signed(ours - ms)} ms)`);
  return {
    figures: { oursMs: ours, pingMs: theirs, fpingMs: others, probes: rtts.length },
    lines: [
      `Median round trip of ${TARGETS} addresses asked ${TRIES} times each, ${SPACING_MS} ms apart`,
      `  Nadi           ${ours.toFixed(4)} ms`,
      `  system ping    ${beside(theirs)}`,
      `  fping          ${beside(others)}`,
    ],
  };
}

function signed(ms: number): string {
  return `${ms < 0 ? '' : '+'}${ms.toFixed(4)}`;
}
