import { describeSettings, loadSettings, type Settings } from './settings.js';

function read(env: Record<string, string>): Settings {
  const outcome = loadSettings(env);
  if (outcome.kind === 'refused') throw new Error(outcome.problems.join('\n'));
  return outcome.settings;
}

function problemOf(env: Record<string, string>): string {
  const outcome = loadSettings(env);
  return outcome.kind === 'refused' ? outcome.problems.join('\n') : '';
}

describe('settings', () => {
  it('need none to be set', () => {
    expect(read({})).toMatchObject({ NADI_HTTP_HOST: '127.0.0.1', NADI_HTTP_PORT: 3000, NADI_DATABASE_URL: null, NADI_DEMO: true });
  });

  it('take an empty variable, as compose files pass it, for one that is not set', () => {
    const empty = Object.fromEntries(describeSettings().map(({ name }) => [name, '']));
    expect(read(empty)).toEqual(read({}));
  });

  it.each([
    ['NADI_HTTP_PORT', 'http', /^NADI_HTTP_PORT: found "http": must be a whole number from 0 to 65535. TCP port of GraphQL/],
    ['NADI_HTTP_PORT', '65536', /^NADI_HTTP_PORT: found "65536": .*65535/],
    ['NADI_HTTP_PORT', '80.5', /^NADI_HTTP_PORT: found "80.5": must be a whole number/],
    ['NADI_LOG_LEVEL', 'loud', /^NADI_LOG_LEVEL: found "loud": must be one of trace, debug, /],
    ['NADI_TRAP_PORT', 'snmp', /^NADI_TRAP_PORT: found "snmp": must be a whole number from 0 to 65535/],
    ['NADI_TRAP_HOST', 'localhost', /^NADI_TRAP_HOST: found "localhost": must be an IPv4 or IPv6 address/],
    ['NADI_DEMO', 'perhaps', /^NADI_DEMO: found "perhaps": must be one of 0, 1, /],
    ['NADI_CONSOLE_URL', 'javascript:alert(1)', /^NADI_CONSOLE_URL: found "javascript/],
    ['NADI_ALERTMANAGER_URLS', 'http://one:9093, two', /"two" is no http or https URL/],
  ])('name a wrong %s, what was found and what is allowed', (name, value, problem) => {
    expect(problemOf({ [name]: value })).toMatch(problem);
  });

  it.each<Record<string, string>>([
    { NADI_DATABASE_URL: 'mysql://nadi:hunter2@db/nadi' },
    { NADI_METRICS_TOKEN: 'hunter2' },
    { NADI_SECRET_KEY: 'hunter2' },
    { NADI_ALERTMANAGER_URLS: 'http://nadi:hunter2@one, ftp://nadi:hunter2@two' },
  ])('show no secret when they refuse %j', (env) => {
    const problem = problemOf(env);
    expect(problem).toContain(`${Object.keys(env)[0]}: found`);
    expect(problem).not.toContain('hunter2');
  });

  it('tell all that is wrong, not only the first', () => {
    expect(problemOf({ NADI_HTTP_PORT: 'x', NADI_LOG_LEVEL: 'y' }).split('\n')).toHaveLength(2);
  });

  it('warn of a name that nobody knows, and leave the variables of others alone', () => {
    expect(loadSettings({ NADI_HTPP_PORT: '1', PATH: '/bin', NADI_TEST_X: '1' })).toMatchObject({
      kind: 'ok',
      warnings: ['NADI_HTPP_PORT is no setting of Nadi: ignored'],
    });
  });

  it('are all described', () => {
    for (const { meaning } of describeSettings()) expect(meaning).not.toBe('');
    expect(describeSettings().find(({ name }) => name === 'NADI_DEMO')).toMatchObject({ default: '1' });
  });
});
