import { CONSOLE_POLICY, consoleFile, isConsoleFile } from './console.files.js';

describe('the console page', () => {
  it('is served from its own files only', async () => {
    const html = (await consoleFile('index.html')).body.toString('utf8');
    const referred = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, target]) => target!);
    for (const target of referred.filter((each) => each.startsWith('/console/')))
      expect(isConsoleFile(target.slice('/console/'.length))).toBe(true);
    expect(referred.filter((each) => !each.startsWith('/') && !each.startsWith('data:'))).toEqual([]);
    expect(html).not.toMatch(/<script>|<style>|\son\w+=/);
    expect(CONSOLE_POLICY).not.toMatch(/unsafe|http/);
  });

  it('puts no text into the page but as text', async () => {
    for (const name of [
      'console.mjs',
      'buildings.mjs',
      'client.mjs',
      'operations.mjs',
      'door.mjs',
      'explanation.mjs',
      'make.mjs',
      'map.mjs',
      'map.view.mjs',
    ] as const)
      expect((await consoleFile(name)).body.toString('utf8')).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/);
  });

  it('knows no other file', () => {
    for (const name of ['../console.files.ts', '__proto__', 'constructor', '']) expect(isConsoleFile(name)).toBe(false);
  });
});
