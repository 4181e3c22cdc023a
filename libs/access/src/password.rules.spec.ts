import { faultOfPassword } from './password.rules.js';

describe('a password', () => {
  it.each(['hujan turun di Cawang', 'Zw9#kk2!bbQ1', 'kopi-tubruk-pagi-ini', 'пароль для фибры', '  spaces around it  '])(
    '%j is taken',
    (password) => {
      expect(faultOfPassword(password, 'budi')).toBeNull();
    },
  );

  it.each([
    ['elevenchars', /at least 12/],
    ['', /at least 12/],
    ['😀😀😀😀😀😀', /at least 12/],
    ['x'.repeat(300), /at most 256/],
    ['aaaaaaaaaaaaaa', /repeats/],
    ['abababababab', /repeats/],
    ['PasswordPassword', /commonest/],
    ['administrator', /commonest/],
    ['Administrator123!', /commonest/],
    ['123456789012', /commonest/],
    ['210987654321', /commonest/],
    ['abcdefghijklm', /commonest/],
    ['qwertyuiopasdf', /commonest/],
    ['1qaz2wsx3edc', /commonest/],
    ['jakartajakarta', /commonest/],
    ['Budi.Santoso1!', /little more than the name/],
  ])('%j is not: %s', (password, fault) => {
    expect(faultOfPassword(password, 'budi.santoso')).toMatch(fault);
  });

  it('is measured by letters, not by what they are composed of', () => {
    const composed = 'é'.repeat(3) + 'abcdefgh';
    expect(faultOfPassword(composed.normalize('NFD'), 'x')).toMatch(/at least 12/);
  });
});
