/** What stands on the buttons and the fixed panes of Setup Assistant, in the languages that Hello offers. */

/** Words of one language. */
export interface SetupWords {
  readonly getStarted: string;
  readonly continue: string;
  readonly back: string;
  readonly notNow: string;
  readonly tryAgain: string;
  readonly search: string;
  readonly language: string;
}

const words: Readonly<Record<string, SetupWords>> = {
  en: {
    getStarted: 'Get Started',
    continue: 'Continue',
    back: 'Back',
    notNow: 'Set Up Later',
    tryAgain: 'Try Again',
    search: 'Search',
    language: 'Language',
  },
  de: {
    getStarted: 'Los geht’s',
    continue: 'Fortfahren',
    back: 'Zurück',
    notNow: 'Später einrichten',
    tryAgain: 'Erneut versuchen',
    search: 'Suchen',
    language: 'Sprache',
  },
  fr: {
    getStarted: 'Démarrer',
    continue: 'Continuer',
    back: 'Retour',
    notNow: 'Configurer plus tard',
    tryAgain: 'Réessayer',
    search: 'Rechercher',
    language: 'Langue',
  },
  es: {
    getStarted: 'Empezar',
    continue: 'Continuar',
    back: 'Atrás',
    notNow: 'Configurar más tarde',
    tryAgain: 'Volver a intentarlo',
    search: 'Buscar',
    language: 'Idioma',
  },
  ja: {
    getStarted: 'はじめよう',
    continue: '続ける',
    back: '戻る',
    notNow: 'あとで設定',
    tryAgain: 'やり直す',
    search: '検索',
    language: '言語',
  },
};

const english = words['en'] as SetupWords;

/** Words of a language, English where there are none. */
export function wordsOf(language: string): SetupWords {
  return words[language.split('-')[0] ?? ''] ?? english;
}

/** Languages that Hello offers, each with its own name. */
export const languages: readonly { readonly tag: string; readonly name: string }[] = [
  { tag: 'en', name: 'English' },
  { tag: 'de', name: 'Deutsch' },
  { tag: 'fr', name: 'Français' },
  { tag: 'es', name: 'Español' },
  { tag: 'ja', name: '日本語' },
];
