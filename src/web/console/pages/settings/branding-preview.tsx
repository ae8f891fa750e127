/** What people will see, in light and in dark: a drawing of the sign-in page, not the page itself. */
import type { CSSProperties } from 'react';
import { useOperation } from '../../parts/use-operation.ts';
import css from './settings.module.css';

/** Shows both. */
export function BrandingPreview({
  accent = '#0a5fd8',
  helpText,
  logo,
}: {
  readonly accent: string | undefined;
  readonly helpText: string;
  readonly logo: string | undefined;
}) {
  const { data } = useOperation('showStatus');
  const organisation = data?.organisation ?? 'your organisation';
  return (
    <figure className={css['previews']}>
      <figcaption className={css['faint']}>Preview of the sign-in page, in light and in dark</figcaption>
      {(['light', 'dark'] as const).map((scheme) => (
        <div
          key={scheme}
          className={css['preview']}
          data-scheme={scheme}
          style={{ '--accent-shown': accent } as CSSProperties}
          aria-hidden
        >
          {logo !== undefined && <img src={logo} alt="" className={css['preview-logo']} />}
          <strong>Sign in to {organisation}</strong>
          <span className={css['preview-field']}>ada@example.org</span>
          <span className={css['preview-button']}>Sign In</span>
          <span className={css['preview-link']}>Sign in another way</span>
          {helpText.trim() !== '' && <span className={css['preview-help']}>{helpText}</span>}
        </div>
      ))}
    </figure>
  );
}
