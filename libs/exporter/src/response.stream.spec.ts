import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FleetExposition } from './fleet.exposition.js';
import { ResponseStream } from './response.stream.js';
import { GeneratedFleet, parseExposition } from './testing/index.js';

let server: Server;

async function serve(answer: (response: ServerResponse) => Promise<void>): Promise<string> {
  server = createServer((_, response) => void answer(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

it('compresses a fleet that is many chunks long, each buffer only filled again once it was read', async () => {
  const view = new GeneratedFleet(300).view();
  const url = await serve(async (response) => {
    response.setHeader('content-encoding', 'gzip');
    const stream = new ResponseStream(response, { gzip: true, deadlineMs: 30_000 });
    await new FleetExposition(4096).render(view, [], 'text', stream.write, stream.signal);
    await stream.end();
  });
  const families = parseExposition(await (await fetch(url)).text(), 'text');
  expect(families.get('nadi_device_status')?.samples).toHaveLength(view.deviceTable.count);
});

it('stops rendering when the reader leaves', async () => {
  const ended = new Promise<unknown>((resolve) => {
    void serve(async (response) => {
      const stream = new ResponseStream(response, { gzip: false, deadlineMs: 30_000 });
      const chunk = Buffer.alloc(65536, 'x');
      try {
        for (;;) await stream.write(chunk);
      } catch (error) {
        resolve(error);
      }
    }).then(async (url) => {
      const leaving = new AbortController();
      const response = await fetch(url, { signal: leaving.signal });
      await response.body?.getReader().read();
      leaving.abort();
    });
  });
  // Not toBeInstanceOf: the error is of Node's realm, not of the test's.
  expect(await ended).toHaveProperty('message');
});
