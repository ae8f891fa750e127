/** What the whole installation is set to. Each part is a place of its own in the address. */
import { type ComponentType } from 'react';
import { Link, Redirect, useParams } from 'wouter';
import { Page } from '../../parts/page.tsx';
import { AboutSection } from './about-section.tsx';
import { BrandingSection } from './branding-section.tsx';
import { KeysSection } from './keys-section.tsx';
import { PasskeysSection } from './passkeys-section.tsx';
import css from './settings.module.css';
import { TokensSection } from './tokens-section.tsx';

const sections: readonly { readonly path: string; readonly title: string; readonly show: ComponentType }[] = [
  { path: 'branding', title: 'Branding', show: BrandingSection },
  { path: 'passkeys', title: 'Passkeys', show: PasskeysSection },
  { path: 'keys', title: 'Keys', show: KeysSection },
  { path: 'tokens', title: 'Tokens', show: TokensSection },
  { path: 'about', title: 'About', show: AboutSection },
];

/** The page. */
export default function SettingsPage() {
  const { section } = useParams<{ readonly section?: string }>();
  const found = sections.find(({ path }) => path === section);
  if (!found) return <Redirect to="/settings/branding" replace />;
  const Show = found.show;
  return (
    <Page title="Settings">
      <nav aria-label="Settings" className={css['tabs']}>
        {sections.map(({ path, title }) => (
          <Link key={path} href={`/settings/${path}`} aria-current={path === section ? 'page' : undefined}>
            {title}
          </Link>
        ))}
      </nav>
      <Show />
    </Page>
  );
}
