const LEAST = 12;
export const LONGEST_PASSWORD = 256;

/** Long enough, and yet the first that anybody tries; compared in lower case, without what is put at the ends. */
const COMMONEST = new Set(
  `password passwordpassword passw0rdpassw0rd administrator adminadmin adminadminadmin letmeinletmein welcomewelcome
  qwertyuiop qwertyuiopasdf qwertyqwerty asdfghjklqwe asdfghjkl1234 zxcvbnmasdfghjkl 1q2w3e4r5t6y 1qaz2wsx3edc 1qaz2wsx3edc4rfv q1w2e3r4t5y6
  iloveyouiloveyou sayangsayang sayangkuselamanya bismillahirrahmanirrahim alhamdulillah jakartajakarta indonesiaraya indonesiamerdeka
  poldametrojaya metrojaya polrimetrojaya bhayangkara rahasiarahasia katasandikatasandi changemechangeme trustno1trustno1
  monkeymonkey dragondragon footballfootball princessprincess sunshinesunshine superman superman1234 correcthorsebatterystaple
  abcdefghijkl abcdefghijklmnop abcd1234abcd1234 aaaaaaaaaaaa nadinadinadi nadinadi`.split(/\s+/),
);
const RUNS = ['01234567890123456789012345678901234567890', 'abcdefghijklmnopqrstuvwxyz', 'qwertyuiopasdfghjklzxcvbnm'];

/** The form in which a password is compared: the same keys give the same letters whatever the system composes them of. */
export function normalPassword(password: string): string {
  return password.normalize('NFKC');
}

/** Why a password is not taken, in words for who chose it; null: it is. Long and unusual counts; kinds of characters are not asked for. */
export function faultOfPassword(password: string, name: string): string | null {
  const chosen = normalPassword(password);
  if (Array.from(chosen).length < LEAST) return `a password has at least ${LEAST} characters`;
  if (chosen.length > LONGEST_PASSWORD) return `a password has at most ${LONGEST_PASSWORD} characters`;
  const plain = chosen.toLowerCase();
  if (new Set(plain).size < 5) return 'the password repeats a few characters';
  const bare = plain.replaceAll(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  if (COMMONEST.has(plain) || COMMONEST.has(bare) || isRun(plain)) return 'the password is one of the commonest';
  const owner = normalPassword(name).toLowerCase();
  if (owner.length >= 4 && plain.includes(owner) && plain.length - owner.length < 8) return 'the password is little more than the name';
  return null;
}

function isRun(plain: string): boolean {
  const backward = Array.from(plain).reverse().join('');
  return RUNS.some((run) => run.includes(plain) || run.includes(backward));
}
