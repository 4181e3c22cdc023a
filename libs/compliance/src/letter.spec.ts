import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { letterText, type LetterWords } from './letter.js';

const words: LetterWords = {
  date: '25 November 2026',
  reference: '',
  reason: '',
  deadline: '2 Desember 2026',
  state: 'Peringatan 1',
  building: { code: 'GD1', name: 'Gedung Contoh', address: '' },
  owner: { name: 'PT Contoh', contactName: '' },
  station: { name: 'Polsek Contoh' },
  camerasDeclared: '10',
  camerasVerified: '9',
  measured: '79,9',
  rule: { version: '1' },
  sources: [],
  warnings: [],
};

describe('a letter', () => {
  it('says its words as they are, for it is no page of the web', () => {
    expect(letterText('{{owner.name}}: {{reason}}', { ...words, reason: `5 < 6 & "so"` })).toBe(`PT Contoh: 5 < 6 & "so"`);
  });

  it('takes no name, reason or address for a part of the template, and keeps nothing that turns or hides text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const letter = letterText('[{{reason}}]', { ...words, reason: text });
        expect(letter).not.toMatch(/(?![\n\t])[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
        expect(letter).toHaveLength(text.length + 2);
      }),
    );
    expect(letterText('[{{reason}}]', { ...words, reason: '{{owner.name}}{{#sources}}' })).toBe('[{{owner.name}}{{#sources}}]');
  });
});
