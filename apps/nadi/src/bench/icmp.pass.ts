import { benchAddresses, median, type Section } from './icmp.figures.js';
import { type FpingPass, runEngine, runFping } from './icmp.peers.js';

const TARGETS = 100_000;
const PASSES = 3;
/** Beyond 65,535 addresses one fping gives up, so it also gets them in two halves. */
const FPING_HALF = 50_000;

/** A whole city asked once in about a second: does anyone alive look dead? */
export async function measureOnePass(): Promise<Section> {
  const { passes } = await runEngine({ kind: 'passes', targets: TARGETS, perSecond: TARGETS, warmUps: 1, passes: PASSES });
  const ours = {
    answered: Math.min(...passes.map(({ answered }) => answered)),
    falseDead: Math.max(...passes.map(({ timedOut }) => timedOut)),
    failed: Math.max(...passes.map(({ failed }) => failed)),
    seconds: median(passes.map(({ seconds }) => seconds)),
    cpuSeconds: median(passes.map(({ cpuSeconds }) => cpuSeconds)),
  };
  const whole = await runFping(benchAddresses(TARGETS), '0');
  const halves = [];
  for (let first = 0; first < TARGETS; first += FPING_HALF) halves.push(await runFping(benchAddresses(FPING_HALF, first), '0'));
  const inHalves = add(halves);
  return {
    figures: { targets: TARGETS, ours, fping: whole, fpingInHalves: inHalves },
    lines: [
      `${TARGETS} living targets in one pass (Nadi at a pace of ${TARGETS}/s, worst of ${PASSES}; fping -i 0)`,
      `  Nadi           ${ours.answered} answered, ${ours.falseDead} false dead, ${ours.failed} could not be asked, ${ours.seconds.toFixed(2)} s, ${ours.cpuSeconds.toFixed(2)} s of CPU`,
      `  fping, one     ${whole ? told(whole, TARGETS) : 'not run: no fping'}`,
      `  fping, halves  ${inHalves ? told(inHalves, TARGETS) : 'not run: no fping'}`,
    ],
  };
}

function add(passes: readonly (FpingPass | null)[]): FpingPass | null {
  return passes.reduce((sum, pass) => {
    if (!sum || !pass) return null;
    return {
      ...pass,
      answered: sum.answered + pass.answered,
      seconds: sum.seconds + pass.seconds,
      cpuSeconds: sum.cpuSeconds + pass.cpuSeconds,
      code: Math.max(sum.code ?? 0, pass.code ?? 0),
      fault: sum.fault || pass.fault,
    };
  });
}

function told({ answered, seconds, cpuSeconds, code, fault }: FpingPass, targets: number): string {
  const took = `${seconds.toFixed(2)} s, ${cpuSeconds.toFixed(2)} s of CPU`;
  if (fault !== '') return `gave up with exit code ${code} and ${answered} answered after ${took}: ${fault.slice(0, 80)}`;
  return `${answered} answered, ${targets - answered} false dead, ${took}`;
}
