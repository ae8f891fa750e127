/** The frame of a page: its title, what can be done, and its content. */
import type { ReactNode } from 'react';
import { useEffect, useRef } from 'react';
import { Link } from 'wouter';
import { IconChevronRight } from '@tabler/icons-react';
import css from './page.module.css';
import { takeFocusWish } from './page-focus.ts';

/** The way to a page. */
export interface Crumb {
  readonly title: string;
  /** A path of the console, such as `/macs`. */
  readonly path: string;
}

/** What a page is made of. */
export interface PageProps {
  readonly title: string;
  /** One line below the title: what the page is about, or facts of the thing it shows. */
  readonly lead?: ReactNode;
  /** Beside the title, such as a state. */
  readonly mark?: ReactNode;
  /** Buttons, the most important last. */
  readonly actions?: ReactNode;
  /** Pages above this one. */
  readonly above?: readonly Crumb[];
  /** Uses the whole width, for lists and editors. */
  readonly wide?: boolean;
  /** Fills the window below the title: the content scrolls within itself. */
  readonly fills?: boolean;
  readonly children?: ReactNode;
}

/** Shows a page. Its title takes the focus when somebody comes here, so that it is read out (WCAG 2.2, 2.4.3). */
export function Page({ title, lead, mark, actions, above = [], wide = false, fills = false, children }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} – Porchlight`;
  }, [title]);
  useEffect(() => {
    if (takeFocusWish()) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div className={css['page']} data-wide={wide || fills || undefined} data-fills={fills || undefined}>
      {above.length > 0 && (
        <nav aria-label="Breadcrumbs" className={css['crumbs']}>
          {above.map(({ title, path }) => (
            <span key={path} className={css['crumb']}>
              <Link href={path}>{title}</Link>
              <IconChevronRight size={13} aria-hidden />
            </span>
          ))}
        </nav>
      )}
      <header className={css['head']}>
        <div className={css['words']}>
          <div className={css['title']}>
            <h1 ref={heading} tabIndex={-1} data-page-title>
              {title}
            </h1>
            {mark}
          </div>
          {lead !== undefined && <div className={css['lead']}>{lead}</div>}
        </div>
        {actions !== undefined && <div className={css['actions']}>{actions}</div>}
      </header>
      <div className={css['content']}>{children}</div>
    </div>
  );
}

/** A part of a page with a heading. */
export function Section({
  title,
  lead,
  actions,
  children,
}: {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  readonly children?: ReactNode;
}) {
  return (
    <section className={css['section']} aria-label={title}>
      <header className={css['section-head']}>
        <div className={css['words']}>
          <h2>{title}</h2>
          {lead !== undefined && <p className={css['section-lead']}>{lead}</p>}
        </div>
        {actions !== undefined && <div className={css['actions']}>{actions}</div>}
      </header>
      {children}
    </section>
  );
}

/** A framed surface for facts, forms and small lists. */
export function Card({ children, flush = false }: { readonly children?: ReactNode; readonly flush?: boolean }) {
  return (
    <div className={css['card']} data-flush={flush || undefined}>
      {children}
    </div>
  );
}
