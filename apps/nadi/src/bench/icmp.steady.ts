import { benchAddresses, median, type PassFigures, type Section } from './icmp.figures.js';
import { type CProgram, runEngine, runFping } from './icmp.peers.js';

const TARGETS = 100_000;
const INTERVAL_MS = 10_000;
const SECONDS = 20;
/** The pause between two ticks of the engine's schedule: the C program gets the same. */
const TICK_MS = 20;
/** One fping can ask no more than 65,535 addresses in ten seconds. */
const FPING_TARGETS = 60_000;
const FPING_PAUSE_MS = '0.16';

/** What a city costs all day long: every target on its own turn, ten seconds apart. */
export async function measureSteady(c: CProgram | string): Promise<Section> {
  const { passes, rtts } = await runEngine({ kind: 'steady', targets: TARGETS, intervalMs: INTERVAL_MS, seconds: SECONDS });
  const [ours] = passes;
  const asked = ours.answered + ours.timedOut + ours.failed;
  const loss = ours.timedOut / asked;
  const plain = typeof c === 'string' ? null : sum(await c.run(TARGETS, (SECONDS * 1000) / INTERVAL_MS, TICK_MS));
  const fping = await runFping(benchAddresses(FPING_TARGETS), FPING_PAUSE_MS, (SECONDS * 1000) / INTERVAL_MS, INTERVAL_MS);
  const at = (fraction: number) => rtts[Math.floor(rtts.length * fraction)] * 1000;
  const oursShare = ours.cpuSeconds / ours.seconds;
  const plainShare = plain ? plain.cpuSeconds / plain.seconds : Number.NaN;
  const fpingShare = fping ? fping.cpuSeconds / SECONDS : Number.NaN;
  return {
    figures: {
      targets: TARGETS,
      asked,
      loss,
      coreShare: oursShare,
      cCoreShare: plainShare,
      fpingCoreShare: fpingShare,
      rttMs: [at(0.5), at(0.99)],
    },
    lines: [
      `${TARGETS} targets every ${INTERVAL_MS / 1000} s, steady for ${SECONDS} s (% of one core)`,
      `  Nadi           ${percent(oursShare)}, loss ${(loss * 100).toFixed(4)} % of ${asked} asked, ${ours.failed} could not be asked; rtt median ${median(rtts.map((rtt) => rtt * 1000)).toFixed(3)} ms, p99 ${at(0.99).toFixed(3)} ms`,
      `  plain C        ${plain ? `${percent(plainShare)} at the same pace in ticks of ${TICK_MS} ms (Nadi/C ${(oursShare / plainShare).toFixed(2)}x)` : `not run: ${typeof c === 'string' ? c : ''}`}`,
      `  fping          ${fping ? `${percent(fpingShare)} for ${FPING_TARGETS} targets, the most it can (${percent((fpingShare * TARGETS) / FPING_TARGETS)} for ${TARGETS})` : 'not run: no fping'}`,
    ],
  };
}

function sum(passes: readonly PassFigures[]): PassFigures {
  return passes.reduce((a, b) => ({
    answered: a.answered + b.answered,
    seconds: a.seconds + b.seconds,
    cpuSeconds: a.cpuSeconds + b.cpuSeconds,
  }));
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
