/**
 * The languages that Hello offers, with the titles of the panes that are always there. Panes that can be left out speak English
 * everywhere, as this Mac's other words do.
 */
import type { FixedPane } from './setup-state.ts';

type Titles = Readonly<Record<FixedPane, string>>;

/** Titles by language (RFC 5646). */
export const setupTitles = {
  en: {
    hello: 'Hello',
    country: 'Select Your Country or Region',
    network: 'Select Your Wi-Fi Network',
    'remote-management': 'Remote Management',
    'web-sign-in': 'Sign In',
    'software-update': 'Software Update Required',
    'awaiting-configuration': 'Awaiting final configuration',
    'platform-sso': 'Single Sign-On for Mac',
    account: 'Create a Computer Account',
  },
  de: {
    hello: 'Hallo',
    country: 'Land oder Region auswählen',
    network: 'WLAN-Netzwerk auswählen',
    'remote-management': 'Entfernte Verwaltung',
    'web-sign-in': 'Anmelden',
    'software-update': 'Softwareupdate erforderlich',
    'awaiting-configuration': 'Auf endgültige Konfiguration warten',
    'platform-sso': 'Gesamtauthentifizierung für den Mac',
    account: 'Computeraccount erstellen',
  },
  fr: {
    hello: 'Bonjour',
    country: 'Sélectionnez votre pays ou région',
    network: 'Sélectionnez votre réseau Wi-Fi',
    'remote-management': 'Gestion à distance',
    'web-sign-in': 'Se connecter',
    'software-update': 'Mise à jour de logiciels requise',
    'awaiting-configuration': 'En attente de la configuration finale',
    'platform-sso': 'Authentification unique pour Mac',
    account: 'Créer un compte d’ordinateur',
  },
  es: {
    hello: 'Hola',
    country: 'Selecciona tu país o región',
    network: 'Selecciona tu red Wi-Fi',
    'remote-management': 'Gestión remota',
    'web-sign-in': 'Iniciar sesión',
    'software-update': 'Actualización de software necesaria',
    'awaiting-configuration': 'Esperando la configuración final',
    'platform-sso': 'Inicio de sesión único para el Mac',
    account: 'Crear una cuenta de ordenador',
  },
  ja: {
    hello: 'こんにちは',
    country: '国または地域を選択',
    network: 'Wi-Fiネットワークを選択',
    'remote-management': 'リモートマネージメント',
    'web-sign-in': 'サインイン',
    'software-update': 'ソフトウェアアップデートが必要です',
    'awaiting-configuration': '最終構成を待っています',
    'platform-sso': 'Mac用シングルサインオン',
    account: 'コンピュータアカウントを作成',
  },
} as const satisfies Readonly<Record<string, Titles>>;

/** The title of a pane in a language; English where there is no other. */
export function titleIn(language: string, pane: FixedPane): string {
  const tag = language.split('-')[0] ?? '';
  const titles: Titles = tag in setupTitles ? setupTitles[tag as keyof typeof setupTitles] : setupTitles.en;
  return titles[pane];
}

/** Whether a text is a tag of a language, as far as Setup Assistant needs to know. */
export function isLanguage(text: string): boolean {
  return /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/.test(text);
}
