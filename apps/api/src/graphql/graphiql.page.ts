import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

/** GraphiQL as one self-contained page, packed once. */
export interface GraphiqlPage {
  readonly gzip: Buffer;
  readonly etag: string;
  /** Allows this page's own script and nothing from elsewhere. */
  readonly contentSecurityPolicy: string;
}

// The page holds 9 MB of script. A worker renders, hashes and packs it and then ends, so that neither the event loop nor the
// resident memory of the service ever carries it: 2.4 MB packed is all that stays.
const RENDER = `
const { parentPort, workerData } = require('node:worker_threads');
const { createHash } = require('node:crypto');
const { gzipSync } = require('node:zlib');
import(workerData.url).then(({ renderGraphiQL }) => {
  // GraphiQL sends its headers with each request but not when it opens the WebSocket; this hands them to connection_init too.
  const told = /extensions:\\{headers:(\\w+)\\?\\.headers\\}/;
  const plain = renderGraphiQL(workerData.options);
  if (!told.test(plain)) throw new Error('GraphiQL changed: it no longer hands its headers on where this page expects it');
  const html = plain.replace(told, 'extensions:{headers:$1?.headers,connectionParams:$1?.headers}');
  const hashes = [...html.matchAll(/<script>([\\s\\S]*?)<\\/script>\\s*<\\/body>/g)].map(([, script]) =>
    "'sha256-" + createHash('sha256').update(script, 'utf8').digest('base64') + "'");
  parentPort.postMessage({ gzip: gzipSync(html, { level: 6 }), hashes, etag: createHash('sha256').update(html).digest('base64url') });
});
`;

const DEFAULT_QUERY = `# Nadi. Put your token into the headers below: {"Authorization": "Bearer …"}
query OpenOutages {
  outages(first: 20, filter: { isOpen: true }) {
    totalCount
    nodes { alertName rootCode severity affectedCameras openedAt }
  }
}
`;

let rendered: Promise<GraphiqlPage> | null = null;

/** Rendered at the first visit, kept packed afterwards. */
export function graphiqlPage(): Promise<GraphiqlPage> {
  rendered ??= render().catch((error: unknown) => {
    rendered = null;
    throw error;
  });
  return rendered;
}

async function render(): Promise<GraphiqlPage> {
  const url = pathToFileURL(createRequire(import.meta.url).resolve('@graphql-yoga/render-graphiql')).href;
  const options = {
    title: 'Nadi GraphQL',
    endpoint: '/graphql',
    subscriptionsProtocol: 'WS',
    defaultQuery: DEFAULT_QUERY,
    defaultHeaders: '{\n  "Authorization": "Bearer "\n}',
    shouldPersistHeaders: false,
  };
  const worker = new Worker(RENDER, { eval: true, workerData: { url, options } });
  const done = await new Promise<{ gzip: Uint8Array; hashes: string[]; etag: string }>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('the worker that renders GraphiQL ended early')));
  });
  const scripts = done.hashes.join(' ');
  return {
    gzip: Buffer.from(done.gzip),
    etag: `"${done.etag}"`,
    contentSecurityPolicy:
      `default-src 'none'; script-src ${scripts} blob:; style-src 'unsafe-inline'; img-src data:; font-src data:; ` +
      `connect-src 'self'; worker-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  };
}
