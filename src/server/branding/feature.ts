/**
 * The organisation's look on our pages: an accent, a logo, and whom to ask for help. The feature owns what may be set, how it
 * is kept, and the address of the logo. It does not own pages: they ask it for the look and draw it (`pages/brand.ts`).
 */
import type { FastifyInstance } from 'fastify';
import type { Clock } from '#runtime/clock.ts';
import { appendAudit, type Audit, type AuditEvent } from '#server/audit/audit.ts';
import type { Brand } from '#server/pages/page.ts';
import type { Database } from '#server/store/database.ts';
import { accentOf, colourOf } from './contrast.ts';
import { type BrandingWish, changeOf } from './change.ts';
import { PresentBranding } from './present.ts';
import { type BrandingCode, Refusal } from './refusal.ts';
import { mountLogo } from './routes.ts';
import { type BrandingChange, changeBranding, findBranding, type SavedBranding } from './store.ts';

/** What the feature needs. */
export interface BrandingPorts {
  /** As people know it. */
  readonly organisation: string;
  /** Migrated. */
  readonly database: Database;
  readonly audit: Audit;
  readonly clock: Clock;
}

/** What came of a wish. */
export type BrandingOutcome =
  | { readonly kind: 'changed'; readonly saved: SavedBranding }
  | { readonly kind: 'refused'; readonly code: BrandingCode; readonly admin: string };

/** The feature at work. */
export interface Branding {
  /** The look of pages; undefined where nothing is set. Another node's change shows within five seconds. */
  readonly brand: () => Promise<Brand | undefined>;
  /** As the store has it. Undefined while nothing was ever set. */
  current(): Promise<SavedBranding | undefined>;
  /** Sets what is given, all of it or nothing. */
  change(wish: BrandingWish, actor: string): Promise<BrandingOutcome>;
  /** Back to the pages as they come. */
  reset(actor: string): Promise<SavedBranding>;
  /** `/branding/logo` */
  mount(app: FastifyInstance): void;
}

/** Puts the feature together. */
export function createBranding(ports: BrandingPorts): Branding {
  const { database, clock, organisation } = ports;
  const present = new PresentBranding(database, clock);
  const save = async (change: BrandingChange, event: Pick<AuditEvent, 'type' | 'actor'> & { actor: string }) => {
    const at = clock.now();
    const saved = await database.write(async (writer) => {
      const after = await changeBranding(writer, change, { at, actor: event.actor });
      appendAudit(writer, at, [{ ...event, outcome: 'changed', detail: detailOf(after) }]);
      return after;
    });
    present.set(saved);
    return saved;
  };
  return {
    brand: async () => brandOf(await present.get(), organisation),
    current: () => findBranding(database),
    change: async (wish, actor) => {
      try {
        return { kind: 'changed', saved: await save(changeOf(wish), { type: 'branding.changed', actor }) };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const { code, message: admin } = error;
        const detail = { reason: admin };
        ports.audit.record({ type: 'branding.change.refused', outcome: 'refused', code, actor, detail });
        return { kind: 'refused', code, admin };
      }
    },
    reset: (actor) => save({ accent: null, helpText: null, logo: null }, { type: 'branding.reset', actor }),
    mount: (app) => mountLogo(app, async () => (await present.get())?.logo),
  };
}

function detailOf({ version, accent, helpText, logo }: SavedBranding) {
  return { version, accent: accent ?? null, helpText: helpText ?? null, logo: logo?.digest ?? null };
}

function brandOf(saved: SavedBranding | undefined, organisation: string): Brand | undefined {
  const accent = colourOf(saved?.accent ?? '');
  const { helpText, logo } = saved ?? {};
  if (accent === undefined && helpText === undefined && logo === undefined) return undefined;
  return {
    ...(accent === undefined ? {} : { accent: accentOf(accent) }),
    ...(logo === undefined ? {} : { logo: { alt: organisation } }),
    ...(helpText === undefined ? {} : { helpText }),
  };
}

export type { BrandingWish } from './change.ts';
export { accentOf } from './contrast.ts';
export type { BrandingCode } from './refusal.ts';
export type { SavedBranding } from './store.ts';
