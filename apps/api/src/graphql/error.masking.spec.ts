import { InvalidCursorError } from '@app/kernel';
import { ForbiddenException } from '@nestjs/common';
import { GraphQLError, locatedError } from 'graphql';
import { maskError } from './error.masking.js';
import { apiError } from './graphql.errors.js';

function mask(error: unknown) {
  const written: { id: string; error: unknown }[] = [];
  const shown = maskError(error, (id, cause) => written.push({ id, error: cause }));
  return { shown, written };
}

const inField = (error: Error) => locatedError(error, [], ['devices', 3, 'place']);

describe('maskError', () => {
  it('shows an unexpected error as an id, and writes the error down under it', () => {
    const cause = new Error('connect ECONNREFUSED db.internal:5432');
    const { shown, written } = mask(inField(cause));
    expect(written).toEqual([{ id: shown.extensions?.['id'], error: cause }]);
    expect(shown.message).toBe(`internal error ${String(shown.extensions?.['id'])}`);
    expect(JSON.stringify(shown)).not.toMatch(/db\.internal|stack/);
    expect(shown.path).toEqual(['devices', 3, 'place']);
  });

  it('does so too for errors without a place, and for things thrown that are no errors', () => {
    expect(mask(new GraphQLError('secret', { originalError: new Error('secret') })).shown.message).toMatch(/^internal error/);
    expect(mask('secret').shown.message).toMatch(/^internal error/);
    expect(mask(inField(new GraphQLError('Enum "X" cannot represent "secret"'))).shown.message).toMatch(/^internal error/);
  });

  it('shows what was meant to be shown', () => {
    expect(mask(new GraphQLError('Syntax Error: Unexpected "}"')).shown).toMatchObject({ message: 'Syntax Error: Unexpected "}"' });
    expect(mask(inField(apiError('BAD_USER_INPUT', 'first is 300'))).shown).toMatchObject({
      message: 'first is 300',
      extensions: { code: 'BAD_USER_INPUT' },
    });
    expect(mask(inField(new InvalidCursorError())).shown.extensions).toEqual({ code: 'BAD_USER_INPUT', argument: 'after' });
    expect(mask(inField(new ForbiddenException('not allowed'))).shown.extensions).toEqual({ code: 'FORBIDDEN' });
  });

  it('bounds what it repeats of the client’s own text, and shows no stack', () => {
    const { shown } = mask(new GraphQLError('x'.repeat(100_000), { extensions: { stacktrace: ['at secret.ts'] } }));
    expect(JSON.stringify(shown).length).toBeLessThan(1_200);
    expect(shown.extensions).not.toHaveProperty('stacktrace');
  });
});
