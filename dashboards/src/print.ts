// Writes dashboards/json/<language>/*.json and the catalogue of metrics. Run the compiled file in the project's folder.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { allDashboards, printed } from './all.dashboards.js';
import { metricsPage } from './metrics.page.js';
import { LANGUAGES, Speech } from './speech.js';

const folder = join(process.cwd(), 'dashboards');
for (const language of LANGUAGES) {
  const speech = new Speech(language);
  const into = join(folder, 'json', language);
  mkdirSync(into, { recursive: true });
  for (const [name, dashboard] of Object.entries(allDashboards(speech))) writeFileSync(join(into, `${name}.json`), printed(dashboard));
  for (const text of speech.missing) process.stderr.write(`no ${language} for: ${text}\n`);
  if (speech.missing.size > 0) process.exitCode = 1;
}
writeFileSync(join(folder, 'METRICS.md'), metricsPage());
