import fc from 'fast-check';
import { decodeCursor, encodeCursor, InvalidCursorError } from './cursor.js';

describe('cursor', () => {
  it('gives back the keys it was made of', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => text.length < 100 && !text.includes('\u0000')),
        fc.integer(),
        (text, number) => {
          expect(decodeCursor(encodeCursor([text, number]), ['string', 'number'])).toEqual([text, number]);
        },
      ),
    );
  });

  it('refuses everything else by name', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => decodeCursor(text, ['string', 'number'])).toThrow(InvalidCursorError);
      }),
    );
    expect(() => decodeCursor(encodeCursor(['code']), ['number'])).toThrow(InvalidCursorError);
    expect(() => decodeCursor(encodeCursor(['co\u0000de']), ['string'])).toThrow(InvalidCursorError);
  });

  it('begins at the beginning without a cursor', () => {
    expect(decodeCursor(null, ['string'])).toBeNull();
  });
});
