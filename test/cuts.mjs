// `npm run -s cuts -- --seed N --cuts 50 --cameras 30000`: random cuts in the lab city, held against a real Alertmanager. See test/README.md.
import { register } from 'node:module';
import { ensureBuilt, ensureInstalled } from '../apps/nadi/bin/prepare.mjs';

ensureInstalled();
ensureBuilt({ quiet: false });
register('./cuts/typescript.loader.mjs', import.meta.url);
const { main } = await import('./cuts/main.ts');
process.exitCode = await main(process.argv.slice(2));
