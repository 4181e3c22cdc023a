import type { Command, Io } from '../io.js';

const BENCHES: Readonly<Record<string, () => Promise<Command>>> = {
  access: async () => (await import('./access.bench.js')).runAccessBench,
  icmp: async () => (await import('./icmp.bench.js')).runIcmpBench,
  graph: async () => (await import('./graph.bench.js')).runGraphBench,
  metrics: async () => (await import('./metrics.bench.js')).runMetricsBench,
  snmp: async () => (await import('./snmp.bench.js')).runSnmpBench,
  availability: async () => (await import('./availability.bench.js')).runAvailabilityBench,
  compliance: async () => (await import('./compliance.bench.js')).runComplianceBench,
  registration: async () => (await import('./registration.bench.js')).runRegistrationBench,
  city: async () => (await import('./city.bench.js')).runCityBench,
};

/** `nadi bench NAME`: runs one benchmark, which prints its figures and its peers' beside them. */
export async function runBench(args: string[], io: Io): Promise<number> {
  const [name, ...rest] = args;
  const load = name !== undefined && Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
  if (!load) {
    io.stderr.write(`nadi bench: name one of ${Object.keys(BENCHES).join(', ')}\n`);
    return 2;
  }
  const bench = await load();
  return bench(rest, io);
}
