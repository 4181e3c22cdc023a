import { checkParser, CoverageFuzzer, parserSeeds } from '@testing/snmp';

/** How long the run in the unit tests may take; `NADI_FUZZ_MS` makes it as long as one likes. */
const SHORT_MS = 3000;
const SHORT_EXECUTIONS = 20_000;
const asked = Number(process.env.NADI_FUZZ_MS ?? 0);

// In a file of its own: V8 counts the blocks of functions that first run after the counting began, and of no others.
describe('the parser, under a fuzzer that looks for code not yet run', () => {
  it('never throws, never looks beyond the message, and reads what the obvious decoder reads', () => {
    const fuzzer = new CoverageFuzzer((url) => /\/ber\.(message|oid|value)\.(ts|js)$/.test(url), asked > 0 ? Date.now() : 3);
    const executions = asked > 0 ? Number.POSITIVE_INFINITY : SHORT_EXECUTIONS;
    const report = fuzzer.run(checkParser, parserSeeds(), { executions, milliseconds: asked > 0 ? asked : SHORT_MS });
    const { seconds, corpus, reachedBySeeds, reached } = report;
    if (asked > 0)
      process.stderr.write(
        `${report.executions} executions in ${seconds.toFixed(0)} s, corpus ${corpus.length}, ${reached} characters of code reached, ${reachedBySeeds} by the seeds\n`,
      );
    expect(report.executions).toBeGreaterThan(0);
    // It has found the way into what the seeds leave out.
    expect(corpus.length).toBeGreaterThan(parserSeeds().length);
    expect(reached).toBeGreaterThan(reachedBySeeds);
  }, 3_600_000);
});
