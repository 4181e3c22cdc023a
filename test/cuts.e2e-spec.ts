import { generateCity } from '../apps/lab/src/city/generate.city.js';
import { type Cut, CutDraw, diceOf } from './cuts/cut.draw.js';
import { expectationOf } from './cuts/expected.alerts.js';
import { NaiveNetwork, type Part } from './cuts/naive.network.js';
import { SimulatedTrial } from './cuts/simulated.trial.js';

const SEEDS = [1, 12, 16];
const CUTS = 8;
const city = generateCity({ cameras: 100 });

/** No OLT tells why its ONUs left in simulated time. */
class UntoldNetwork extends NaiveNetwork {
  override whyLeft(): null {
    return null;
  }
}

describe('random cuts in the demo city, in simulated time', () => {
  it.each(SEEDS)(
    'are told as they should be, once, with nothing of what is behind them, and resolved once (seed %i)',
    async (seed) => {
      const draw = new CutDraw(new UntoldNetwork(city), diceOf(seed));
      const trial = new SimulatedTrial(city, diceOf(seed + 1_000_000));
      await trial.start();
      for (let number = 1; number <= CUTS; number++) {
        const cut = draw.next();
        const complaints = await trial.complaints(cut, (parts) => draw.expectation(parts));
        expect({ number, cut, complaints }).toEqual({ number, cut, complaints: [] });
      }
    },
    60_000,
  );

  // Each of these was told wrongly once.
  it.each<[string, Part[]]>([
    [
      'a switch dies on the side that a ring lost',
      [
        { kind: 'SPAN', code: 'SPAN-DEPOK-BOJONGGEDE-PANCORANMAS' },
        { kind: 'DEVICE', code: 'PMJ-DEPOK-PANCORANMAS-SW1' },
      ],
    ],
    [
      'a router dies on the side that a ring lost',
      [
        { kind: 'SPAN', code: 'SPAN-JAKTIM-MAKASAR-JAKTIM' },
        { kind: 'DEVICE', code: 'PMJ-JAKTIM-MAKASAR-MAKASARKALIMALANG-R1' },
      ],
    ],
    [
      'a place on the way of a cut loses its power',
      [
        { kind: 'SPAN', code: 'SPAN-JAKBAR-KEBONJERUK-PENGUMBEN' },
        { kind: 'PLACE', code: 'PMJ-JAKBAR-KEMBANGAN' },
      ],
    ],
  ])('%s', async (_, parts) => {
    const network = new UntoldNetwork(city);
    const cut: Cut = { parts, gap: { kind: 'after', ms: 2_000 }, healGapMs: null };
    const trial = new SimulatedTrial(city, diceOf(7));
    await trial.start();
    expect(await trial.complaints(cut, (broken) => expectationOf(network, broken))).toEqual([]);
  });
});

describe('what is to be told, found by trying everything', () => {
  const network = new NaiveNetwork(city);
  const told = (...parts: Part[]) =>
    expectationOf(network, parts).answers.map((alerts) => alerts.map(({ alertname, root }) => `${alertname} ${root.code}`));

  it('names the cut that the demonstration is about, and the duct of a redundancy that is none', () => {
    expect(told({ kind: 'SPAN', code: 'SPAN-BEKKOT-BEKKAB' })).toEqual([['FibreSpanCut SPAN-BEKKOT-BEKKAB']]);
    expect(told({ kind: 'SPAN', code: 'SPAN-JAKUT-PRIOK-A' })).toEqual([['RedundancyLost SPAN-JAKUT-PRIOK-A']]);
    expect(told({ kind: 'SPAN', code: 'SPAN-JAKUT-PRIOK-A' }, { kind: 'SPAN', code: 'SPAN-JAKUT-PRIOK-B' })).toEqual([
      ['ConduitCut DUCT-JAKUT-PRIOK'],
    ]);
  });

  it('sees no second fault behind a first that hides it', () => {
    expect(told({ kind: 'SPAN', code: 'SPAN-BEKKOT-BEKKAB' }, { kind: 'PLACE', code: 'PMJ-BEKKAB' })).toEqual([
      ['FibreSpanCut SPAN-BEKKOT-BEKKAB'],
    ]);
  });
});
