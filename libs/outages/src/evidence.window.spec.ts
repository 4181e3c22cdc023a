import { EvidenceWindow, type Pending } from './evidence.window.js';

const open = () => new EvidenceWindow({ settleMs: 2_000, maxMs: 20_000 });

const NONE: Pending = { count: 0, isWave: false };
const AWAITED: Pending = { count: 3, isWave: false };
const WAVE: Pending = { count: 4, isWave: true };

describe('the evidence window', () => {
  it('stays shut while nothing happens', () => {
    expect([open().isOpen, open().close(1_000_000, NONE)]).toEqual([false, null]);
  });

  it('closes when things settled, and asks for one judgement', () => {
    const window = open();
    window.change(0);
    expect([window.close(1_999, NONE), window.close(2_000, NONE), window.close(9_000, NONE)]).toEqual([null, 'settled', null]);
  });

  it('waits for those whose answer is still out: the parent may be the one to blame', () => {
    const window = open();
    window.suspect(0);
    window.change(1_500);
    expect([window.close(5_000, AWAITED), window.close(5_100, NONE)]).toEqual([null, 'settled']);
  });

  it('waits no longer than its longest time after the first certain change', () => {
    const window = open();
    window.suspect(0);
    window.change(1_500);
    window.change(19_000);
    expect([window.close(21_499, AWAITED), window.close(21_500, AWAITED)]).toEqual([null, 'overdue']);
  });

  it('waits twice as long for the end of a wave', () => {
    const window = open();
    window.change(0);
    expect([window.close(39_999, WAVE), window.close(40_000, WAVE)]).toEqual([null, 'overdue']);
  });

  it('stays open after a judgement that could not wait: what was still out is judged when it is in', () => {
    const window = open();
    window.change(0);
    expect([window.close(20_000, AWAITED), window.close(21_999, NONE), window.close(22_000, NONE)]).toEqual(['overdue', null, 'settled']);
  });

  it('begins its longest time anew when it is opened anew: what changed while nobody could judge does not hurry the first judgement', () => {
    const window = open();
    window.change(0);
    window.open(15_000);
    expect([window.close(20_000, AWAITED), window.close(34_999, AWAITED), window.close(35_000, AWAITED)]).toEqual([null, null, 'overdue']);
  });

  it('closes without a judgement when a suspicion came to nothing', () => {
    const window = open();
    window.suspect(0);
    expect([window.close(2_000, NONE), window.isOpen]).toEqual([null, false]);
  });
});
