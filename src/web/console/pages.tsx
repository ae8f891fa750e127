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
import { type ComponentType, lazy, type LazyExoticComponent } from 'react';

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
  readonly component: LazyExoticComponent<ComponentType>;
}

/** All of them. The first that fits an address is shown. */
export const pages: readonly ConsolePage[] = [
  {
    path: '/',
    title: 'Overview',
    group: 'Overview',
    icon: IconGauge,
    keywords: 'home dashboard alerts activity',
    component: lazy(() => import('./pages/overview/overview-page.tsx')),
  },
  {
    path: '/doctor',
    title: 'Sign-in doctor',
    group: 'Sign-in',
    icon: IconStethoscope,
    keywords: 'troubleshoot diagnose help app-sso log error 10001 10002 associated domains',
    component: lazy(() => import('./pages/doctor/doctor-page.tsx')),
  },
  {
    path: '/doctor/causes',
    title: 'Known causes',
    keywords: 'doctor catalogue troubleshooting',
    component: lazy(() => import('./pages/doctor/causes-page.tsx')),
  },
  {
    path: '/macs',
    title: 'Macs',
    group: 'Macs',
    icon: IconDeviceLaptop,
    keywords: 'devices computers serial number stage',
    component: lazy(() => import('./pages/macs/macs-page.tsx')),
  },
  {
    path: '/macs/:serialNumber/:part?',
    title: 'Mac',
    component: lazy(() => import('./pages/macs/mac-page.tsx')),
  },
  {
    path: '/enrollment/:part?',
    title: 'Enrollment',
    group: 'Macs',
    icon: IconTruckDelivery,
    keywords: 'apple business manager ade dep push certificate assign disown profile server token',
    component: lazy(() => import('./pages/enrollment/enrollment-page.tsx')),
  },
  {
    path: '/users',
    title: 'Users',
    group: 'People',
    icon: IconUsers,
    keywords: 'people persons accounts directory disable password passkeys',
    component: lazy(() => import('./pages/users/users-page.tsx')),
  },
  { path: '/users/:user', title: 'User', component: lazy(() => import('./pages/users/user-page.tsx')) },
  {
    path: '/groups',
    title: 'Groups',
    group: 'People',
    icon: IconUsersGroup,
    keywords: 'members teams',
    component: lazy(() => import('./pages/groups/groups-page.tsx')),
  },
  { path: '/groups/:group', title: 'Group', component: lazy(() => import('./pages/groups/group-page.tsx')) },
  {
    path: '/apps/clients/:client',
    title: 'Application',
    component: lazy(() => import('./pages/apps/client-page.tsx')),
  },
  {
    path: '/apps/:section?',
    title: 'Apps',
    group: 'Sign-in',
    icon: IconApps,
    keywords: 'applications clients OpenID Connect packages pkg install',
    component: lazy(() => import('./pages/apps/apps-page.tsx')),
  },
  {
    path: '/certificates/:section?',
    title: 'Certificates',
    group: 'Security',
    icon: IconCertificate,
    keywords: 'authorities smart cards revocation lists CRL identities SCEP ACME signing keys push',
    component: lazy(() => import('./pages/certificates/certificates-page.tsx')),
  },
  {
    path: '/plan/:tab?',
    title: 'Sign-in plan',
    group: 'Sign-in',
    icon: IconRoute,
    keywords: 'platform sso method profile declaration setup assistant rollout versions export json',
    component: lazy(() => import('./pages/plan/plan-page.tsx')),
  },
  {
    path: '/policy/:tab?',
    title: 'Policy',
    group: 'Sign-in',
    icon: IconListCheck,
    keywords: 'rules factors multi-factor conditional access what-if purposes',
    component: lazy(() => import('./pages/policy/policy-page.tsx')),
  },
  {
    path: '/audit',
    title: 'Audit',
    group: 'Security',
    icon: IconHistory,
    keywords: 'events log history chain export',
    component: lazy(() => import('./pages/audit/audit-page.tsx')),
  },
  {
    path: '/settings/:section?',
    title: 'Settings',
    group: 'Settings',
    icon: IconSettings,
    keywords: 'branding logo passkeys keys rotation master key tokens about version',
    component: lazy(() => import('./pages/settings/settings-page.tsx')),
  },
];

/** The address of a page as links have it: optional parts left out. */
export function addressOf({ path }: ConsolePage): string {
  return path.replace(/\/:\w+\?/g, '');
}
