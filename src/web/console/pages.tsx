/** Every page of the console: its place, its title, where it stands in the navigation. A page is a file of its own. */
import {
  IconApps,
  IconCertificate,
  IconDeviceLaptop,
  IconGauge,
  IconHistory,
  IconListCheck,
  IconRoute,
  IconSettings,
  IconStethoscope,
  IconTruckDelivery,
  IconUsers,
  IconUsersGroup,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { matchRoute, type Parser } from 'wouter';
import { type PageProgram, pageProgram } from './page-program.tsx';

/** Groups of the navigation, in their order. */
export const pageGroups = ['Overview', 'Macs', 'People', 'Sign-in', 'Security', 'Settings'] as const;

/** A page. */
export interface ConsolePage {
  /** A pattern of wouter, such as `/macs/:serialNumber`. */
  readonly path: string;
  readonly title: string;
  /** Where it stands in the navigation; pages without one are reached from others. */
  readonly group?: (typeof pageGroups)[number];
  readonly icon?: ComponentType<{
    readonly size?: number | string;
    readonly stroke?: number | string;
    readonly 'aria-hidden'?: boolean;
  }>;
  /** Further words by which the command palette finds it. */
  readonly keywords?: string;
  readonly program: PageProgram;
}

/** All of them. The first that fits an address is shown. */
export const pages: readonly ConsolePage[] = [
  {
    path: '/',
    title: 'Overview',
    group: 'Overview',
    icon: IconGauge,
    keywords: 'home dashboard alerts activity',
    program: pageProgram(() => import('./pages/overview/overview-page.tsx')),
  },
  {
    path: '/doctor',
    title: 'Sign-in doctor',
    group: 'Sign-in',
    icon: IconStethoscope,
    keywords: 'troubleshoot diagnose help app-sso log error 10001 10002 associated domains',
    program: pageProgram(() => import('./pages/doctor/doctor-page.tsx')),
  },
  {
    path: '/doctor/causes',
    title: 'Known causes',
    keywords: 'doctor catalogue troubleshooting',
    program: pageProgram(() => import('./pages/doctor/causes-page.tsx')),
  },
  {
    path: '/macs',
    title: 'Macs',
    group: 'Macs',
    icon: IconDeviceLaptop,
    keywords: 'devices computers serial number stage',
    program: pageProgram(() => import('./pages/macs/macs-page.tsx')),
  },
  {
    path: '/macs/:serialNumber/:part?',
    title: 'Mac',
    program: pageProgram(() => import('./pages/macs/mac-page.tsx')),
  },
  {
    path: '/enrollment/:part?',
    title: 'Enrollment',
    group: 'Macs',
    icon: IconTruckDelivery,
    keywords: 'apple business manager ade dep push certificate assign disown profile server token',
    program: pageProgram(() => import('./pages/enrollment/enrollment-page.tsx')),
  },
  {
    path: '/users',
    title: 'Users',
    group: 'People',
    icon: IconUsers,
    keywords: 'people persons accounts directory disable password passkeys',
    program: pageProgram(() => import('./pages/users/users-page.tsx')),
  },
  { path: '/users/:user', title: 'User', program: pageProgram(() => import('./pages/users/user-page.tsx')) },
  {
    path: '/groups',
    title: 'Groups',
    group: 'People',
    icon: IconUsersGroup,
    keywords: 'members teams',
    program: pageProgram(() => import('./pages/groups/groups-page.tsx')),
  },
  { path: '/groups/:group', title: 'Group', program: pageProgram(() => import('./pages/groups/group-page.tsx')) },
  {
    path: '/apps/clients/:client',
    title: 'Application',
    program: pageProgram(() => import('./pages/apps/client-page.tsx')),
  },
  {
    path: '/apps/:section?',
    title: 'Apps',
    group: 'Sign-in',
    icon: IconApps,
    keywords: 'applications clients OpenID Connect packages pkg install',
    program: pageProgram(() => import('./pages/apps/apps-page.tsx')),
  },
  {
    path: '/certificates/:section?',
    title: 'Certificates',
    group: 'Security',
    icon: IconCertificate,
    keywords: 'authorities smart cards revocation lists CRL identities SCEP ACME signing keys push',
    program: pageProgram(() => import('./pages/certificates/certificates-page.tsx')),
  },
  {
    path: '/plan/:tab?',
    title: 'Sign-in plan',
    group: 'Sign-in',
    icon: IconRoute,
    keywords: 'platform sso method profile declaration setup assistant rollout versions export json',
    program: pageProgram(() => import('./pages/plan/plan-page.tsx')),
  },
  {
    path: '/policy/:tab?',
    title: 'Policy',
    group: 'Sign-in',
    icon: IconListCheck,
    keywords: 'rules factors multi-factor conditional access what-if purposes',
    program: pageProgram(() => import('./pages/policy/policy-page.tsx')),
  },
  {
    path: '/audit',
    title: 'Audit',
    group: 'Security',
    icon: IconHistory,
    keywords: 'events log history chain export',
    program: pageProgram(() => import('./pages/audit/audit-page.tsx')),
  },
  {
    path: '/settings/:section?',
    title: 'Settings',
    group: 'Settings',
    icon: IconSettings,
    keywords: 'branding logo passkeys keys rotation master key tokens about version',
    program: pageProgram(() => import('./pages/settings/settings-page.tsx')),
  },
];

/** The address of a page as links have it: optional parts left out. */
export function addressOf({ path }: ConsolePage): string {
  return path.replace(/\/:\w+\?/g, '');
}

/**
 * Fetches what an address below the console's needs, and says when it is there or cannot be had. The pages that it leads to, such
 * as that of one Mac, come after it.
 */
export async function preparePage(path: string, parser: Parser): Promise<void> {
  const page = pages.find((one) => matchRoute(parser, one.path, path)[0]);
  if (!page) return;
  // Whoever shows the page asks once more, and says what is wrong.
  await page.program.prepare().catch(() => undefined);
  void prepare(pages.filter((one) => one.path.startsWith(`${page.path}/`)));
}

/** So long after the first page the others are left alone: whoever came for it does something there first. */
const restAfter = 2000;

/** Fetches all pages, one after the other, once the first has been there for a while. Returns what ends it. */
export function preparePages(): () => void {
  const resting = setTimeout(() => void prepare(pages), restAfter);
  return () => clearTimeout(resting);
}

async function prepare([next, ...rest]: readonly ConsolePage[]): Promise<void> {
  if (!next) return;
  await next.program.prepare().catch(() => undefined);
  await idle();
  await prepare(rest);
}

function idle(): Promise<void> {
  return new Promise((resolve) => {
    // Safari has no `requestIdleCallback`.
    if ('requestIdleCallback' in window) window.requestIdleCallback(() => resolve());
    else setTimeout(resolve, 100);
  });
}
