import { readQuestion, ScriptedAgent, switchMib, writeAnswer } from '@testing/snmp';
import { openSnmpReader } from './open.reader.js';

describe('a good answer that was spoilt', () => {
  it('ends in an outcome: each byte in turn another one, and every length', async () => {
    const opened = await openSnmpReader();
    if (opened.kind === 'failed') throw new Error(opened.reason);
    const mib = switchMib(2);
    let turn = 0;
    const agent = await ScriptedAgent.open((message) => {
      const asked = readQuestion(message);
      const spoilt = writeAnswer(asked, mib.answer(asked));
      turn += 1;
      if (turn % 3 === 0) return [spoilt.subarray(0, turn % spoilt.length)];
      spoilt[turn % spoilt.length] = (turn * 37) & 0xff;
      return [spoilt];
    });
    const options = { timeoutMs: 20, retries: 0, deadlineMs: 200, maxRows: 100 };
    const ask = () => opened.reader.readInterfaces('127.0.0.1', agent.port, { version: 'v2c', community: 'public' }, options);
    for (let round = 0; round < 8; round += 1) {
      const results = await Promise.all(Array.from({ length: 50 }, ask));
      for (const { kind } of results) expect(['read', 'timed-out', 'failed', 'rejected']).toContain(kind);
    }
    expect(opened.reader.counts().garbage).toBeGreaterThan(0);
    await Promise.all([agent.close(), opened.reader.close()]);
  });
});
