import process from 'node:process';
import type { Command, Io } from './io.js';

interface Entry {
  readonly usage: string;
  readonly does: string;
  /** Loaded only when called: offline commands start without the framework and the database. */
  readonly load: () => Promise<Command>;
}

const COMMANDS: Readonly<Record<string, Entry>> = {
  up: {
    usage: 'up [--topology FILE] [--no-demo] [--data DIR] [--port N]',
    does: 'runs the whole service in one process (what `npm start` runs)',
    load: async () => (await import('./up.command.js')).runUp,
  },
  import: {
    usage: 'import FILE|- [--dry-run] [--json] [--data DIR]',
    does: 'takes a topology v1 document in: all or nothing, each bad row named',
    load: async () => (await import('./import.command.js')).runImport,
  },
  export: {
    usage: 'export FILE|- [--data DIR]',
    does: 'writes the topology as a v1 document',
    load: async () => (await import('./export.command.js')).runExport,
  },
  diagnose: {
    usage: 'diagnose --topology FILE --observations FILE [--json]',
    does: 'offline root-cause analysis: one answer line per observation line',
    load: async () => (await import('./diagnose.command.js')).runDiagnose,
  },
  whatif: {
    usage: 'whatif --topology FILE --cut CODE[,CODE…] [--json]',
    does: 'what would be lost, what would lose its redundancy',
    load: async () => (await import('./whatif.command.js')).runWhatif,
  },
  ping: {
    usage: 'ping FILE|- [--count N] [--interval-ms N] [--timeout-ms N] [--json]',
    does: "asks addresses with the poller's own engine",
    load: async () => (await import('./ping.command.js')).runPing,
  },
  credential: {
    usage: 'credential put NAME < FILE | credential list',
    does: 'stores what devices are read with, sealed, under the name the topology gives them',
    load: async () => (await import('./credential.command.js')).runCredential,
  },
  token: {
    usage: 'token issue NAME --role administrator|engineer|viewer [--days N] | token revoke < TOKEN',
    does: 'makes a bearer token, shown once, or takes one back',
    load: async () => (await import('./token.command.js')).runToken,
  },
  lab: {
    usage: 'lab up|down|status|cut CODE|heal CODE|heal all [--data DIR] [--json]',
    does: 'the simulated city',
    load: async () => (await import('./lab.command.js')).runLab,
  },
  bench: {
    usage: 'bench icmp|graph|metrics|city',
    does: 'the benchmarks of the README, with the peers beside them',
    load: async () => (await import('./bench/bench.command.js')).runBench,
  },
  settings: {
    usage: 'settings [--json]',
    does: 'lists every setting (environment variable) with its default',
    load: async () => (await import('./settings.command.js')).runSettings,
  },
};

function help(): string {
  const width = Math.max(...Object.values(COMMANDS).map(({ usage }) => usage.length));
  const lines = Object.values(COMMANDS).map(({ usage, does }) => `  ${usage.padEnd(width)}  ${does}`);
  return `usage: nadi COMMAND\n\n${lines.join('\n')}\n\nExit codes: 0 done; 1 the answer is "no" or some rows were refused; 2 bad use.\n`;
}

async function main(argv: string[], io: Io): Promise<number> {
  const [name, ...args] = argv;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    (name === undefined ? io.stderr : io.stdout).write(help());
    return name === undefined ? 2 : 0;
  }
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!entry) {
    io.stderr.write(`nadi: there is no command "${name}"\n\n${help()}`);
    return 2;
  }
  if (args.includes('--help') || args.includes('-h')) {
    io.stdout.write(`usage: nadi ${entry.usage}\n\n${entry.does}\n`);
    return 0;
  }
  const command = await entry.load();
  return command(args, io);
}

// A reader that closes early (`nadi … | head`) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

try {
  process.exitCode = await main(process.argv.slice(2), process);
} catch (error) {
  process.stderr.write(`nadi: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
}
