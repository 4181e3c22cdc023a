// `npm run -s dashboards -- [--cameras 100000] [--picture FILE]`: every query of every dashboard at city size, with its time. See test/README.md.
import { register } from 'node:module';
import { ensureBuilt, ensureInstalled } from '../apps/nadi/bin/prepare.mjs';

ensureInstalled();
ensureBuilt({ quiet: false });
register('./cuts/typescript.loader.mjs', import.meta.url);
const { main } = await import('./dashboards/main.ts');
process.exitCode = await main(process.argv.slice(2));
