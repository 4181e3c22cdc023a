import { EvidenceWindow } from './evidence.window.js';

const open = () => new EvidenceWindow({ settleMs: 2_000, maxMs: 20_000 });

describe('the evidence window', () => {
  it('stays shut while nothing happens', () => {
    expect([open().isOpen, open().close(1_000_000, 0)]).toEqual([false, false]);
  });

  it('closes when things settled, and asks for one judgement', () => {
    const window = open();
    window.change(0);
    expect([window.close(1_999, 0), window.close(2_000, 0), window.close(9_000, 0)]).toEqual([false, true, false]);
  });

  it('waits for those whose answer is still out: the parent may be the one to blame', () => {
    const window = open();
    window.suspect(0);
    window.change(1_500);
    expect([window.close(5_000, 1), window.close(5_100, 0)]).toEqual([false, true]);
  });

  it('waits no longer than its longest time after the first certain change', () => {
    const window = open();
    window.suspect(0);
    window.change(1_500);
    window.change(19_000);
    expect([window.close(21_499, 3), window.close(21_500, 3)]).toEqual([false, true]);
  });

  it('closes without a judgement when a suspicion came to nothing', () => {
    const window = open();
    window.suspect(0);
    expect([window.close(2_000, 0), window.isOpen]).toEqual([false, false]);
  });
});
